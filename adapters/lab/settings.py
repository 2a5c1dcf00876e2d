"""What lab.yaml says beside its studies: name, languages, support, and settings of later parts of Labbot."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from adapters.lab.asking import Hours, hours
from adapters.lab.catalogue import NATION
from adapters.lab.faults import Notes
from adapters.lab.mistakes import NATION_NAME, WRONG_SHAPE, WRONG_VALUE
from adapters.lab.reading import (
    NOTHING,
    Reader,
    Section,
    day,
    distinct,
    duration,
    listing,
    localised,
    maybe,
    one_of,
    text,
    truth,
    whole,
)
from adapters.lab.yaml12 import Mapping, Node
from bot.domain.ids import Language
from bot.domain.lab import Line, Support
from bot.domain.staff import Role

ROLES = tuple(role.value for role in Role)
_SUPPORT = ("checked_on", "nations", "not_monitored", "contact_me")
DEFAULT_QUIET = Hours(time(21), time(9))


def zone(node: Node, notes: Notes) -> str | None:
    """A time zone by name."""
    name = text(node, notes)
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # KeyError: not found; the others: not even the form of a name
        notes.add(node, f"there is no time zone '{name}'", "Write a name such as Europe/London.", WRONG_VALUE)
        return None
    return name


def read_support(top: Section, languages: tuple[Language, ...]) -> Support:
    """What HELP shows, nation by nation."""
    support = top.section("support", required=_SUPPORT[:3], optional=_SUPPORT[3:])
    contact_me = support.section("contact_me", required=("offered",), optional=("hours",))
    contact_me.find("offered", truth)
    contact_me.find("hours", text)
    return Support(
        checked_on=support.find("checked_on", maybe(day)),
        nations=_nations(support, languages),
        not_monitored=support.get("not_monitored", localised(languages, longest=200), NOTHING),
    )


def _nations(support: Section, languages: tuple[Language, ...]) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    node = support.values.get("nations")
    if node is None:
        return ()
    if not isinstance(node, Mapping) or not node.entries:
        remedy = "Write 'england: [{name: …, how: …}]' and so on."
        support.notes.add(node, "'nations' should be a map", remedy, WRONG_SHAPE)
        return ()
    line = _line(languages)
    return tuple((key.text, listing(line, key.text)(value, support.notes) or ()) for key, value in node.entries)


def check_nations(top: Section, known: frozenset[str]) -> None:
    """Notes a nation whose name the bot cannot say; HELP must never fail on one."""
    node = top.section("support", optional=_SUPPORT).values.get("nations")
    for key, _ in node.entries if isinstance(node, Mapping) else ():
        if f"{NATION}{key.text}" not in known:
            remedy = f"Name it in texts/en.po as '{NATION}{key.text}'."
            top.notes.add(key, f"the bot has no name for the nation '{key.text}'", remedy, NATION_NAME)


def _line(languages: tuple[Language, ...]) -> Reader[Line]:
    """One way to get help; its name and how to reach it, in each language or in one for all."""

    def read(node: Node, notes: Notes) -> Line:
        line = Section.of(node, notes, "a way to get help", required=("name", "how"))
        name, how = (line.get(key, localised(languages, longest=200), NOTHING) for key in ("name", "how"))
        return Line(name=name, how=how)

    return read


def check_data_protection(top: Section) -> None:
    keys = ("controller", "contact", "basis", "ethics_reference")
    named = top.section("data_protection", required=keys)
    for key in keys:
        named.find(key, text)


def read_quiet_hours(top: Section) -> Hours:
    """The lab's quiet hours, 21:00 to 09:00 unless it says otherwise; the other settings of `messages` are checked."""
    messages = top.section("messages", optional=("quiet_hours", "weekly_ceiling", "ask_how_it_goes"))
    messages.find("weekly_ceiling", whole(1, 100))
    messages.find("ask_how_it_goes", duration)
    return messages.get("quiet_hours", hours, DEFAULT_QUIET)


def check_later(top: Section) -> None:
    """Settings that this version checks and keeps nothing of: approval of announcements, community chats."""
    announcements = top.section("announcements", optional=("approval", "undo"))
    announcements.find("approval", one_of("required", "none"))
    announcements.find("undo", duration)
    for node in top.each("community_chats", least=0):
        chat = Section.of(node, top.notes, "a community chat", required=("platform", "chat", "posts"))
        chat.find("platform", one_of("telegram", "slack"))
        chat.find("chat", text)
        chat.find("posts", distinct(one_of("announcements", "events"), "posts"))


def read_roles(top: Section) -> tuple[Role, ...]:
    """What staff of this lab can be; everything when it does not say."""
    return tuple(map(Role, top.get("roles", distinct(one_of(*ROLES), "roles"), ROLES)))
