"""Telegram as the harness sees it: questions in messages, one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.simulator.telegram import TelegramStandIn
from benchmarks.phones import AtAPhone
from benchmarks.platform import Conditions, Told
from benchmarks.script import Script, shipped
from benchmarks.window import POLL, Counting

LANE = "100000"  # messages a second, to all and to one chat
KEPT = 50  # messages of a chat


@dataclass(frozen=True, kw_only=True, slots=True)
class Chats:
    """Implements ``Place``."""

    tg: TelegramStandIn
    record: Counting
    script: Script

    @property
    def settings(self) -> Mapping[str, str]:
        return {"TELEGRAM_BOT_TOKEN": self.tg.token, "TELEGRAM_API_URL": self.tg.url}

    @property
    def is_calm(self) -> bool:
        return not self.tg.pending and not self.tg.server.in_flight

    def watch(self) -> Callable[[], bool]:
        """A bot listens once it asks for updates."""
        polls = self.record.counts[POLL]
        return lambda: self.record.counts[POLL] > polls

    def newcomer(self, name: str, told: Told) -> AtAPhone:
        return AtAPhone(person=self.tg.add_person(name), script=self.script, told=told)

    def ease(self) -> None:
        self.tg.enforce_limits, self.tg.latency_s = False, 0.0

    def violations(self) -> Mapping[str, int]:
        return Counter(one.rule for one in self.tg.violations(final=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class Telegram:
    """Implements ``Platform``."""

    script: Script
    name: str = "telegram"
    peer: str = "ptb_sqlite"

    @classmethod
    def shipped(cls) -> Telegram:
        return cls(script=shipped(fits=1))

    @property
    def turns(self) -> int:
        """Begin, everything that is put, and send."""
        return len(self.script.steps) + 2

    @property
    def unpaced(self) -> Mapping[str, str]:
        return {"TELEGRAM_MESSAGES_PER_SECOND": LANE, "TELEGRAM_CHAT_MESSAGES_PER_SECOND": LANE}

    @asynccontextmanager
    async def open(self, conditions: Conditions) -> AsyncIterator[Chats]:
        async with TelegramStandIn(
            enforce_limits=conditions.limits, latency_s=conditions.latency_s, keep_messages=KEPT
        ) as tg:
            tg.platform.record = conditions.record
            yield Chats(tg=tg, record=conditions.record, script=self.script)
