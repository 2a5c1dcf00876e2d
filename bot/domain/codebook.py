"""The codebook: what each variable of a questionnaire means. Its one source is the questionnaire itself."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.domain.answer import MissingCode
from bot.domain.questionnaire import Item, Questionnaire, Role

FREE_TEXT = frozenset({"long_text"})
"""Kinds whose answers are own words: never released beside codes."""

MISSING: tuple[tuple[int, str], ...] = (
    (MissingCode.PREFER_NOT_TO_SAY.value, "prefer not to say"),
    (MissingCode.SKIPPED.value, "skipped"),
    (MissingCode.NOT_ASKED.value, "not asked"),
    (MissingCode.WITHHELD.value, "withheld"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """One column. `values` are (code, number or empty, label); `low` and `high` are the ends of a scale."""

    name: str
    kind: str
    label: str
    role: str
    values: tuple[tuple[str, str, str], ...] = ()
    low: int | None = None
    high: int | None = None


def variables(form: Questionnaire) -> tuple[Variable, ...]:
    """The variables of a form that researchers get, in order, in its first language."""
    language = form.languages[0]
    return tuple(
        Variable(
            name=item.id,
            kind=item.kind,
            label=item.text.text(language),
            role=item.role.value,
            values=_values(form, item),
            low=item.minimum,
            high=item.maximum,
        )
        for item in form.items
        if item.kind != "statement" and item.kind not in FREE_TEXT and item.role is not Role.DIRECT
    )


def to_json(form: Questionnaire) -> str:
    """The codebook as JSON, the same text for the same questionnaire."""
    entries = [
        {
            "name": one.name,
            "kind": one.kind,
            "label": one.label,
            "role": one.role,
            "values": [list(value) for value in one.values],
            "low": one.low,
            "high": one.high,
        }
        for one in variables(form)
    ]
    return json.dumps({"title": form.title.text(form.languages[0]), "variables": entries}, ensure_ascii=False)


def from_json(text: str) -> tuple[str, tuple[Variable, ...]]:
    """Title and variables. Raises ValueError when `text` is no codebook of ours."""
    book = json.loads(text)
    try:
        return str(book["title"]), tuple(
            Variable(
                name=one["name"],
                kind=one["kind"],
                label=one["label"],
                role=one["role"],
                values=tuple((str(code), str(value), str(label)) for code, value, label in one["values"]),
                low=one["low"],
                high=one["high"],
            )
            for one in book["variables"]
        )
    except (KeyError, TypeError) as error:
        raise ValueError("the codebook kept in research cannot be read by this version of Labbot") from error


def _values(form: Questionnaire, item: Item) -> tuple[tuple[str, str, str], ...]:
    language = form.languages[0]
    match item.kind:
        case "single_choice":
            return tuple((option.code, _number(option.value), option.text.text(language)) for option in item.options)
        case "yes_no":
            return (("yes", "1", "Yes"), ("no", "0", "No"))
        case "scale":
            return tuple((str(point), str(point), text.text(language)) for point, text in item.anchors)
    return ()


def _number(value: float | None) -> str:
    """The number to its last digit; a whole one without a point."""
    return "" if value is None else str(value).removesuffix(".0")
