"""The ``scores`` of a questionnaire. This version computes none; mistakes are told all the same."""

from __future__ import annotations

from collections.abc import Mapping as Map

from adapters.lab.items import VAR
from adapters.lab.reading import Section, decimal, distinct, listing, localised, one_of, whole
from adapters.lab.yaml12 import Mapping
from bot.domain.ids import ItemId, Language
from bot.domain.questionnaire import Item

_METHODS = ("sum", "mean", "prorated_sum", "linear", "lookup", "count_true")


def check_scores(top: Section, items: tuple[Item, ...]) -> None:
    """Notes what is wrong with each score: unknown or unscored items, two of one id, bands that overlap."""
    by_id = {item.id: item for item in items}
    seen: set[str] = {str(item) for item in by_id}
    for one in top.each("scores"):
        score = Section.of(
            one,
            top.notes,
            "a score",
            required=("id", "method", "items", "missing"),
            optional=("reverse", "range", "scale", "offset", "round", "table", "bands"),
        )
        name = score.get("id", VAR, "")
        if name and name in seen:
            top.notes.add(score.where("id"), f"'{name}' is already an item or a score", "Give it another id.")
        seen.add(name)
        _check_score(score, by_id)


def _check_score(score: Section, items: Map[ItemId, Item]) -> None:
    method = score.get("method", one_of(*_METHODS), "sum")
    known = tuple(sorted(items))
    summed = score.find("items", distinct(one_of(*known), "items")) or ()
    for name in summed:
        if not _is_scored(items[ItemId(name)]):
            score.notes.add(score.where("items"), f"'{name}' has no value to score", "Give its options values.")
    for name in score.find("reverse", distinct(one_of(*known), "reverse")) or ():
        if name not in summed:
            score.notes.add(score.where("reverse"), f"'{name}' is reversed but not scored", "Add it to 'items'.")
    for key in ("scale", "offset"):
        score.find(key, decimal)
    score.find("round", whole(0, 6))
    score.find("range", listing(decimal, "range"))
    if method == "lookup" and "table" not in score.values:
        score.notes.add(score.at, "a lookup needs its 'table'", "Add the table.")
    table = score.values.get("table")
    if isinstance(table, Mapping):
        for _, value in table.entries:
            decimal(value, score.notes)
    missing = score.section("missing", required=("min_answered",))
    missing.find("min_answered", whole(1, max(len(summed), 1)))
    _check_bands(score)


def _is_scored(item: Item) -> bool:
    if item.kind == "single_choice":
        return all(option.value is not None for option in item.options)
    return item.kind in {"scale", "yes_no"}


def _check_bands(score: Section) -> None:
    before: float | None = None
    for one in score.each("bands"):
        band = Section.of(one, score.notes, "a band", required=("id", "from", "to"), optional=("text",))
        band.find("id", VAR)
        if "text" in band.values and not isinstance(band.values["text"], Mapping):
            band.find("text", localised((Language("en"),)))
        least, most = band.find("from", decimal), band.find("to", decimal)
        if least is None or most is None:
            continue
        if least > most or (before is not None and least <= before):
            score.notes.add(one, "the bands overlap or are out of order", "List them from low to high, apart.")
        before = most
