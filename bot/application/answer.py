"""Path A: an act of a person becomes the next state of their check-in, and the turn to show comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.application.permission import may_ask
from bot.application.plan import planned
from bot.application.ports import VaultTransaction
from bot.domain import rounds
from bot.domain.answer import Written
from bot.domain.asking import PAGE_FITS, Showing, open_button, open_row
from bot.domain.engine import advance, begin
from bot.domain.heard import Heard, Pressed, Surface, Text
from bot.domain.ids import Language
from bot.domain.lab import Lab
from bot.domain.message import Message, Urgency
from bot.domain.occasion import ANSWERABLE, Occasion, OccasionState
from bot.domain.participant import Known
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, paragraphs
from bot.domain.turn import Act, Fact, Filled, Resume, Turn

TRIES = 2  # at one state, before another process is believed to be stuck; each reloads and decides anew


class Missing(Enum):
    """Why there is no check-in to go on with."""

    NONE_OPEN = "checkin.none_open"
    ALL_DONE = "checkin.done_this_round"


@dataclass(slots=True)
class Answering:
    """`forms` holds every version in use, so that an old check-in can be finished; `cards` is HELP's, by language."""

    lab: Lab
    forms: Mapping[FormVersion, Questionnaire]
    cards: Mapping[Language, RichText]

    def pressed(self, tx: VaultTransaction, heard: Heard, known: Known, token: str, press: Press) -> Reply:
        """The answer to a button of a check-in, whosesoever it was."""
        occasion = self._of_token(tx, heard, known, token)
        if isinstance(occasion, Reply):
            return occasion
        if occasion.talk is None:
            match press.verb:
                case Verb.NOT_TODAY:
                    return self._not_today(tx, known, occasion)
                case Verb.LATER:
                    return self._later(known, occasion)
        return self._advance(tx, heard, known, occasion, press)

    def submitted(self, tx: VaultTransaction, heard: Heard, known: Known, token: str, page: Filled) -> Reply:
        """The answer to a page, or to a choice on it."""
        occasion = self._of_token(tx, heard, known, token)
        if isinstance(occasion, Reply):
            return occasion
        return self._advance(tx, heard, known, occasion, page)

    def take_up(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply:
        """Go on with what is open, or begin what this round asks of this person."""
        found = self._to_take_up(tx, heard, known)
        if isinstance(found, Missing):
            return service(self.lab.words[known.person.language].say(found.value))
        return self._advance(tx, heard, known, found, Resume())

    def proceed(self, tx: VaultTransaction, heard: Heard, known: Known, act: Act) -> Reply | None:
        """An act that names no check-in belongs to the one that is open; None when none is."""
        occasion = self.open(tx, known, heard.at)
        return None if occasion is None else self._advance(tx, heard, known, occasion, act)

    def not_today(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply | None:
        """Leave out what was asked and not begun; what was begun is put off. None when there is nothing of the kind."""
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, heard.at))
        asked = next((one for one in occasions if one.state is OccasionState.SENT), None)
        if asked is not None:
            return self._not_today(tx, known, asked)
        return self.proceed(tx, heard, known, Press(verb=Verb.LATER))

    def open(self, tx: VaultTransaction, known: Known, now: datetime) -> Occasion | None:
        """The check-in that this person has begun and not sent."""
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, now))
        return next((one for one in occasions if one.state is OccasionState.STARTED), None)

    def is_writing(self, tx: VaultTransaction, known: Known, now: datetime) -> bool:
        """Whether the open question asks for own words, so that an ordinary word is more likely an answer."""
        occasion = self.open(tx, known, now)
        if occasion is None or occasion.talk is None or occasion.talk.at is None:
            return False
        return self.forms[occasion.talk.form].item(occasion.talk.at).kind == "long_text"

    def _of_token(self, tx: VaultTransaction, heard: Heard, known: Known, token: str) -> Occasion | Reply:
        """This person's check-in that the button belongs to, or why there is nothing to do with it."""
        words = self.lab.words[known.person.language]
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, heard.at))
        occasion = next((one for one in occasions if one.token == token), None)
        if occasion is None:
            return _nothing(heard, words.say("old.button"))
        if occasion.state is OccasionState.DONE:
            return _nothing(heard, words.say("checkin.already_sent"))
        if occasion.state not in ANSWERABLE:
            return _nothing(heard, words.say("checkin.round_closed"))
        if occasion.talk is None and not may_ask(tx, known.person.id, occasion.key.study):
            return service(words.say("checkin.none_open"))
        return occasion

    def _to_take_up(self, tx: VaultTransaction, heard: Heard, known: Known) -> Occasion | Missing:
        under_way = self.open(tx, known, heard.at)
        if under_way is not None:
            return under_way
        groups = tx.groups(known.person.id)
        asked = [one for one in rounds.current(self.lab, heard.at) if rounds.is_for(one.asking, groups)]
        existing = {one.key: one for one in tx.occasions(known.person.id, rounds.answerable(self.lab, heard.at))}
        waiting = [one for one in existing.values() if one.state in ANSWERABLE]
        if waiting and may_ask(tx, known.person.id, waiting[0].key.study):
            return waiting[0]
        for one in asked:
            new = None if one.key in existing else planned(tx, self.lab, known.person, one, None)
            if new is not None:
                return new
        finished = any(one.state is OccasionState.DONE for one in existing.values())
        return Missing.ALL_DONE if finished else Missing.NONE_OPEN

    def _not_today(self, tx: VaultTransaction, known: Known, occasion: Occasion) -> Reply:
        """A bad day is taken at its word: nothing more is asked this time, and nothing is counted against anybody."""
        tx.save_occasion(replace(occasion, state=OccasionState.BAD_DAY, due=None, unshown_since=None))
        said = self.lab.words[known.person.language].say("checkin.not_today_done")
        return Reply(say=(Message(text=RichText.plain(said)),), in_place=True)

    def _later(self, known: Known, occasion: Occasion) -> Reply:
        """Put off before it was begun: nothing changes, and the reminder comes as it would have."""
        words = self.lab.words[known.person.language]
        later = RichText.plain(words.say("checkin.later_not_begun"))
        return Reply(
            say=(Message(text=later, rows=(open_row(self._showing(known, occasion, fits=1)),)),), in_place=True
        )

    def _advance(self, tx: VaultTransaction, heard: Heard, known: Known, occasion: Occasion, act: Act) -> Reply:
        if heard.surface is Surface.DOOR:
            return self._door(known, occasion)
        for _ in range(TRIES):
            turn = self._turn(heard, known, occasion, act)
            saved = tx.save_occasion(_moved(occasion, turn, heard.at))
            if saved is not None:
                return self._reply(heard, known, occasion, turn, saved)
            again = tx.occasions(known.person.id, (occasion.key,))
            if not again or again[0].state not in ANSWERABLE:
                return service(self.lab.words[known.person.language].say("checkin.round_closed"))
            occasion = again[0]
        raise RuntimeError("a check-in kept changing under two processes")

    def _door(self, known: Known, occasion: Occasion) -> Reply:
        """Questions stand on pages, and none can be shown now: a button that opens one."""
        words = self.lab.words[known.person.language]
        begun = occasion.talk is not None
        button = open_button(
            self._showing(known, occasion, fits=1), words.say("checkin.go_on" if begun else "checkin.start")
        )
        text = words.say("checkin.waiting" if begun else "checkin.ready")
        return Reply(say=(Message(text=RichText.plain(text), rows=((button,),)),))

    def _turn(self, heard: Heard, known: Known, occasion: Occasion, act: Act) -> Turn:
        fits = PAGE_FITS if heard.surface is Surface.PAGES else 1
        showing = self._showing(known, occasion, fits)
        if occasion.talk is None:
            return begin(self.lab.forms[occasion.key.form], known.person.language, showing)
        showing = replace(showing, words=self.lab.words[self.lab.offered(occasion.talk.language)])
        return advance(occasion.talk, self.forms[occasion.talk.form], act, showing)

    def _showing(self, known: Known, occasion: Occasion, fits: int) -> Showing:
        language = self.lab.offered(known.person.language)
        return Showing(words=self.lab.words[language], token=occasion.token, card=self.cards[language], fits=fits)

    def _reply(self, heard: Heard, known: Known, before: Occasion, turn: Turn, saved: Occasion) -> Reply:
        pressed = isinstance(heard.what, Pressed)
        reply = Reply(
            say=turn.say,
            toast=turn.toast,
            in_place=pressed and len(turn.say) == 1 and Fact.STALE not in turn.facts,
            strip=None if pressed else before.message_id,
            remove_heard=isinstance(heard.what, Text) and Fact.ANSWERED in turn.facts,
            receipt=saved if turn.say or turn.sheet else None,
            sheet=None if turn.sheet is None else replace(turn.sheet, edition=saved.fence),
            errors=turn.errors,
        )
        if reply.remove_heard and _wrote(before, turn):
            return with_hint(reply, self.lab.words[known.person.language].say("checkin.removed_typed"))
        return reply


def service(text: RichText | str) -> Reply:
    """A notice about the service itself."""
    return Reply(say=(Message(text=paragraphs(text), urgency=Urgency.SERVICE),))


def with_hint(reply: Reply, hint: str) -> Reply:
    """The same reply with a sentence above its last message."""
    if not reply.say:
        return replace(reply, say=(Message(text=RichText.plain(hint)),))
    last = reply.say[-1]
    return replace(reply, say=(*reply.say[:-1], replace(last, text=paragraphs(hint, last.text))))


def _nothing(heard: Heard, why: str) -> Reply:
    """A few words on the button; where there is no button to put them on, a message."""
    return Reply(toast=why) if heard.surface is Surface.CHAT else service(why)


def _moved(occasion: Occasion, turn: Turn, now: datetime) -> Occasion:
    shows = bool(turn.say) or turn.sheet is not None
    return replace(
        occasion,
        talk=turn.conversation,
        state=OccasionState.DONE if turn.conversation.sent else OccasionState.STARTED,
        unshown_since=now if shows else occasion.unshown_since,
        offered_again=0,
        due=None if turn.conversation.sent else occasion.due,
    )


def _wrote(before: Occasion, turn: Turn) -> bool:
    """Whether this turn took in the first own words of the check-in."""
    earlier = {} if before.talk is None else before.talk.given()
    return not any(isinstance(one, Written) for one in earlier.values()) and any(
        isinstance(one, Written) for one in turn.conversation.given().values()
    )
