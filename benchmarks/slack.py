"""Slack as the harness sees it: questions on pages of a form, by Socket Mode."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.simulator.slack import SlackStandIn
from benchmarks.desks import AtADesk
from benchmarks.platform import Conditions, Told
from benchmarks.script import Script, shipped
from benchmarks.window import Counting
from bot.domain.asking import PAGE_FITS

CONNECT = "apps.connections.open"
KEPT = 50  # messages of a room


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """Implements ``Place``."""

    slack: SlackStandIn
    record: Counting
    script: Script

    @property
    def settings(self) -> Mapping[str, str]:
        return {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": self.slack.url,
        }

    @property
    def is_calm(self) -> bool:
        settled = all(envelope.settled.is_set() for envelope in self.slack.platform.sockets.envelopes)
        return settled and not self.slack.server.in_flight

    def watch(self) -> Callable[[], bool]:
        """A bot listens once a connection is up for which it asked since."""
        asked = self.record.counts[CONNECT]
        return lambda: self.record.counts[CONNECT] > asked and self.slack.connections > 0

    def newcomer(self, name: str, told: Told) -> AtADesk:
        return AtADesk(member=self.slack.add_member(name), script=self.script, told=told)

    def ease(self) -> None:
        self.slack.enforce_limits, self.slack.latency_s = False, 0.0

    def violations(self) -> Mapping[str, int]:
        return Counter(one.rule for one in self.slack.violations(final=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class Slack:
    """Implements ``Platform``."""

    script: Script
    name: str = "slack"
    peer: str = "bolt_sqlite"

    @classmethod
    def shipped(cls) -> Slack:
        return cls(script=shipped(fits=PAGE_FITS))

    @property
    def turns(self) -> int:
        """Begin, each choice, each page that is handed in, and send."""
        choices = sum(step.kind == "choice" for step in self.script.steps)
        return 1 + choices + len(self.script.pages) + 1

    @property
    def unpaced(self) -> Mapping[str, str]:
        return {
            "SLACK_MESSAGES_PER_MINUTE": "1000000",
            "SLACK_CHANNEL_MESSAGES_PER_SECOND": "100000",
            "SLACK_TIER_FACTOR": "100000",
        }

    @asynccontextmanager
    async def open(self, conditions: Conditions) -> AsyncIterator[Workspace]:
        async with SlackStandIn(
            enforce_limits=conditions.limits, latency_s=conditions.latency_s, keep_messages=KEPT
        ) as slack:
            slack.platform.record = slack.platform.sockets.record = conditions.record
            yield Workspace(slack=slack, record=conditions.record, script=self.script)
