"""``show_if``: whether an item's condition can be read, looks backwards only, and can ever come true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from adapters.lab.faults import meant
from adapters.lab.reading import Section, text
from bot.domain.answer import Answer, Chosen, Number
from bot.domain.expressions import Answered, Both, Compare, Either, Expression, Malformed, Not, holds, names, parse
from bot.domain.ids import ItemId
from bot.domain.questionnaire import Item
from bot.domain.questions import YesNo

_MAX_CASES = 20_000  # combinations of answers that are tried before the check gives up; a few milliseconds


@dataclass(slots=True)
class Branch:
    """What is known when an item is reached: the items before it (None: one that cannot be asked yet), and all ids."""

    all_ids: tuple[ItemId, ...]
    earlier: dict[ItemId, Item | None] = field(default_factory=dict)


def read_branch(values: Section, item: ItemId, branch: Branch) -> Expression | None:
    """The item's condition; None when it has none or a faulty one."""
    source = values.find("show_if", text)
    if source is None:
        return None
    at, notes = values.where("show_if"), values.notes
    expression = parse(source)
    if isinstance(expression, Malformed):
        notes.add(at, f"show_if cannot be read: {expression.why}", "Write it like: pain >= 4 and sleep == 'bad'.")
        return None
    unknown = sorted(names(expression) - branch.earlier.keys())
    for name in unknown:
        if name == item:
            notes.add(at, f"show_if looks at '{name}', which is this item itself", "Look at an earlier item.")
        elif name in branch.all_ids:
            notes.add(at, f"show_if looks at '{name}', which comes later", f"Move '{name}' before '{item}'.")
        else:
            known = tuple(sorted(earlier for earlier in branch.earlier if earlier))
            remedy = meant(name, known, "Remove the show_if: no item comes before.")
            notes.add(at, f"show_if looks at '{name}', and no item has that id", remedy)
    if not unknown:
        never = _never(expression, branch)
        if never:
            notes.add(at, f"show_if can never be true: {never}", "Compare with a value that can be answered.")
    return expression


def _never(expression: Expression, branch: Branch) -> str:
    """Why nobody could ever see the item; empty when somebody could."""
    for compare in _comparisons(expression):
        if not _possible(compare, branch):
            return " and ".join(_can_be(item, branch) for item in sorted(names(compare))) or "it compares fixed values"
    if _possible(expression, branch):
        return ""
    silent = [item for item in sorted(names(expression)) if _answers_to(branch.earlier[item]) == ()]
    return " and ".join(_can_be(item, branch) for item in silent) or "its parts exclude each other"


def _comparisons(expression: Expression) -> Iterator[Compare]:
    match expression:
        case Compare():
            yield expression
        case Not(inner):
            yield from _comparisons(inner)
        case Both(left, right) | Either(left, right):
            yield from _comparisons(left)
            yield from _comparisons(right)
        case Answered():
            return


def _possible(expression: Expression, branch: Branch) -> bool:
    """Whether some answers make the expression true. True as well when that cannot be told."""
    looked_at = sorted(names(expression))
    if not looked_at and isinstance(expression, Compare):
        return False
    ranges: list[tuple[Answer | None, ...]] = []
    cases = 1
    for name in looked_at:
        answers = _answers_to(branch.earlier[name])
        if answers is None:
            return True
        ranges.append((None, *answers))
        cases *= len(answers) + 1
    if cases > _MAX_CASES:
        return True
    return any(
        holds(expression, {name: answer for name, answer in zip(looked_at, case, strict=True) if answer is not None})
        for case in product(*ranges)
    )


def _answers_to(item: Item | None) -> tuple[Answer, ...] | None:
    """Every answer that a condition can see; None when they are not known."""
    match item:
        case Item(kind="statement"):
            return ()
        case Item(kind="yes_no"):
            return tuple(Chosen(code) for code in YesNo.CODES)
        case Item(kind="single_choice"):
            return tuple(Chosen(option.code) for option in item.options)
        case Item(kind="scale", minimum=int(least), maximum=int(most)):
            return tuple(Number(point) for point in range(least, min(most, least + 100) + 1))
        case Item(kind="long_text"):
            return ()
    return None


def _can_be(name: ItemId, branch: Branch) -> str:
    item = branch.earlier[name]
    match _answers_to(item):
        case None | ():
            return f"'{name}' has no value to compare"
        case (Chosen(), *_) as answers:
            return f"'{name}' is one of {', '.join(repr(one.code) for one in answers if isinstance(one, Chosen))}"
        case (Number(first), *_, Number(last)):
            return f"'{name}' is a number from {first} to {last}"
    return f"'{name}' has other values"
