"""Quick settings for the Telegram adapter, and one that runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from adapters.telegram.pace import PaceSettings
from adapters.telegram.run import TelegramAdapter
from adapters.telegram.settings import TelegramSettings
from tests.adapters.fakes import FakeListener

#: Quick enough for a test, with the same shape as the real ones.
SETTINGS = {
    "poll_s": 2,
    "again_s": 0.1,
    "try_s": 0.3,
    "toast_s": 0.1,
    "backoff_first_s": 0.05,
    "backoff_most_s": 0.2,
    "conflict_s": 0.2,
    "give_up_s": 5.0,
    "stop_s": 3.0,
}
FAST = PaceSettings(per_second=29.0, burst=1)


def settings_for(url: str, **changed: object) -> TelegramSettings:
    return TelegramSettings(api_url=url, **{"pace": FAST, **SETTINGS, **changed})  # type: ignore[arg-type]  # any setting by its name


@dataclass
class Running:
    """An adapter that runs, with what listens to it."""

    adapter: TelegramAdapter
    listener: FakeListener
    task: asyncio.Task[None]
