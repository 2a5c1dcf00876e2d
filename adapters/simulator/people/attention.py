"""What one of the pretend people has answered already: a question once, as long as its words stay the same."""

from __future__ import annotations

import random
from collections.abc import Hashable
from dataclasses import dataclass, field

from adapters.simulator.people.manners import B, Button, Manners, Shown, plain

Question = tuple[Hashable, str]
"""Where it stands, and its words."""


@dataclass(kw_only=True, eq=False)
class Attention:
    """Remembers questions, and for boxes to tick, which of them were ticked."""

    manners: Manners
    rng: random.Random
    _answered: set[Question] = field(default_factory=set)
    _ticked: dict[Question, set[str]] = field(default_factory=dict)

    def is_done_with(self, question: Question) -> bool:
        return question in self._answered

    def wish(self, question: Question, shown: Shown[B]) -> B | str | None:
        """The button to press or the words to type; None when nothing is asked, or it was answered before."""
        if question in self._answered:
            return None
        return self.manners.choose(shown, ticked=self._ticked.get(question, ()), rng=self.rng)

    def is_under_way(self, question: Question) -> bool:
        """Whether a box of it was ticked already."""
        return bool(self._ticked.get(question))

    def pressed(self, question: Question, button: Button) -> None:
        """Boxes can be ticked one after the other; any other button answers the question."""
        self._ticked.setdefault(question, set()).add(plain(button.text))
        if not self.manners.is_box(button):
            self._answered.add(question)

    def answered(self, question: Question) -> None:
        self._answered.add(question)

    def forget(self, question: Question) -> None:
        """The answer did not arrive: it may be given again."""
        self._answered.discard(question)
