"""Path A: what a person says or presses becomes state in one commit, and the reply comes back after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.application.enrol import CHECKIN, Enrol
from bot.application.ports import Vault, VaultTransaction
from bot.domain import rounds
from bot.domain.answer import Written
from bot.domain.asking import Showing
from bot.domain.heard import Command, Edited, Heard, Left, Pressed, Text, Unreadable
from bot.domain.ids import Language, Purpose, StudyId
from bot.domain.lab import Lab
from bot.domain.message import Message, Urgency
from bot.domain.occasion import OPEN_STATES, Occasion, OccasionState, padded_size
from bot.domain.participant import Decision, Known, Reach, Standing
from bot.domain.press import from_wire
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, paragraphs
from bot.domain.spoken import ORDINARY, Spoken, Word
from bot.domain.support import card
from bot.domain.turn import Act, Back, Fact, Resume, Skip, Turn, Typed, advance, begin
from bot.domain.wave import WaveState

CHECK_INS = Purpose("check-ins")
LARGEST_NAMED = 19  # the catalogues name the numbers 4 to 19, because k is at least 5
ANSWERS = 2  # tries at one state before another process is believed to be stuck; each reloads and decides anew


@dataclass(slots=True)
class Receive:
    """Implements ``ports.Listener``. `forms` holds every version in use, so that an old check-in can be finished."""

    lab: Lab
    vault: Vault
    enrol: Enrol
    forms: Mapping[FormVersion, Questionnaire]
    _spoken: Spoken = field(init=False)
    _cards: dict[Language, RichText] = field(init=False)

    def __post_init__(self) -> None:
        self._spoken = Spoken(self.lab.words)
        self._cards = {language: card(self.lab, language) for language in self.lab.words}

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
        words = self.lab.words[self.lab.offered(heard.language)]
        return _service(paragraphs(words.say("sorry.try_again"), words.say("support.line")))

    # Deciding, inside the transaction.

    def _decide(self, tx: VaultTransaction, heard: Heard) -> Reply:
        known = tx.person_at(heard.platform, heard.address)
        if known is None:
            return self._unknown(tx, heard)
        if not tx.first_time(heard.update):
            return Reply()
        match heard.what:
            case Left():
                return self._left(tx, known)
            case Pressed(data=data, message_id=message_id):
                return self._pressed(tx, heard, self._reachable(tx, known), data, message_id)
            case Edited():
                return self._edited(tx, heard, self._reachable(tx, known))
            case Text() | Command() | Unreadable():
                return self._said(tx, heard, self._reachable(tx, known))

    def _unknown(self, tx: VaultTransaction, heard: Heard) -> Reply:
        words = self.lab.words[self.lab.offered(heard.language)]
        match heard.what:
            case Pressed(data=data):
                agreed = self.enrol.agreement(heard, data)
                return self.enrol.agree(tx, heard, agreed) if agreed else self.enrol.pressed(heard, data)
            case Left() | Edited():
                return Reply()
            case Unreadable():
                return Reply(say=(Message(text=RichText.plain(words.say("join.press_above"))),))
        word, argument = self._spoken.word_and_argument(heard.what)
        match word:
            case Word.HELP:
                return Reply()  # answered by at_once
            case Word.STOP:
                return _service(words.say("stop.already"))
            case Word.PRIVACY:
                return self._privacy(words.language)
            case Word.START:
                return self.enrol.start(heard, argument)
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
        words = self.lab.words[known.person.language]
        word = self._spoken.word(heard.what)
        if isinstance(heard.what, Text) and word in ORDINARY and self._writing(tx, known, heard.at):
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
                return self._checkin(tx, heard, known)
            case Word.BACK:
                return self._continue(tx, heard, known, Back())
            case Word.SKIP:
                return self._continue(tx, heard, known, Skip())
        match heard.what:
            case Text(words=typed):
                return self._continue(tx, heard, known, Typed(typed))
            case Unreadable():
                reply = self._continue(tx, heard, known, Resume())
                return _with_hint(reply, words.say("checkin.not_text"))
        return _service(paragraphs(words.say("unknown.said"), words.say("menu.hello"), words.say("support.line")))

    def _edited(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply:
        """A changed message is never a second answer; while a check-in is open we say how to change one."""
        if self._open(tx, known, heard.at) is None:
            return Reply()
        return Reply(say=(Message(text=RichText.plain(self.lab.words[known.person.language].say("checkin.edited"))),))

    def _stop(self, tx: VaultTransaction, known: Known) -> Reply:
        words = self.lab.words[known.person.language]
        tx.set_standing(known.person.id, Standing.STOPPED)
        tx.cancel_for(known.contact.id)
        return _service(words.say("stop.already" if known.person.standing is Standing.STOPPED else "stop.done"))

    def _started_again(self, tx: VaultTransaction, known: Known) -> Reply:
        words = self.lab.words[known.person.language]
        if known.person.standing is not Standing.STOPPED:
            return _service(paragraphs(words.say("join.already"), words.say("menu.hello")))
        tx.set_standing(known.person.id, Standing.ACTIVE)
        return _service(paragraphs(words.say("start.back"), words.say("menu.hello")))

    def _privacy(self, language: Language) -> Reply:
        k = max((study.k for study in self.lab.studies), default=10)
        words = self.lab.words[language]
        others = words.say(f"number.{k - 1}") if k - 1 <= LARGEST_NAMED else str(k - 1)
        return _service(words.say("privacy.five", others=others))

    def _pressed(self, tx: VaultTransaction, heard: Heard, known: Known, data: str, message_id: str | None) -> Reply:
        words = self.lab.words[known.person.language]
        if data == CHECKIN:
            return self._checkin(tx, heard, known)
        read = from_wire(data)
        if read is None:
            return Reply(toast=words.say("old.button"))
        token, press = read
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, heard.at))
        occasion = next((one for one in occasions if one.token == token), None)
        if occasion is None:
            return Reply(toast=words.say("old.button"))
        if occasion.state is OccasionState.DONE:
            return Reply(toast=words.say("checkin.already_sent"))
        if occasion.state not in OPEN_STATES:
            return Reply(toast=words.say("checkin.round_closed"))
        if occasion.talk is None and not self._may_ask(tx, known, occasion.key.study):
            return _service(words.say("checkin.none_open"))
        reply = self._advance(tx, heard, known, occasion, press)
        return replace(reply, strip=None if reply.in_place else message_id)

    def _checkin(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply:
        """Take up what is open, or begin what this round asks of this person."""
        words = self.lab.words[known.person.language]
        under_way = self._open(tx, known, heard.at)
        if under_way is not None:
            return self._advance(tx, heard, known, under_way, Resume())
        groups = tx.groups(known.person.id)
        asked = [one for one in rounds.current(self.lab, heard.at) if rounds.is_for(one.asking, groups)]
        existing = {one.key: one for one in tx.occasions(known.person.id, tuple(one.key for one in asked))}
        for one in asked:
            occasion = existing.get(one.key) or self._plan(tx, known, one)
            if occasion is not None and occasion.state in OPEN_STATES and self._may_ask(tx, known, one.study.id):
                return self._advance(tx, heard, known, occasion, Resume())
        finished = any(one.state is OccasionState.DONE for one in existing.values())
        return _service(words.say("checkin.done_this_round" if finished else "checkin.none_open"))

    def _plan(self, tx: VaultTransaction, known: Known, one: rounds.Round) -> Occasion | None:
        """An occasion for somebody who asks first; None when the wave is over or they did not agree to it."""
        if not self._may_ask(tx, known, one.study.id):
            return None
        if tx.begin_wave(one.study.id, one.key.wave).state is not WaveState.OPEN:
            return None
        form = self.lab.forms[one.asking.form]
        tx.add_form_version(form.ref, form.source)
        return tx.add_occasion(
            Occasion(
                key=one.key,
                person=known.person.id,
                version=form.ref.version,
                state=OccasionState.PLANNED,
                size=padded_size(form),
            )
        )

    def _may_ask(self, tx: VaultTransaction, known: Known, study: StudyId) -> bool:
        """Nothing is collected without a current consent to check-ins of that study."""
        return any(
            one.study == study and one.purpose == CHECK_INS and one.decision is Decision.GIVEN
            for one in tx.consents(known.person.id)
        )

    def _open(self, tx: VaultTransaction, known: Known, now: datetime) -> Occasion | None:
        """The check-in that this person has begun and not sent."""
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, now))
        return next((one for one in occasions if one.state is OccasionState.STARTED), None)

    def _writing(self, tx: VaultTransaction, known: Known, now: datetime) -> bool:
        """Whether the open question asks for own words, so that an ordinary word is more likely an answer."""
        occasion = self._open(tx, known, now)
        if occasion is None or occasion.talk is None or occasion.talk.at is None:
            return False
        return self.forms[occasion.talk.form].item(occasion.talk.at).kind == "long_text"

    def _continue(self, tx: VaultTransaction, heard: Heard, known: Known, act: Act) -> Reply:
        """An act that names no check-in: it belongs to the one that is open."""
        occasion = self._open(tx, known, heard.at)
        if occasion is None:
            words = self.lab.words[known.person.language]
            return _service(paragraphs(words.say("unknown.said"), words.say("menu.hello"), words.say("support.line")))
        return self._advance(tx, heard, known, occasion, act)

    def _advance(self, tx: VaultTransaction, heard: Heard, known: Known, occasion: Occasion, act: Act) -> Reply:
        for _ in range(ANSWERS):
            turn = self._turn(known, occasion, act)
            saved = tx.save_occasion(
                replace(
                    occasion,
                    talk=turn.conversation,
                    state=OccasionState.DONE if turn.conversation.sent else OccasionState.STARTED,
                    unshown_since=heard.at if turn.say else occasion.unshown_since,
                    offered_again=0,
                )
            )
            if saved is not None:
                return self._reply(heard, known, occasion, turn, saved)
            again = tx.occasions(known.person.id, (occasion.key,))
            if not again or again[0].state not in OPEN_STATES:
                return _service(self.lab.words[known.person.language].say("checkin.round_closed"))
            occasion = again[0]
        raise RuntimeError("a check-in kept changing under two processes")

    def _turn(self, known: Known, occasion: Occasion, act: Act) -> Turn:
        showing = Showing(
            words=self.lab.words[known.person.language],
            token=occasion.token,
            card=self._cards[known.person.language],
        )
        if occasion.talk is None:
            return begin(self.lab.forms[occasion.key.form], known.person.language, showing)
        showing = replace(showing, words=self.lab.words[self.lab.offered(occasion.talk.language)])
        return advance(occasion.talk, self.forms[occasion.talk.form], act, showing)

    def _reply(self, heard: Heard, known: Known, before: Occasion, turn: Turn, saved: Occasion) -> Reply:
        pressed = isinstance(heard.what, Pressed)
        reply = Reply(
            say=turn.say,
            toast=turn.toast,
            in_place=pressed and len(turn.say) == 1 and Fact.STALE not in turn.facts,
            strip=None if pressed else before.message_id,
            remove_heard=isinstance(heard.what, Text) and Fact.ANSWERED in turn.facts,
            receipt=saved if turn.say else None,
        )
        if reply.remove_heard and _wrote(before, turn):
            words = self.lab.words[known.person.language]
            return _with_hint(reply, words.say("checkin.removed_typed"))
        return reply


def _wrote(before: Occasion, turn: Turn) -> bool:
    """Whether this turn took in the first own words of the check-in."""
    earlier = {} if before.talk is None else before.talk.given()
    return not any(isinstance(one, Written) for one in earlier.values()) and any(
        isinstance(one, Written) for one in turn.conversation.given().values()
    )


def _service(text: RichText | str) -> Reply:
    return Reply(say=(Message(text=paragraphs(text), urgency=Urgency.SERVICE),))


def _with_hint(reply: Reply, hint: str) -> Reply:
    """The same reply with a sentence above its last message."""
    if not reply.say:
        return replace(reply, say=(Message(text=RichText.plain(hint)),))
    last = reply.say[-1]
    return replace(reply, say=(*reply.say[:-1], replace(last, text=paragraphs(hint, last.text))))
