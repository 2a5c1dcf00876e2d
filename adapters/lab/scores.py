"""The ``scores`` of a questionnaire or an instrument, each checked against what its items can come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Map
from collections.abc import Sequence
from itertools import pairwise

from adapters.lab.faults import Notes
from adapters.lab.mistakes import BANDS, SCORE, TWICE
from adapters.lab.names import RESERVED, VAR
from adapters.lab.outcomes import is_scored, outcomes, sums
from adapters.lab.reading import Section, decimal, distinct, listing, localised, maybe, one_of, whole
from adapters.lab.yaml12 import Mapping, Node, Scalar
from bot.domain.ids import ItemId, Language, ScoreId
from bot.domain.item import Item
from bot.domain.release import written
from bot.domain.scoring import Band, Method, Score, band

MAX_SCORES = 50  # far more than anybody reads
_FILLED = frozenset({Method.MEAN, Method.PRORATED_SUM, Method.COUNT_TRUE})
"""The methods that mean something when an answer is missing. With the others it would count as 0."""
_BELOW = "numbers below 0 are the codes of what is missing"


def read_scores(
    top: Section, items: tuple[Item, ...], languages: tuple[Language, ...], placed: tuple[Score, ...] = ()
) -> tuple[Score, ...]:
    """The scores that `top` defines, as far as they could be read. `placed` are those that instruments brought in."""
    nodes = top.each("scores")
    if len(nodes) > MAX_SCORES:
        top.notes.add(top.where("scores"), f"there are {len(nodes)} scores", f"Keep to {MAX_SCORES}.", SCORE)
    by_id = {item.id: item for item in items}
    _check_placed(top, placed, by_id)
    taken = {*map(str, by_id), *(str(one.id) for one in placed)}
    return tuple(_score(node, top.notes, by_id, languages, taken) for node in nodes[:MAX_SCORES])


def _check_placed(top: Section, placed: tuple[Score, ...], items: Map[ItemId, Item]) -> None:
    """Notes scores that two placed instruments would both bring in, or that are called like an item."""
    for name, often in Counter(one.id for one in placed).items():
        if often > 1 or ItemId(name) in items:
            what = f"an instrument brings in a score '{name}', and something else has that id"
            top.notes.add(top.where("items"), what, "Give the instrument another 'prefix'.", TWICE)


def _score(
    node: Node, notes: Notes, items: Map[ItemId, Item], languages: tuple[Language, ...], taken: set[str]
) -> Score:
    values = Section.of(
        node,
        notes,
        "a score",
        required=("id", "method", "items", "missing"),
        optional=("reverse", "range", "scale", "offset", "round", "table", "bands"),
    )
    before = len(notes.faults)
    summed = _items(values, "items", items)
    method = Method(values.get("method", one_of(*(one.value for one in Method)), Method.SUM.value))
    table = _table(values, method)
    defined = Score(
        id=ScoreId(_new_id(values, taken)),
        method=method,
        items=summed,
        min_answered=_min_answered(values, method, len(summed)),
        reverse=frozenset(_items(values, "reverse", items)),
        range=_range(values),
        scale=values.get("scale", decimal, 1.0),
        offset=values.get("offset", decimal, 0.0),
        round=values.find("round", whole(0, 6)),
        table=tuple((of, outcome) for of, outcome in table.items() if outcome is not None),
        bands=tuple(_band(one, notes, languages) for one in values.each("bands")),
    )
    _check_items(values, defined, items)
    _check_bands(values, defined)
    if values.values and len(notes.faults) == before:
        _check_outcomes(values, defined, items, tuple(table))
    return defined


def _new_id(values: Section, taken: set[str]) -> str:
    name = values.get("id", VAR, "")
    if name in RESERVED:
        values.notes.add(values.where("id"), f"'{name}' has a meaning of its own", _RENAME, TWICE)
    elif name in taken:
        values.notes.add(values.where("id"), f"'{name}' is already an item or a score", _RENAME, TWICE)
    taken.add(name)
    return name


def _items(values: Section, key: str, items: Map[ItemId, Item]) -> tuple[ItemId, ...]:
    return tuple(map(ItemId, values.find(key, distinct(one_of(*sorted(items)), key)) or ()))


def _check_items(values: Section, defined: Score, items: Map[ItemId, Item]) -> None:
    notes = values.notes
    for name in defined.items:
        if not is_scored(items[name]):
            remedy = "Give each of its options a value." if items[name].options else _CAN_SCORE
            notes.add(values.where("items"), f"'{name}' has no value to score", remedy, SCORE)
    for name in sorted(defined.reverse - set(defined.items)):
        notes.add(values.where("reverse"), f"'{name}' is reversed but not scored", "Add it to 'items'.", SCORE)
    if defined.scale == 0:
        notes.add(values.where("scale"), "times 0, the score is always the same", "Write another 'scale'.", SCORE)


def _min_answered(values: Section, method: Method, count: int) -> int:
    missing = values.section("missing", required=("min_answered",))
    least = missing.get("min_answered", whole(1, max(count, 1)), max(count, 1))
    if least < count and method not in _FILLED:
        remedy = f"Write {count}, or choose the method prorated_sum or mean."
        what = f"with {least} of {count} answered, a missing answer would count as 0"
        values.notes.add(missing.where("min_answered"), what, remedy, SCORE)
    return least


def _range(values: Section) -> tuple[float, float] | None:
    ends = values.find("range", listing(decimal, "range"))
    if ends is None:
        return None
    if len(ends) != 2 or ends[0] > ends[1]:
        values.notes.add(values.where("range"), "'range' is not a least and a greatest number", "Write [0, 27].", SCORE)
        return None
    return ends[0], ends[1]


def _band(node: Node, notes: Notes, languages: tuple[Language, ...]) -> Band:
    values = Section.of(node, notes, "a band", required=("id", "from", "to"), optional=("text",))
    low = values.get("from", decimal, 0.0)
    return Band(
        id=values.get("id", VAR, ""),
        low=low,
        high=values.get("to", decimal, low),
        text=values.find("text", localised(languages, complete=False)),
    )


def _check_bands(values: Section, defined: Score) -> None:
    """Notes bands that are out of order, overlap, have one name, or end elsewhere than the range."""
    nodes, notes = values.each("bands"), values.notes
    names: set[str] = set()
    for node, one in zip(nodes, defined.bands, strict=True):
        if one.low > one.high:
            notes.add(node, f"the band '{one.id}' goes {_span((one.low, one.high))}", "Turn the two round.", BANDS)
        if one.id in names:
            notes.add(node, f"two bands have the id '{one.id}'", _RENAME, TWICE)
        names.add(one.id)
    for node, (lower, higher) in zip(nodes[1:], pairwise(defined.bands), strict=False):
        if higher.low <= lower.high:
            what = f"the bands '{lower.id}' and '{higher.id}' overlap or are out of order"
            notes.add(node, what, "List them from low to high, apart: both ends of a band belong to it.", BANDS)
    if defined.bands and defined.range is not None:
        ends = defined.bands[0].low, defined.bands[-1].high
        if ends != defined.range:
            what = f"the bands go {_span(ends)}, and the range {_span(defined.range)}"
            notes.add(values.where("bands"), what, "Make them begin and end together.", BANDS)


def _table(values: Section, method: Method) -> dict[float, float | None]:
    """What each sum comes to. None, which is written ``null``, is for a sum that has no published outcome."""
    notes, node = values.notes, values.values.get("table")
    if (method is Method.LOOKUP) != (node is not None):
        if node is None:
            notes.add(
                values.at, "a lookup needs its 'table'", "Add 'table: {0: 41.6, …}', one entry for each sum.", SCORE
            )
        else:
            notes.add(node, f"a {method.value} has no 'table'", "Remove it, or choose the method lookup.", SCORE)
        return {}
    if node is not None and not isinstance(node, Mapping):
        notes.add(node, "'table' should be a map", "Write {0: 41.6, 1: 49.6}, for example.", SCORE)
    found: dict[float, float | None] = {}
    for key, value in node.entries if isinstance(node, Mapping) else ():
        of, outcome = decimal(Scalar(key.text, True, key.line), notes), maybe(decimal)(value, notes)
        if of is None:
            continue
        if of in found:
            notes.add(key, f"the table has {written(of)} twice", "Keep one of the two.", TWICE)
        found[of] = outcome
    return found


def _check_table(values: Section, defined: Score, items: Map[ItemId, Item], table: Sequence[float]) -> None:
    """Notes sums that can be but are not in the table, and entries that can never be asked for."""
    possible, at = sums(defined, items), values.where("table")
    if not possible.all:
        return
    missing = [of for of in possible.numbers if of not in table]
    if missing:
        remedy = "Add them; write null where nothing is published."
        values.notes.add(at, f"the table says nothing of the sum {_some(missing)}", remedy, SCORE)
    never = [of for of in table if of not in possible.numbers]
    if never:
        values.notes.add(at, f"the sum can never be {_some(never)}", _NEVER, SCORE)


def _check_outcomes(values: Section, defined: Score, items: Map[ItemId, Item], table: Sequence[float]) -> None:
    """Notes what does not agree with the numbers that answers can give. Only for a score without another fault."""
    notes = values.notes
    if defined.method is Method.LOOKUP:
        _check_table(values, defined, items, table)
    can = outcomes(defined, items)
    if not can.numbers:
        return
    ends = can.numbers[0], can.numbers[-1]
    if ends[0] < 0:
        remedy = "Raise 'offset', or turn its items round with 'reverse'."
        notes.add(values.at, f"the score can come to {written(ends[0])}, and {_BELOW}", remedy, SCORE)
    if defined.range is None:
        return
    if not defined.range[0] <= ends[0] <= ends[1] <= defined.range[1]:
        what = f"the range is {_span(defined.range)}, and the score can come to {_span(ends)}"
        notes.add(values.where("range"), what, f"Write [{', '.join(map(written, ends))}], or correct the score.", SCORE)
    elif defined.bands:
        between = [number for number in can.numbers if band(defined, number) is None]
        if between:
            notes.add(
                values.where("bands"), f"no band holds {_some(between)}", "Close the gap between two bands.", BANDS
            )


def _span(ends: tuple[float, float]) -> str:
    return f"from {written(ends[0])} to {written(ends[1])}"


def _some(numbers: Sequence[float]) -> str:
    """The first few of the numbers, and how many more there are."""
    shown = ", ".join(map(written, numbers[:5]))
    return shown if len(numbers) <= 5 else f"{shown} and {len(numbers) - 5} others"


_RENAME = "Give one of them another id."
_NEVER = "Take it out of the table, or correct 'items'."
_CAN_SCORE = "A score counts single choices whose options have values, scales, and yes or no."
