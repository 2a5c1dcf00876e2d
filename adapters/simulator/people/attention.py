"""What one of the pretend people has answered already: a question once, as long as its words stay the same."""

from __future__ import annotations

import random
from collections.abc import Hashable
from dataclasses import dataclass, field

from adapters.simulator.people.manners import B, Button, Manners, Shown

Question = tuple[Hashable, str]
"""Where it stands, and its words."""


@dataclass(kw_only=True, eq=False)
class Attention:
    """Remembers questions."""

    manners: Manners
    rng: random.Random
    _answered: set[Question] = field(default_factory=set)

    def is_done_with(self, question: Question) -> bool:
        return question in self._answered

    def wish(self, question: Question, shown: Shown[B]) -> B | str | None:
        """The button to press or the words to type; None when nothing is asked, or it was answered before."""
        return None if question in self._answered else self.manners.choose(shown, rng=self.rng)

    def pressed(self, question: Question, button: Button) -> None:
        """Boxes are ticked one after the other, and a list has parts; any other button answers the question."""
        if not self.manners.is_box(button) and not self.manners.turns(button):
            self._answered.add(question)

    def answered(self, question: Question) -> None:
        self._answered.add(question)

    def forget(self, question: Question) -> None:
        """The answer did not arrive: it may be given again."""
        self._answered.discard(question)
