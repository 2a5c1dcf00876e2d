"""What is wrong with blocks or a view, and the small checks that everything in Block Kit is made of.

Messages and places ("json-pointer") are worded as the platform words them. Source: the answers quoted in
github.com/slackapi/bolt-python and slack-go/slack issues, checked 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong. `rule` names it for tests; what is not `refused` passes and is recorded only."""

    rule: str
    at: str
    message: str
    refused: bool = True

    @property
    def problem(self) -> str:
        return f"{self.message} [json-pointer:{self.at}]"


def fields(it: object, at: str, *, needs: Collection[str], may: Collection[str] = ()) -> Iterator[Finding]:
    """An object with these fields and no others."""
    if not isinstance(it, dict):
        yield Finding(rule="block-shape", at=at, message="must be an object")
        return
    for name in needs:
        if name not in it:
            yield Finding(rule="block-shape", at=at, message=f"missing required field: {name}")
    for name in sorted(it.keys() - set(needs) - set(may)):
        yield Finding(rule="block-shape", at=at, message=f"invalid additional property: {name}")


def length(it: object, at: str, *, most: int, rule: str, least: int = 1) -> Iterator[Finding]:
    """A text of so many characters."""
    if not isinstance(it, str):
        yield Finding(rule="block-shape", at=at, message="must be a string")
    elif len(it) > most:
        yield Finding(rule=rule, at=at, message=f"must be less than {most + 1} characters")
    elif len(it) < least:
        yield Finding(rule=rule, at=at, message=f"must be more than {least - 1} characters")


def optional_length(
    it: dict[str, Any], name: str, at: str, *, most: int, rule: str, least: int = 1
) -> Iterator[Finding]:
    """The same for a field that may be left out."""
    if name in it:
        yield from length(it[name], f"{at}/{name}", most=most, rule=rule, least=least)


def boolean(it: dict[str, Any], name: str, at: str) -> Iterator[Finding]:
    """True or false, or nothing."""
    if not isinstance(it.get(name, False), bool):
        yield Finding(rule="block-shape", at=f"{at}/{name}", message="must be a boolean")


def items(it: object, at: str, *, most: int, rule: str, least: int = 1) -> Iterator[Finding]:
    """A list of so many items."""
    if not isinstance(it, list):
        yield Finding(rule="block-shape", at=at, message="must be an array")
    elif len(it) > most:
        yield Finding(rule=rule, at=at, message=f"no more than {most} items allowed")
    elif len(it) < least:
        yield Finding(rule=rule, at=at, message=f"no less than {least} items allowed")


def listed(it: object) -> Iterable[tuple[int, Any]]:
    """The items of what may be a list, with their places."""
    return enumerate(it) if isinstance(it, list) else ()
