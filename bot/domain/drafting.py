"""What the staff desk shows, and the buttons under it: a draft on its way to being sent, and how far one has got.

A button says only what it does and to which announcement. That is no secret; who pressed it is checked each time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.announcement import (
    LONGEST,
    Announcement,
    AnnouncementState,
    Audience,
    CopyState,
    Draft,
    Receipt,
    announced,
    excerpt,
)
from bot.domain.disclosure import SUPPRESSED_BELOW, publishable
from bot.domain.ids import AnnouncementId, Group
from bot.domain.lab import Lab
from bot.domain.message import Choice, Message, Urgency, rows_of
from bot.domain.richtext import RichText, bold, paragraphs
from bot.domain.words import Words

LATEST = 5  # announcements that the list in a chat shows


class Verb(Enum):
    """What a button of the staff desk does."""

    #: Put everybody (`place` 0) or a group (its place in the lab's list, from 1) in, or take it out.
    TOGGLE = "t"
    PREVIEW = "p"
    #: Back from the preview to the groups.
    CHOOSE = "c"
    WRITE_AGAIN = "w"
    #: Send what was previewed: `place` is the edition that was shown.
    SEND = "s"
    #: Throw the draft away.
    LEAVE = "l"
    #: Stop what is being sent.
    STOP = "x"


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    verb: Verb
    announcement: AnnouncementId
    place: int = 0


_WIRE = re.compile(r"a:([tpcwslx])(0|[1-9][0-9]{0,4}):([0-9a-f]{32})")


def to_wire(press: Press) -> str:
    """The press as button data: at most 40 bytes."""
    return f"a:{press.verb.value}{press.place}:{press.announcement.hex()}"


def from_wire(data: str) -> Press | None:
    """The press; None when `data` is no button of the staff desk."""
    match = _WIRE.fullmatch(data)
    if match is None:
        return None
    return Press(verb=Verb(match[1]), place=int(match[2]), announcement=AnnouncementId(bytes.fromhex(match[3])))


def toggled(draft: Draft, place: int, groups: Sequence[Group]) -> Draft:
    """The draft with that box ticked or cleared. Everybody and single groups leave no room for each other."""
    if place == 0:
        return replace(draft, include=frozenset() if draft.include is None else None)
    if place > len(groups):
        return draft
    return replace(draft, include=(draft.include or frozenset()) ^ {groups[place - 1]})


# The draft.


def asking_for_text(words: Words, draft: Announcement, hint: str = "") -> Message:
    says = words.say("announce.write", n=LONGEST, cancel=words.say("announce.cancel_typed").partition(",")[0])
    return Message(text=paragraphs(hint, says), rows=((_button(words.say("announce.leave"), Verb.LEAVE, draft),),))


def asking_for_groups(lab: Lab, words: Words, draft: Announcement, hint: str = "") -> Message:
    """A box for everybody and one for each group, and the way on."""
    include = draft.draft.include
    boxes = [_box(words.say("announce.everybody"), include is None, 0, draft)]
    boxes += [_box(group, group in (include or ()), place, draft) for place, group in enumerate(lab.groups, start=1)]
    return Message(
        text=paragraphs(hint, words.say("announce.to_whom")),
        rows=(
            *rows_of(tuple(boxes), 1),
            (_button(words.say("announce.continue"), Verb.PREVIEW, draft),),
            (
                _button(words.say("announce.write_again"), Verb.WRITE_AGAIN, draft),
                _button(words.say("announce.leave"), Verb.LEAVE, draft),
            ),
        ),
    )


def preview(words: Words, draft: Announcement, audience: Audience) -> tuple[Message, ...]:
    """The announcement as it will look, and below it who gets it; nothing to send when that is nobody."""
    looks = replace(announced(draft.draft.text), urgency=Urgency.REPLY)
    ways_back = (
        _button(words.say("announce.choose_again"), Verb.CHOOSE, draft),
        _button(words.say("announce.leave"), Verb.LEAVE, draft),
    )
    send = Choice(label=words.say("announce.send"), data=to_wire(_press(Verb.SEND, draft, draft.draft.edition)))
    goes = (
        words.say("announce.goes_to", count=told(words, audience.targeted))
        if audience.targeted
        else words.say("announce.nobody")
    )
    rows = ((send,), ways_back) if audience.targeted else (ways_back,)
    return (
        looks,
        Message(text=paragraphs(goes, not_going(words, audience), words.say("announce.mornings")), rows=rows),
    )


def not_going(words: Words, audience: Audience) -> str:
    """Who will not get it and why, a line each; empty when nobody is left out."""
    reasons = {
        "announce.no_consent": audience.no_consent,
        "announce.stopped": audience.stopped,
        "announce.unreachable": audience.unreachable,
    }
    return "\n".join(words.say(key, count=told(words, n)) for key, n in reasons.items() if n)


# What is being sent, or was.


def progress(words: Words, announcement: Announcement, receipt: Receipt) -> Message:
    """How far it has got, with a button that stops it; once it has ended, the receipt."""
    sending = announcement.state is AnnouncementState.SENDING
    stop = ((_button(words.say("announce.stop"), Verb.STOP, announcement),),) if sending else ()
    return Message(text=_standing(words, announcement, receipt), rows=stop)


def latest(lab: Lab, words: Words, sent: Sequence[tuple[Announcement, Receipt]]) -> Message:
    """The latest announcements, each with its progress, and a button for each that can be stopped."""
    if not sent:
        return Message(text=RichText.plain(words.say("announce.none_yet")))
    zone = ZoneInfo(lab.zone)
    blocks = [
        paragraphs(f"{one.started.astimezone(zone):%Y-%m-%d %H:%M}")
        + RichText.plain("\n")
        + _standing(words, one, receipt)
        for one, receipt in sent
    ]
    stops = tuple(
        (_button(f"{words.say('announce.stop')}: {excerpt(one.draft.text, 20)}", Verb.STOP, one),)
        for one, _ in sent
        if one.state is AnnouncementState.SENDING
    )
    return Message(text=paragraphs(*blocks), rows=stops)


def told(words: Words, n: int) -> str:
    """A number of people as it may be shown: rounded, and not at all when it is small."""
    shown = publishable(n)
    return words.say("announce.few", most=SUPPRESSED_BELOW) if shown is None else str(shown)


def _standing(words: Words, announcement: Announcement, receipt: Receipt) -> RichText:
    title = words.say(f"announce.state.{_state(announcement)}", excerpt=excerpt(announcement.draft.text))
    lines = [words.say("announce.targeted", count=told(words, receipt.targeted))]
    lines += [
        words.say(f"announce.copies.{state.value}", count=told(words, receipt.count(state)))
        for state in CopyState
        if receipt.count(state)
    ]
    return bold(title) + RichText.plain("\n" + "\n".join(lines))


def _state(announcement: Announcement) -> str:
    """Cancelled and still settling what is in the air is a state of its own to whoever looks on."""
    is_stopping = announcement.state is AnnouncementState.CANCELLED and not announcement.ended
    return "stopping" if is_stopping else announcement.state.value


def _box(label: str, ticked: bool, place: int, draft: Announcement) -> Choice:
    return Choice(label=f"{'☑' if ticked else '☐'} {label}", data=to_wire(_press(Verb.TOGGLE, draft, place)))


def _button(label: str, verb: Verb, announcement: Announcement) -> Choice:
    return Choice(label=label, data=to_wire(_press(verb, announcement)))


def _press(verb: Verb, announcement: Announcement, place: int = 0) -> Press:
    return Press(verb=verb, announcement=announcement.id, place=place)
