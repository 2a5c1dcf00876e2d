"""Text objects, options and confirmation dialogs, and what is live in mrkdwn.

Sources: docs.slack.dev/reference/block-kit/composition-objects and docs.slack.dev/messaging/formatting-message-text,
checked 2026-11-25.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adapters.simulator.slack import limits
from adapters.simulator.slack.blockkit.findings import Finding, fields, items, length, listed
from adapters.simulator.slack.record import Json

PLAIN = frozenset({"plain_text"})
ANY = frozenset({"plain_text", "mrkdwn"})
_CONFIRM = {
    "title": limits.CONFIRM_TITLE,
    "text": limits.CONFIRM_TEXT,
    "confirm": limits.CONFIRM_BUTTON,
    "deny": limits.CONFIRM_BUTTON,
}
_MENTION = re.compile(r"<(?:@|!(?!date\^))")  # a <!date^…> calls nobody
_BARE = re.compile(r"&(?!amp;|lt;|gt;)|<(?!(?:[@#!]|https?:|mailto:|tel:|slack:)[^<>]*>)")


def escaped(value: str) -> str:
    """A text as the platform hands it out, and as it wants to be given what nobody meant as mrkdwn."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mentions(value: object, at: str) -> Iterator[Finding]:
    """What people must never be able to say through the bot."""
    if isinstance(value, str) and _MENTION.search(value):
        yield Finding(rule="live-mention", at=at, message="calls somebody, or everybody", refused=False)


def mrkdwn(value: str, at: str) -> Iterator[Finding]:
    """Live mentions, and what was not escaped."""
    yield from mentions(value, at)
    if _BARE.search(value):
        yield Finding(rule="unescaped", at=at, message="& or < stands there as it is", refused=False)


def text(it: object, at: str, *, most: int, rule: str, kinds: frozenset[str] = ANY) -> Iterator[Finding]:
    """A text object."""
    kind = it.get("type") if isinstance(it, dict) else None
    yield from fields(it, at, needs=("type", "text"), may=("verbatim",) if kind == "mrkdwn" else ("emoji",))
    if not isinstance(it, dict):
        return
    if kind not in kinds:
        yield Finding(rule="block-shape", at=f"{at}/type", message=f"must be one of: {', '.join(sorted(kinds))}")
    value = it.get("text")
    yield from length(value, f"{at}/text", most=most, rule=rule)
    if kind == "mrkdwn" and isinstance(value, str):
        yield from mrkdwn(value, f"{at}/text")


def optional_text(it: Json, name: str, at: str, *, most: int, rule: str) -> Iterator[Finding]:
    """A plain text that may be left out."""
    if name in it:
        yield from text(it[name], f"{at}/{name}", most=most, rule=rule, kinds=PLAIN)


def option(it: object, at: str, *, kinds: frozenset[str] = PLAIN) -> Iterator[Finding]:
    """One choice: its words, its value, perhaps a description."""
    yield from fields(it, at, needs=("text", "value"), may=("description", "url"))
    if not isinstance(it, dict):
        return
    yield from text(it.get("text"), f"{at}/text", most=limits.OPTION_TEXT, rule="option-text", kinds=kinds)
    yield from length(it.get("value"), f"{at}/value", most=limits.OPTION_VALUE, rule="option-value")
    if "description" in it:
        place = f"{at}/description"
        yield from text(it["description"], place, most=limits.OPTION_TEXT, rule="option-text", kinds=kinds)


def options(it: object, at: str, *, most: int, rule: str, kinds: frozenset[str] = PLAIN) -> Iterator[Finding]:
    """A list of choices whose values differ."""
    yield from items(it, at, most=most, rule=rule)
    values: set[str] = set()
    for place, one in listed(it):
        yield from option(one, f"{at}/{place}", kinds=kinds)
        value = one.get("value") if isinstance(one, dict) else None
        if isinstance(value, str) and value in values:
            yield Finding(rule="option-twice", at=f"{at}/{place}/value", message="the same value twice", refused=False)
        values.add(str(value))


def option_groups(it: object, at: str) -> Iterator[Finding]:
    """Lists of choices under a heading each, whose values differ over all of them."""
    yield from items(it, at, most=limits.OPTION_GROUPS, rule="option-groups")
    values = [_values(group) for _, group in listed(it)]
    if len(frozenset().union(*values)) < sum(map(len, values)):
        yield Finding(rule="option-twice", at=at, message="the same value in two groups", refused=False)
    for place, group in listed(it):
        where = f"{at}/{place}"
        yield from fields(group, where, needs=("label", "options"))
        if isinstance(group, dict):
            label, within = group.get("label"), group.get("options")
            yield from text(label, f"{where}/label", most=limits.OPTION_TEXT, rule="option-text", kinds=PLAIN)
            yield from options(within, f"{where}/options", most=limits.SELECT_OPTIONS, rule="option-count")


def _values(group: object) -> frozenset[str]:
    within = group.get("options") if isinstance(group, dict) else None
    return frozenset(str(one.get("value")) for _, one in listed(within) if isinstance(one, dict))


def confirm(it: Json, at: str) -> Iterator[Finding]:
    """The "are you sure" of an element, when it has one."""
    if "confirm" not in it:
        return
    dialog, at = it["confirm"], f"{at}/confirm"
    yield from fields(dialog, at, needs=tuple(_CONFIRM), may=("style",))
    if isinstance(dialog, dict):
        for name, most in _CONFIRM.items():
            yield from text(dialog.get(name), f"{at}/{name}", most=most, rule="confirm", kinds=PLAIN)
