"""Joining: from a start link to a person who has agreed. Nothing is stored before the last step."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.application.plan import plan_ahead
from bot.application.ports import Draw, Keyring, VaultTransaction
from bot.domain import joining
from bot.domain.heard import Heard, Submitted, Surface
from bot.domain.home import front_door
from bot.domain.ids import ContactId, Group, Language, PersonId
from bot.domain.joining import Join, Step
from bot.domain.lab import Door, Lab
from bot.domain.message import Choice, Message
from bot.domain.participant import Consent, Contact, Decision, Joining, Person, Reach, Standing
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, paragraphs
from bot.domain.sheet import Field, FieldKind, Sheet
from bot.domain.spoken import Word, button_of
from bot.domain.support import card, folded
from bot.domain.words import Words

REMEMBERED = timedelta(minutes=30)  # how long a typed word can stand for a button shown while joining
MOST_REMEMBERED = 10_000  # chats; the oldest are forgotten first

CODE_PAGE = "j:code"
"""Data of the button that opens a page on which the code can be typed, and of that page."""


@dataclass(slots=True)
class ShownChoices:
    """The buttons last shown in each chat that is joining, in memory only, so that they can be typed."""

    _by_chat: OrderedDict[str, tuple[datetime, tuple[Choice, ...]]] = field(default_factory=OrderedDict)

    def keep(self, chat: str, message: Message, now: datetime) -> None:
        choices = tuple(choice for row in message.rows for choice in row)
        self._by_chat.pop(chat, None)
        if choices:
            self._by_chat[chat] = (now, choices)
        while len(self._by_chat) > MOST_REMEMBERED:
            self._by_chat.popitem(last=False)

    def meant(self, chat: str, typed: str, now: datetime) -> str | None:
        """The data of the button that was typed, by its text or its number from the top."""
        shown_at, choices = self._by_chat.get(chat, (now, ()))
        if now - shown_at > REMEMBERED:
            return None
        wanted = folded(typed)
        for number, choice in enumerate(choices, start=1):
            if wanted in {str(number), folded(choice.label.lstrip("☐☑ "))}:
                return choice.data
        return None


@dataclass(slots=True)
class Enrol:
    """The verb. One instance serves everybody; what it remembers is only what was shown a moment ago."""

    lab: Lab
    keyring: Keyring
    draw: Draw
    shown: ShownChoices = field(default_factory=ShownChoices)

    def start(self, heard: Heard, code: str) -> Reply:
        """The answer to START from somebody unknown: the age gate. Stores nothing."""
        language = self.lab.offered(heard.language)
        words = self.lab.words[language]
        if self.lab.door is Door.CODE and not joining.CODE.fullmatch(code):
            return self._say(heard, Message(text=RichText.plain(words.say("join.code_needed"))))
        kept = code if joining.CODE.fullmatch(code) else ""
        first = Join(step=Step.CHOICES, language=language, code=kept)
        return self._say(heard, joining.age_gate(self.lab, first, self._mark(heard)))

    def home(self, heard: Heard) -> Reply:
        """The bot's own page for somebody unknown."""
        words = self.lab.words_for(heard.language)
        by_code = self.lab.door is Door.CODE
        data = CODE_PAGE if by_code else button_of(Word.START)
        way_in = Choice(label=words.say("home.code" if by_code else "home.join"), data=data)
        return Reply(say=(front_door(self.lab, words, way_in),))

    def submitted(self, heard: Heard, submitted: Submitted) -> Reply:
        """The page with the code, handed in."""
        if submitted.data != CODE_PAGE:
            return Reply(say=(Message(text=RichText.plain(self._words(heard).say("old.button"))),))
        typed = next((entry.words for entry in submitted.entries if entry.words is not None), None)
        return self.start(heard, "" if typed is None else typed.reveal().strip())

    def _code_page(self, heard: Heard) -> Reply:
        words = self._words(heard)
        asks = Field(item=0, kind=FieldKind.LINE, label=words.say("home.code_label"), optional=False, max_length=64)
        page = Sheet(
            title=self.lab.name.text(words.language),
            opening=RichText.plain(words.say("home.code_where")),
            fields=(asks,),
            submit=words.say("pages.next"),
            close=words.say("pages.close"),
            data=CODE_PAGE,
        )
        return Reply(sheet=page)

    def _words(self, heard: Heard) -> Words:
        return self.lab.words_for(heard.language)

    def typed(self, heard: Heard, typed: str) -> Reply:
        """The answer to words from somebody unknown: the button they name, or how to begin."""
        data = self.shown.meant(_chat(heard), typed, heard.at)
        join = None if data is None else joining.from_wire(data, self._mark(heard))
        if join is not None and join.step is not Step.AGREE:
            return self.step(heard, join)
        words = self.lab.words_for(heard.language)
        key = "join.press_above" if self.lab.door is Door.CODE else "join.again"
        return Reply(say=(Message(text=paragraphs(words.say(key), words.say("support.line"))),))

    def agreement(self, heard: Heard, data: str) -> Join | None:
        """The state in which somebody presses "I agree"; None for any other button."""
        join = joining.from_wire(data, self._mark(heard))
        return join if join is not None and join.step is Step.AGREE else None

    def typed_agreement(self, heard: Heard, typed: str) -> Join | None:
        data = self.shown.meant(_chat(heard), typed, heard.at)
        return None if data is None else self.agreement(heard, data)

    def pressed(self, heard: Heard, data: str) -> Reply:
        """The answer to any button, from somebody unknown, that does not agree."""
        if data == CODE_PAGE and heard.surface is Surface.PAGES:
            return self._code_page(heard)
        join = joining.from_wire(data, self._mark(heard))
        if join is None:
            old = self._words(heard).say("old.button")
            if heard.surface is Surface.CHAT:
                return Reply(toast=old)
            return Reply(say=(Message(text=RichText.plain(old)),))
        return self.step(heard, join)

    def step(self, heard: Heard, join: Join) -> Reply:
        """What a step before agreement shows. Stores nothing."""
        lab, mark, words = self.lab, self._mark(heard), self.lab.words[join.language]
        match join.step:
            case Step.OLD_ENOUGH:
                return self._say(heard, joining.not_monitored(lab, join, mark), in_place=True)
            case Step.TOO_YOUNG:
                says = paragraphs(words.say("join.too_young"), card(lab, join.language))
                return self._say(heard, Message(text=says), in_place=True)
            case Step.CHOICES:
                return self._say(heard, joining.choices(lab, join, mark), in_place=True)
            case Step.FULL_TEXT:
                again = joining.choices(lab, join, mark)
                self.shown.keep(_chat(heard), again, heard.at)
                return Reply(say=(joining.full_text(lab, join), again))
            case Step.NOT_NOW:
                return self._say(heard, Message(text=RichText.plain(words.say("join.declined"))), in_place=True)
            case Step.AGREE:
                hint = words.say("join.purpose_needed")
                return self._say(heard, joining.choices(lab, join, mark, hint), in_place=True)

    def agree(self, tx: VaultTransaction, heard: Heard, join: Join) -> Reply:
        """Everything at once: the person, the chat, the groups of the code, each consent as it was ticked."""
        words = self.lab.words[join.language]
        if not join.ticked:
            return self.step(heard, join)
        groups: frozenset[Group] = frozenset()
        if self.lab.door is Door.CODE:
            invitation = tx.invitation(join.code)
            today = heard.at.astimezone(ZoneInfo(self.lab.zone)).date()
            if invitation is None or (invitation.last_day is not None and invitation.last_day < today):
                return self._say(heard, Message(text=RichText.plain(words.say("join.code_unknown"))))
            groups = invitation.groups
        tx.first_time(heard.update)
        joining_now = self._joining(heard, join, groups)
        if not tx.join(joining_now):
            return self._say(heard, Message(text=RichText.plain(words.say("join.code_used_up"))))
        self.shown.keep(_chat(heard), Message(text=RichText.plain("")), heard.at)
        plan_ahead(tx, self.lab, joining_now.person, heard.at)
        begin = Choice(label=words.say("checkin.start"), data=button_of(Word.CHECKIN))
        done = Message(text=paragraphs(words.say("join.done"), words.say("support.line")), rows=((begin,),))
        return Reply(say=(done,), in_place=True)

    def _joining(self, heard: Heard, join: Join, groups: frozenset[Group]) -> Joining:
        person = Person(
            id=PersonId(self.draw.token(16)),
            standing=Standing.ACTIVE,
            language=join.language,
            zone=heard.zone or self.lab.zone,
        )
        contact = Contact(
            id=ContactId(self.draw.token(16)),
            person=person.id,
            platform=heard.platform,
            address=heard.address,
            reach=Reach.OK,
        )
        today = heard.at.astimezone(ZoneInfo(self.lab.zone)).date()
        return Joining(
            person=person,
            contact=contact,
            groups=groups,
            consents=tuple(self._consents(join, today)),
            studies=frozenset(study.id for study in self.lab.studies),
            invitation=join.code if self.lab.door is Door.CODE else None,
        )

    def _consents(self, join: Join, today: date) -> list[Consent]:
        consents = []
        for place, (study_id, purpose) in enumerate(joining.purposes(self.lab)):
            study = self.lab.study(study_id)
            if study is None:
                raise LookupError("a purpose names a study that the lab does not have")
            text = self.lab.consent_text(study, join.language)
            consents.append(
                Consent(
                    study=study_id,
                    purpose=purpose,
                    version=text.version,
                    text_sha256=text.sha256,
                    language=Language(text.language),
                    decision=Decision.GIVEN if place in join.ticked else Decision.REFUSED,
                    on_day=today,
                )
            )
        return consents

    def _say(self, heard: Heard, message: Message, *, in_place: bool = False) -> Reply:
        self.shown.keep(_chat(heard), message, heard.at)
        return Reply(say=(message,), in_place=in_place)

    def _mark(self, heard: Heard) -> joining.Mark:
        return partial(_marked, self.keyring, _chat(heard))


def _marked(keyring: Keyring, chat: str, text: str) -> str:
    return keyring.mark("join", f"{chat}|{text}")


def _chat(heard: Heard) -> str:
    return f"{heard.platform}|{heard.address.reveal()}"
