"""What can be set about the adapter; every span in seconds unless it says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adapters.telegram.client import OFFICIAL
from adapters.telegram.pace import PaceSettings
from adapters.telegram.request import POOL

#: Language ("" for everybody else) → the menu's commands, each a name and a few words.
Menu = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class TelegramSettings:
    """Only tests and benchmarks need other values than these, `pace` and `pool` aside.

    * `poll_s`: how long one getUpdates waits, 1 to 50.
    * `again_s`: how soon to look for newer updates while older ones are unfinished; Telegram cuts the same question
      within half a second down to one update (server Client.cpp L15712, checked 2026-11-22).
    * `try_s`: how long a commit may take before the store is reported as down; it is waited for all the same.
    * `toast_s`: how long the acknowledgement of a press waits for the words that go with it.
    * `backoff_first_s` to `backoff_most_s`: while the network or the store is down.
    * `conflict_s`: after a 409, at least; Telegram itself delays a repeated conflict by 3 s.
    * `give_up_s`: how long a reply waits for a hold or the network; then the conversation offers it again.
    * `stop_s`: for what is in the air when the adapter stops.
    """

    api_url: str = OFFICIAL
    pace: PaceSettings = field(default_factory=PaceSettings)
    pool: int = POOL
    poll_s: int = 45
    again_s: float = 1.0
    try_s: float = 2.0
    toast_s: float = 0.15
    backoff_first_s: float = 0.5
    backoff_most_s: float = 10.0
    conflict_s: float = 3.0
    give_up_s: float = 120.0
    stop_s: float = 8.0

    def __post_init__(self) -> None:
        if not 1 <= self.poll_s <= 50:
            raise ValueError(f"poll_s is {self.poll_s}; Telegram takes 1 to 50 seconds")
