"""A refusal in Telegram's words, and the record that every stand-in keeps."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.simulator.record import Call, Json, Record, Violation

__all__ = ["Call", "Json", "Record", "Refusal", "Violation"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """What the platform answers instead of a result. `retry_after` in seconds, only with code 429."""

    code: int
    description: str
    retry_after: int | None = None
