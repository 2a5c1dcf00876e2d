"""What a person says or presses finds its verb, becomes state in one commit, and the reply comes back after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot.application.answer import Answering, service
from bot.application.enrol import Enrol
from bot.application.ports import Vault, VaultTransaction
from bot.application.staff_desk import StaffDesk
from bot.domain.heard import Command, Edited, Heard, Left, Opened, Pressed, Submitted, Surface, Text, Unreadable
from bot.domain.home import home
from bot.domain.ids import Language
from bot.domain.lab import Lab
from bot.domain.message import Message, Urgency
from bot.domain.occasion import Occasion
from bot.domain.participant import Known, Reach, Standing
from bot.domain.press import Press, Verb, from_wire
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, paragraphs
from bot.domain.spoken import ORDINARY, Spoken, Word
from bot.domain.support import card
from bot.domain.turn import Back, Filled, Skip

LARGEST_NAMED = 19  # the catalogues name the numbers 4 to 19, because k is at least 5


@dataclass(slots=True)
class Receive:
    """Implements ``ports.Listener``. `forms` holds every version in use, so that an old check-in can be finished."""

    lab: Lab
    vault: Vault
    enrol: Enrol
    forms: Mapping[FormVersion, Questionnaire]
    _spoken: Spoken = field(init=False)
    _cards: dict[Language, RichText] = field(init=False)
    _answering: Answering = field(init=False)
    _desk: StaffDesk = field(init=False)

    def __post_init__(self) -> None:
        self._spoken = Spoken(self.lab.words)
        self._cards = {language: card(self.lab, language) for language in self.lab.words}
        self._answering = Answering(lab=self.lab, forms=self.forms, cards=self._cards)
        self._desk = StaffDesk(lab=self.lab, draw=self.enrol.draw, spoken=self._spoken)

    # The Listener.

    def at_once(self, heard: Heard) -> Reply | None:
        if self._spoken.word(heard.what) is not Word.HELP:
            return None
        help_card = self._cards[self.lab.offered(heard.language)]
        return Reply(say=(Message(text=help_card, urgency=Urgency.SERVICE),))

    async def receive(self, heard: Heard) -> Reply:
        return await self.vault.commit(lambda tx: self._decide(tx, heard))

    async def shown(self, receipt: Occasion, message_id: str | None) -> None:
        up = replace(receipt, message_id=message_id, unshown_since=None)
        await self.vault.commit(lambda tx: tx.save_occasion(up))  # None means that the person was quicker: fine

    def sorry(self, heard: Heard) -> Reply:
        words = self.lab.words_for(heard.language)
        return service(paragraphs(words.say("sorry.try_again"), words.say("support.line")))

    # Deciding, inside the transaction.

    def _decide(self, tx: VaultTransaction, heard: Heard) -> Reply:
        as_staff = self._desk.hears(tx, heard)
        if as_staff is not None:
            return as_staff
        known = tx.person_at(heard.platform, heard.address)
        if known is None:
            return self._unknown(tx, heard)
        if not tx.first_time(heard.update):
            return Reply()
        match heard.what:
            case Left():
                return self._left(tx, known)
            case Opened():
                return Reply(say=(home(self.lab, known.person, self._is_open(tx, heard, known)),))
            case Pressed() if self._spoken.word(heard.what) is None:
                return self._pressed(tx, heard, self._reachable(tx, known), heard.what)
            case Submitted():
                return self._submitted(tx, heard, self._reachable(tx, known), heard.what)
            case Edited():
                return self._edited(tx, heard, self._reachable(tx, known))
            case Text() | Command() | Unreadable() | Pressed():
                return self._said(tx, heard, self._reachable(tx, known))
        assert_never(heard.what)

    def _unknown(self, tx: VaultTransaction, heard: Heard) -> Reply:
        words = self.lab.words_for(heard.language)
        word, argument = self._spoken.word_and_argument(heard.what)
        match word:
            case Word.HELP:
                return Reply()  # answered by at_once
            case Word.STOP:
                return service(words.say("stop.already"))
            case Word.PRIVACY:
                return self._privacy(words.language)
            case Word.START:
                return self.enrol.start(heard, argument)
        match heard.what:
            case Opened():
                return self.enrol.home(heard)
            case Pressed(data=data):
                agreed = self.enrol.agreement(heard, data)
                return self.enrol.agree(tx, heard, agreed) if agreed else self.enrol.pressed(heard, data)
            case Submitted():
                return self.enrol.submitted(heard, heard.what)
            case Left() | Edited():
                return Reply()
            case Unreadable():
                return Reply(say=(Message(text=RichText.plain(words.say("join.press_above"))),))
        typed = heard.what.words.reveal() if isinstance(heard.what, Text) else ""
        agreed = self.enrol.typed_agreement(heard, typed)
        return self.enrol.agree(tx, heard, agreed) if agreed else self.enrol.typed(heard, typed)

    def _reachable(self, tx: VaultTransaction, known: Known) -> Known:
        """Somebody who writes can be written to again; what was stopped stays stopped until START."""
        if known.contact.reach is Reach.OK:
            return known
        tx.set_reach(known.contact.id, Reach.OK)
        return replace(known, contact=replace(known.contact, reach=Reach.OK))

    def _left(self, tx: VaultTransaction, known: Known) -> Reply:
        tx.set_reach(known.contact.id, Reach.BLOCKED)
        tx.set_standing(known.person.id, Standing.STOPPED)
        tx.cancel_for(known.contact.id)
        return Reply()

    def _said(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply:
        word = self._spoken.word(heard.what)
        if word not in {None, Word.HELP, Word.STOP} and self._is_answer(tx, heard, known, word):
            word = None
        match word:
            case Word.HELP:
                return Reply()  # answered by at_once, before anything was loaded
            case Word.STOP:
                return self._stop(tx, known)
            case Word.PRIVACY:
                return self._privacy(known.person.language)
            case Word.START:
                return self._started_again(tx, known)
            case Word.CHECKIN:
                return self._answering.take_up(tx, heard, known)
            case Word.BACK | Word.SKIP | Word.LATER | Word.SHORTER | Word.NOT_TODAY:
                return self._in_checkin(tx, heard, known, word) or self._lost(known)
            case Word.MENU:
                return service(self.lab.words_for(known.person.language).say("menu.hello"))
            case None | Word.ANNOUNCE | Word.ANNOUNCEMENTS:
                return self._something(tx, heard, known)
        assert_never(word)

    def _in_checkin(self, tx: VaultTransaction, heard: Heard, known: Known, word: Word) -> Reply | None:
        """What a word does in the check-in that is open, or waits to be begun; None when none is."""
        match word:
            case Word.SHORTER:
                return self._answering.shorter(tx, heard, known)
            case Word.NOT_TODAY:
                return self._answering.not_today(tx, heard, known)
            case Word.BACK:
                return self._answering.proceed(tx, heard, known, Back())
            case Word.SKIP:
                return self._answering.proceed(tx, heard, known, Skip())
        return self._answering.proceed(tx, heard, known, Press(verb=Verb.LATER))

    def _something(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply:
        """What is no word of ours: an answer, where answers can be typed."""
        reply: Reply | None = None
        match heard.what:
            case Text(words=typed) if heard.surface is Surface.CHAT:
                reply = self._answering.typed(tx, heard, known, typed)
            case Text():
                reply = self._answering.resume(tx, heard, known, "pages.not_here")
            case Unreadable():
                reply = self._answering.resume(tx, heard, known, "checkin.not_text")
        return reply or self._lost(known)

    def _lost(self, known: Known) -> Reply:
        words = self.lab.words_for(known.person.language)
        return service(paragraphs(words.say("unknown.said"), words.say("menu.hello"), words.say("support.line")))

    def _is_answer(self, tx: VaultTransaction, heard: Heard, known: Known, word: Word | None) -> bool:
        """Whether what was typed answers the open question, although it is a word of ours too."""
        match heard.what:
            case Text(words=typed) if heard.surface is Surface.CHAT:
                return self._answering.takes(tx, heard, known, typed, ordinary=word in ORDINARY)
        return False

    def _is_open(self, tx: VaultTransaction, heard: Heard, known: Known) -> bool:
        return self._answering.open(tx, known, heard.at) is not None

    def _edited(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply:
        """A changed message is never a second answer; while a check-in is open we say how to change one."""
        occasion = self._answering.open(tx, known, heard.at)
        if heard.surface is not Surface.CHAT or occasion is None:
            return Reply()
        words = self.lab.words_for(occasion.shown_in(known.person.language))
        return Reply(say=(Message(text=RichText.plain(words.say("checkin.edited"))),))

    def _stop(self, tx: VaultTransaction, known: Known) -> Reply:
        words = self.lab.words_for(known.person.language)
        tx.set_standing(known.person.id, Standing.STOPPED)
        tx.cancel_for(known.contact.id)
        return service(words.say("stop.already" if known.person.standing is Standing.STOPPED else "stop.done"))

    def _started_again(self, tx: VaultTransaction, known: Known) -> Reply:
        words = self.lab.words_for(known.person.language)
        if known.person.standing is not Standing.STOPPED:
            return service(paragraphs(words.say("join.already"), words.say("menu.hello")))
        tx.set_standing(known.person.id, Standing.ACTIVE)
        return service(paragraphs(words.say("start.back"), words.say("menu.hello")))

    def _privacy(self, language: Language) -> Reply:
        k = max((study.k for study in self.lab.studies), default=10)
        words = self.lab.words_for(language)
        others = words.say(f"number.{k - 1}") if k - 1 <= LARGEST_NAMED else str(k - 1)
        return service(words.say("privacy.five", others=others))

    def _pressed(self, tx: VaultTransaction, heard: Heard, known: Known, pressed: Pressed) -> Reply:
        read = from_wire(pressed.data)
        if read is None:
            old = self.lab.words_for(known.person.language).say("old.button")
            return Reply(toast=old) if heard.surface is Surface.CHAT else service(old)
        reply = self._answering.pressed(tx, heard, known, *read)
        return replace(reply, strip=None if reply.in_place else pressed.message_id)

    def _submitted(self, tx: VaultTransaction, heard: Heard, known: Known, submitted: Submitted) -> Reply:
        read = from_wire(submitted.data)
        if read is None:
            return service(self.lab.words_for(known.person.language).say("old.button"))
        token, press = read
        return self._answering.submitted(tx, heard, known, token, Filled(press, submitted.entries))
