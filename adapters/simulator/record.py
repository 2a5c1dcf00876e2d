"""What any stand-in saw: the calls, bounded, and the violations, with a name each."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """A rule that was broken. `detail` says by how much, never what people wrote."""

    rule: str
    method: str
    detail: str

    def __str__(self) -> str:
        return f"{self.method}: {self.rule}: {self.detail}"


@dataclass(kw_only=True, slots=True)
class Call:
    """One call by the bot. `status` is the HTTP status answered, 0 while open or when the line was cut."""

    method: str
    params: Json
    at: float
    status: int = 0


@dataclass(kw_only=True)
class Record:
    """The last calls (the oldest fall out) and every violation up to a bound."""

    kept_calls: int = 10_000
    kept_violations: int = 1_000
    calls: deque[Call] = field(init=False)
    violations: list[Violation] = field(default_factory=list)
    total_calls: int = 0

    def __post_init__(self) -> None:
        self.calls = deque(maxlen=self.kept_calls)

    def call(self, method: str, params: Json, at: float) -> Call:
        call = Call(method=method, params=params, at=at)
        self.calls.append(call)
        self.total_calls += 1
        return call

    def violation(self, rule: str, method: str, detail: str) -> None:
        if len(self.violations) < self.kept_violations:
            self.violations.append(Violation(rule=rule, method=method, detail=detail))

    def without(self, ignore: Collection[str]) -> list[Violation]:
        """The violations whose rule is not in `ignore`."""
        return [violation for violation in self.violations if violation.rule not in ignore]
