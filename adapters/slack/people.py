"""What Slack knows of people and the bot needs: language, time zone, and whether the account is still there."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from adapters.slack.fields import Json
from bot.domain.ids import Language

FRESH_S: Final = 24 * 60 * 60.0  # seconds that a profile is believed; changes are told in between
MOST: Final = 20_000  # people remembered; a forgotten one costs one call
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """One person's profile. `is_gone`: the account was closed. `is_stranger`: of another workspace, or no person."""

    language: Language | None
    zone: str | None
    is_gone: bool
    is_stranger: bool


NOBODY: Final = Known(language=None, zone=None, is_gone=False, is_stranger=False)
"""Of whom nothing is known."""


class People:
    """Profiles, remembered for a day and kept fresh by what Slack tells of changes. `ask` gives one user object.

    A profile that cannot be had is no reason to keep anybody waiting: it is as if nothing were known.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[Json | None]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[str, tuple[float, Known]] = {}
        self._asking: dict[str, asyncio.Task[Known | None]] = {}

    def at_hand(self, person: str) -> Known:
        """What is known without asking."""
        known = self._known.get(person)
        return known[1] if known is not None and self._clock() < known[0] else NOBODY

    async def of(self, person: str, patience_s: float) -> Known:
        """What is known; asked for when nothing is, for `patience_s` seconds at most."""
        known = self._known.get(person)
        if known is not None and self._clock() < known[0]:
            return known[1]
        asking = self._asking.get(person)
        if asking is None:
            asking = self._asking[person] = asyncio.get_running_loop().create_task(self._learn(person))
            asking.add_done_callback(lambda _: self._asking.pop(person, None))
        done, _ = await asyncio.wait({asking}, timeout=patience_s)
        return (asking.result() if done and not asking.cancelled() else None) or NOBODY

    def note(self, user: Json) -> None:
        """Slack told of a change."""
        person = user.get("id")
        if isinstance(person, str):
            self._keep(person, known_of(user))

    async def stop(self) -> None:
        """Ask no more."""
        tasks = tuple(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _learn(self, person: str) -> Known | None:
        user = await self._ask(person)
        if user is None:
            return None
        self._keep(person, known := known_of(user))
        return known

    def _keep(self, person: str, known: Known) -> None:
        self._known.pop(person, None)
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        self._known[person] = (self._clock() + FRESH_S, known)


def known_of(user: Json) -> Known:
    """What a user object says; fields of another shape than promised say nothing."""
    return Known(
        language=_language(user.get("locale")),
        zone=_zone(user.get("tz")),
        is_gone=user.get("deleted") is True,
        is_stranger=user.get("is_stranger") is True or user.get("is_bot") is True,
    )


def _language(locale: object) -> Language | None:
    """The first part of the tag: ``en`` of ``en-GB``."""
    tag = _LANGUAGE.fullmatch(locale) if isinstance(locale, str) else None
    return Language(tag[1].lower()) if tag else None


def _zone(name: object) -> str | None:
    """The name of a zone that this machine knows too."""
    if not isinstance(name, str) or not name:
        return None
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; a path that leaves the folder of zones; no file's name
        return None
    return name
