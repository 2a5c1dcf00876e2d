"""Path A: an act of a person becomes the next state of their check-in, and the turn to show comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from itertools import chain
from zoneinfo import ZoneInfo

from bot.application.permission import may_ask
from bot.application.plan import planned
from bot.application.ports import VaultTransaction
from bot.domain import rounds
from bot.domain.answer import Written
from bot.domain.asking import PAGE_FITS, Showing, asked_of, open_button, open_rows, shorter_button
from bot.domain.conversation import Conversation
from bot.domain.engine import advance, begin
from bot.domain.heard import Heard, Pressed, Surface, Text
from bot.domain.ids import Language
from bot.domain.kind import folded
from bot.domain.lab import Lab
from bot.domain.message import Message, Urgency
from bot.domain.occasion import ANSWERABLE, Occasion, OccasionState, padded_size
from bot.domain.participant import Known
from bot.domain.press import Press, Verb
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.questions import kind_of
from bot.domain.reply import Reply
from bot.domain.richtext import RichText, paragraphs
from bot.domain.secret import Secret
from bot.domain.turn import Act, Fact, Filled, Resume, Shorten, Turn, Typed
from bot.domain.words import Words
from bot.domain.writing import OWN_WORDS

LONG_AGO = datetime.min.replace(tzinfo=UTC)  # for check-ins of versions that did not keep the moment
TAKEN_IN = frozenset({Fact.ANSWERED, Fact.NOTED})
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
        if press.verb is Verb.SHORTER:
            return self._advance(tx, heard, known, occasion, Shorten())
        if occasion.talk is None:
            match press.verb:
                case Verb.NOT_TODAY:
                    return self._not_today(tx, known, occasion)
                case Verb.LATER:
                    return self._later(heard, known, occasion)
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
            return service(self.lab.words_for(known.person.language).say(found.value))
        return self._advance(tx, heard, known, found, Resume())

    def proceed(self, tx: VaultTransaction, heard: Heard, known: Known, act: Act) -> Reply | None:
        """An act that names no check-in belongs to the one that is open; None when none is."""
        occasion = self.open(tx, known, heard.at)
        return None if occasion is None else self._advance(tx, heard, known, occasion, act)

    def typed(self, tx: VaultTransaction, heard: Heard, known: Known, words: Secret) -> Reply | None:
        """Typed words belong to the open question, unless it was left alone for so long that they may not."""
        occasion = self.open(tx, known, heard.at)
        if occasion is None:
            return None
        if not self._left_alone(occasion, heard.at):
            return self._advance(tx, heard, known, occasion, Typed(words))
        return self.resume(tx, heard, known, "checkin.still_there")

    def resume(self, tx: VaultTransaction, heard: Heard, known: Known, why: str) -> Reply | None:
        """What is open, shown again below the sentence `why`; None when nothing is."""
        occasion = self.open(tx, known, heard.at)
        if occasion is None:
            return None
        reply = self._advance(tx, heard, known, occasion, Resume())
        return with_hint(reply, self._words_of(known, occasion).say(why))

    def shorter(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply | None:
        """Ask only what matters most, of what is open or waits to be begun; None when nothing does."""
        found = self._to_take_up(tx, heard, known)
        return None if isinstance(found, Missing) else self._advance(tx, heard, known, found, Shorten())

    def not_today(self, tx: VaultTransaction, heard: Heard, known: Known) -> Reply | None:
        """Leave out what was asked and not begun; what was begun is put off. None when there is nothing of the kind."""
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, heard.at))
        asked = next((one for one in occasions if one.state is OccasionState.SENT), None)
        if asked is not None:
            return self._not_today(tx, known, asked)
        return self.proceed(tx, heard, known, Press(verb=Verb.LATER))

    def open(self, tx: VaultTransaction, known: Known, now: datetime) -> Occasion | None:
        """The check-in that this person has begun and not sent; of several, the one they were last in."""
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, now))
        begun = (one for one in occasions if one.state is OccasionState.STARTED)
        return max(begun, key=lambda one: one.acted_at or LONG_AGO, default=None)

    def takes(self, tx: VaultTransaction, heard: Heard, known: Known, typed: Secret, *, ordinary: bool) -> bool:
        """Whether a word of ours is rather an answer: it stands on an option, or is `ordinary` among own words."""
        occasion = self.open(tx, known, heard.at)
        if occasion is None or occasion.talk is None or occasion.talk.at is None:
            return False
        item = self.forms[occasion.talk.form].item(occasion.talk.at)
        offer = kind_of(item).offer(asked_of(occasion.talk, item, self._showing(known, occasion, heard)))
        on_option = folded(typed.reveal()) in {folded(label) for label in offer.labels}
        return on_option or (ordinary and item.kind in OWN_WORDS)

    def _of_token(self, tx: VaultTransaction, heard: Heard, known: Known, token: str) -> Occasion | Reply:
        """This person's check-in that the button belongs to, or why there is nothing to do with it."""
        occasions = tx.occasions(known.person.id, rounds.answerable(self.lab, heard.at))
        occasion = next((one for one in occasions if one.token == token), None)
        if occasion is None:
            return _nothing(heard, self.lab.words_for(known.person.language).say("old.button"))
        words = self._words_of(known, occasion)
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
        answerable = rounds.answerable(self.lab, heard.at)
        existing = {one.key: one for one in tx.occasions(known.person.id, answerable)}
        waiting = sorted(
            (one for one in existing.values() if one.state in ANSWERABLE),
            key=lambda one: (one.state is not OccasionState.SENT, answerable.index(one.key)),
        )
        prompted = [one for one in waiting if one.state is OccasionState.SENT]
        of_this_round = (existing.get(one.key) or planned(tx, self.lab, known.person, one, None) for one in asked)
        for occasion in chain(prompted, of_this_round, waiting):  # planned one by one, and no more than are needed
            answerable_still = occasion is not None and occasion.state in ANSWERABLE
            if occasion is not None and answerable_still and may_ask(tx, known.person.id, occasion.key.study):
                return occasion
        finished = any(one.state is OccasionState.DONE for one in existing.values())
        return Missing.ALL_DONE if finished else Missing.NONE_OPEN

    def _not_today(self, tx: VaultTransaction, known: Known, occasion: Occasion) -> Reply:
        """A bad day is taken at its word: nothing more is asked this time, and nothing is counted against anybody."""
        tx.save_occasion(replace(occasion, state=OccasionState.BAD_DAY, due=None, unshown_since=None))
        said = self._words_of(known, occasion).say("checkin.not_today_done")
        return Reply(say=(Message(text=RichText.plain(said)),), in_place=True)

    def _later(self, heard: Heard, known: Known, occasion: Occasion) -> Reply:
        """Put off before it was begun: nothing changes, and the reminder comes as it would have."""
        later = RichText.plain(self._words_of(known, occasion).say("checkin.later_not_begun"))
        return Reply(
            say=(
                Message(
                    text=later,
                    rows=open_rows(self._showing(known, occasion, heard), shorter=self._form_of(occasion).has_shorter),
                ),
            ),
            in_place=True,
        )

    def _advance(self, tx: VaultTransaction, heard: Heard, known: Known, occasion: Occasion, act: Act) -> Reply:
        if heard.surface is Surface.DOOR:
            return self._door(heard, known, occasion, act)
        for _ in range(TRIES):
            turn = self._turn(heard, known, occasion, act)
            size = padded_size(self.forms[turn.conversation.form])
            saved = tx.save_occasion(replace(_moved(occasion, turn, heard.at), size=size))
            if saved is not None:
                return self._reply(heard, known, occasion, turn, saved)
            again = tx.occasions(known.person.id, (occasion.key,))
            if not again or again[0].state not in ANSWERABLE:
                return service(self._words_of(known, occasion).say("checkin.round_closed"))
            occasion = again[0]
        raise RuntimeError("a check-in kept changing under two processes")

    def _door(self, heard: Heard, known: Known, occasion: Occasion, act: Act) -> Reply:
        """Questions stand on pages, and none can be shown now: a button that opens one."""
        words, showing = self._words_of(known, occasion), self._showing(known, occasion, heard)
        begun = occasion.talk is not None
        button = open_button(showing, words.say("checkin.go_on" if begun else "checkin.start"))
        if isinstance(act, Shorten) and self._form_of(occasion).has_shorter:
            button = shorter_button(showing)
        text = words.say("checkin.waiting" if begun else "checkin.ready")
        return Reply(say=(Message(text=RichText.plain(text), rows=((button,),)),))

    def _turn(self, heard: Heard, known: Known, occasion: Occasion, act: Act) -> Turn:
        showing = self._showing(known, occasion, heard)
        form = self._form_of(occasion)
        if occasion.talk is None:
            return begin(form, showing.words.language, showing, shorter=isinstance(act, Shorten))
        return advance(occasion.talk, form, act, showing)

    def _form_of(self, occasion: Occasion) -> Questionnaire:
        """The version in which the check-in was begun; until then the one that the lab has now."""
        return self.lab.forms[occasion.key.form] if occasion.talk is None else self.forms[occasion.talk.form]

    def _showing(self, known: Known, occasion: Occasion, heard: Heard) -> Showing:
        """In the language in which the check-in was begun, whatever the person has chosen since."""
        words = self._words_of(known, occasion)
        return Showing(
            words=words,
            token=occasion.token,
            card=self.cards[words.language],
            today=heard.at.astimezone(ZoneInfo(known.person.zone)).date(),
            fits=PAGE_FITS if heard.surface is Surface.PAGES else 1,
        )

    def _words_of(self, known: Known, occasion: Occasion) -> Words:
        return self.lab.words_for(occasion.shown_in(known.person.language))

    def _left_alone(self, occasion: Occasion, now: datetime) -> bool:
        """Whether nobody has touched the check-in for longer than its study allows."""
        one = rounds.of_key(self.lab, occasion.key)
        return one is not None and occasion.acted_at is not None and now - occasion.acted_at > one.asking.inactivity

    def _reply(self, heard: Heard, known: Known, before: Occasion, turn: Turn, saved: Occasion) -> Reply:
        pressed = isinstance(heard.what, Pressed)
        reply = Reply(
            say=turn.say,
            toast=turn.toast,
            in_place=pressed and len(turn.say) == 1 and Fact.STALE not in turn.facts,
            strip=None if pressed else before.message_id,
            remove_heard=isinstance(heard.what, Text) and not TAKEN_IN.isdisjoint(turn.facts),
            receipt=saved if turn.say or turn.sheet else None,
            sheet=None if turn.sheet is None else replace(turn.sheet, edition=saved.fence),
            errors=turn.errors,
        )
        if reply.remove_heard and _wrote(before, turn):
            return with_hint(reply, self._words_of(known, saved).say("checkin.removed_typed"))
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
        acted_at=now,
        unshown_since=now if shows else occasion.unshown_since,
        offered_again=0,
        due=None if turn.conversation.sent else occasion.due,
    )


def _wrote(before: Occasion, turn: Turn) -> bool:
    """Whether this turn took in the first own words of the check-in."""
    return not _has_own_words(before.talk) and _has_own_words(turn.conversation)


def _has_own_words(talk: Conversation | None) -> bool:
    held = () if talk is None else (talk.draft, *talk.given().values())
    return any(isinstance(one, Written) for one in held)
