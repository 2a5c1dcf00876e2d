"""A refusal in Slack's words, and the record that every stand-in keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.simulator.record import Call, Json, Record, Violation

__all__ = ["Call", "Json", "Record", "Refusal", "Violation"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """`{"ok": false, "error": …}`, with HTTP status 200 for all but 429. `retry_after` in seconds.

    `problems` say what is wrong with blocks or arguments, each with its place, as the platform does.
    """

    error: str
    problems: tuple[str, ...] = ()
    retry_after: int | None = None
    more: Json = field(default_factory=dict)

    @property
    def status(self) -> int:
        return 200 if self.retry_after is None else 429

    @property
    def body(self) -> Json:
        shape: Json = {"ok": False, "error": self.error, **self.more}
        if self.problems:
            if self.error == "invalid_blocks":
                shape["errors"] = list(self.problems)
            shape["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in self.problems]}
        return shape
