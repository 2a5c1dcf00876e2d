"""``show_if``: whether a condition can be read, looks backwards only, and can ever come true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adapters.lab.faults import meant
from adapters.lab.mistakes import SHOW_IF, UNREACHABLE
from adapters.lab.outcomes import Outcomes, outcomes
from adapters.lab.possible import codes_of, comparisons
from adapters.lab.reach import Known, never
from adapters.lab.reading import Section, text
from bot.domain.columns import is_of_many
from bot.domain.expressions import Both, Compare, Either, Expression, Literal, Malformed, Name, names, parse, scores_in
from bot.domain.ids import ItemId, OptionCode, ScoreId
from bot.domain.item import Item
from bot.domain.scoring import Score
from bot.domain.writing import OWN_WORDS

_NOT_COMPARED = OWN_WORDS | {"date", "time"}

Trouble = tuple[str, str]
"""What is wrong, and what to do."""


@dataclass(slots=True)
class Branch:
    """What is known when an item is reached.

    `earlier` are the items before it (None: one that could not be read), and `all_ids` those of the whole form. With
    `blind`, an instrument could not be placed, so that a name that is not known may be one of its items.
    """

    all_ids: frozenset[ItemId]
    scores: Mapping[ScoreId, Score]
    blind: bool = False
    earlier: dict[ItemId, Item | None] = field(default_factory=dict)
    _outcomes: dict[ScoreId, Outcomes] = field(default_factory=dict)

    def known(self, expression: Expression) -> Known:
        """What the expression looks at, all of which comes before."""
        reached = {name: self._outcomes_of(name) for name in scores_in(expression)}
        return Known(items=self.earlier, scores=reached)

    def _outcomes_of(self, name: ScoreId) -> Outcomes:
        """What the score can come to; worked out once, for it takes longer than everything else here."""
        if name not in self._outcomes:
            score = self.scores[name]
            items = {item: found for item in score.items if (found := self.earlier[item]) is not None}
            whole = len(items) == len(score.items)
            self._outcomes[name] = outcomes(score, items) if whole else Outcomes((), all=False)
        return self._outcomes[name]


def read_branch(values: Section, own: tuple[ItemId, ...], branch: Branch) -> Expression | None:
    """The condition for the items `own`; None when they have none or one that cannot be read."""
    source = values.find("show_if", text)
    if source is None:
        return None
    at, notes = values.where("show_if"), values.notes
    expression = parse(source)
    if isinstance(expression, Malformed):
        remedy = "Write it like: pain >= 4 and sleep == 'bad'."
        notes.add(at, f"show_if cannot be read: {expression.why}", remedy, SHOW_IF)
        return None
    unknown = [*_unknown_items(expression, own, branch), *_unknown_scores(expression, own, branch)]
    troubles = unknown or list(_misuses(expression, branch))
    for what, remedy in troubles:
        notes.add(at, f"show_if {what}", remedy, SHOW_IF)
    if not troubles and (why := never(expression, branch.known(expression))):
        notes.add(at, f"show_if can never be true: {why}", "Compare with a value that can be answered.", UNREACHABLE)
    return expression


def asks_for(expression: Expression | None, item: ItemId, code: OptionCode) -> bool:
    """Whether the condition asks if that option was chosen."""
    match expression:
        case Compare(left, "==" | "in", right):
            return {left, right} == {Name(item), Literal(code)}
        case Both(left, right) | Either(left, right):
            return asks_for(left, item, code) or asks_for(right, item, code)
    return False


def how_to_ask_for(item: Item, code: OptionCode) -> str:
    """The condition that asks if that option was chosen."""
    return f"'{code}' in {item.id}" if is_of_many(item) else f"{item.id} == '{code}'"


def _unknown_items(expression: Expression, own: tuple[ItemId, ...], branch: Branch) -> Iterator[Trouble]:
    for name in sorted(names(expression) - branch.earlier.keys()):
        if name in own:
            yield f"looks at '{name}', which is this item itself", "Look at an earlier item."
        elif name in branch.all_ids:
            yield f"looks at '{name}', which comes later", _move(name, own)
        elif branch.blind:
            yield f"looks at '{name}', and the instrument before it is not there", "Correct the instrument first."
        else:
            known = tuple(sorted(earlier for earlier in branch.earlier if earlier))
            remedy = meant(name, known, "Remove the show_if: no item comes before.")
            yield f"looks at '{name}', and no item has that id", remedy


def _unknown_scores(expression: Expression, own: tuple[ItemId, ...], branch: Branch) -> Iterator[Trouble]:
    for name in sorted(scores_in(expression)):
        score = branch.scores.get(name)
        if score is None:
            remedy = meant(name, tuple(sorted(branch.scores)), "Remove the show_if: there are no scores.")
            yield f"looks at the score '{name}', and no score has that id", remedy
            continue
        late = [item for item in score.items if item not in branch.earlier]
        if late and late[0] in own:
            yield f"looks at the score '{name}', which this item is part of", "Look at a score of earlier items."
        elif late:
            yield f"looks at the score '{name}', of which '{late[0]}' comes later", _move(late[0], own)


def _move(item: ItemId, own: tuple[ItemId, ...]) -> str:
    before = f"'{own[0]}'" if own else "the instrument"
    return f"Move '{item}' before {before}."


def _misuses(expression: Expression, branch: Branch) -> Iterator[Trouble]:
    """Comparisons that mean nothing for the item that they look at."""
    for name in sorted(names(expression)):
        item = branch.earlier[name]
        if item is not None and item.kind == "statement":
            yield f"looks at '{name}', which is a statement and has no answer", "Look at an item that asks something."
    for compare in comparisons(expression):
        for name in sorted(names(compare)):
            item = branch.earlier[name]
            if item is not None and (trouble := _misuse(compare, item)) is not None:
                yield trouble


def _misuse(compare: Compare, item: Item) -> Trouble | None:
    if item.kind in _NOT_COMPARED:
        what = f"compares '{item.id}', which is a {item.kind}"
        return what, f"Write answered({item.id}), or look at another item."
    codes = codes_of(item)
    if is_of_many(item) and not (compare.sign == "in" and compare.right == Name(item.id)):
        what = f"compares '{item.id}', to which there can be several answers, by '{compare.sign}'"
        return what, f"Write '{codes[0] if codes else 'code'}' in {item.id}."
    facing = compare.left if compare.right == Name(item.id) else compare.right
    if codes and isinstance(facing, Literal) and isinstance(facing.value, str) and facing.value not in codes:
        return f"compares '{item.id}', which has no option '{facing.value}'", meant(facing.value, codes, "")
    return None
