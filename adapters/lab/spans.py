"""From where to where an answer may go: the ends of a scale, a number, a date or a time of day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from adapters.lab.faults import Notes
from adapters.lab.mistakes import OUT_OF_RANGE, SCALE, WRONG_SHAPE, WRONG_VALUE
from adapters.lab.reading import Reader, Section, clock, day, decimal, localised, matching, whole
from adapters.lab.yaml12 import Mapping, Node, Scalar
from bot.domain.counting import MAX_NUMBER
from bot.domain.ids import Language
from bot.domain.item import Unit
from bot.domain.kind import told
from bot.domain.moments import FIRST_DAY, LAST_DAY
from bot.domain.words import Localised

MAX_BUTTONS = 97  # Telegram takes 100 buttons under a message; Back, Skip and Later are three of them
MAX_NAME = 80  # characters of the name of a point, which stands on a line of its own
MAX_UNIT = 30  # characters of a unit, which stands behind a number
PLACES = 3  # decimal places that a typed number may have
TODAY = "today"
UNIT_CODE = r"[!-~]{1,30}"
_UCUM = matching(re.compile(UNIT_CODE), "the code of a unit", 'Write its code in UCUM, such as d, h, kg or "%".')


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """The ends of a scale or a number, and how far apart its values are."""

    least: int | float | None = None
    most: int | float | None = None
    step: int | float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """The first and the last day that can be meant; with `past`, none after today."""

    earliest: date | None = None
    latest: date | None = None
    past: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Hours:
    """The first and the last time of day that can be meant."""

    opens: time | None = None
    closes: time | None = None


def read_numbers(values: Section, kind: str) -> Numbers:
    """The ends and the step of a ``scale``, an ``integer`` or a ``decimal``."""
    typed: Reader[int | float] = decimal if kind == "decimal" else whole()
    found = Numbers(
        least=values.find("min", _end(typed)),
        most=values.find("max", _end(typed)),
        step=values.find("step", _step(typed)),
    )
    if kind != "scale" or (found.least is not None and found.most is not None):
        _check_numbers(values, found, "scale" if kind == "scale" else "number")
    return found


def _end(typed: Reader[int | float]) -> Reader[int | float]:
    """A number that can be an answer."""

    def read(node: Node, notes: Notes) -> int | float | None:
        number = typed(node, notes)
        if number is not None and number < 0:
            remedy = "Write 0 or more: a number below 0 says in the data why an answer is missing."
            notes.add(node, f"{told(number)} is too small", remedy, OUT_OF_RANGE)
            return None
        return None if number is None else _typable(number, node, notes)

    return read


def _step(typed: Reader[int | float]) -> Reader[int | float]:
    """How far one value is from the next."""

    def read(node: Node, notes: Notes) -> int | float | None:
        number = typed(node, notes)
        if number is not None and number <= 0:
            notes.add(node, f"a step of {told(number)} leads nowhere", "Write a number above 0.", OUT_OF_RANGE)
            return None
        return None if number is None else _typable(number, node, notes)

    return read


def _typable(number: int | float, node: Node, notes: Notes) -> int | float | None:
    """The number, when it has no more digits than a typed answer may have."""
    if number > MAX_NUMBER:
        notes.add(node, f"{told(number)} is too large", f"Write {MAX_NUMBER} or less.", OUT_OF_RANGE)
        return None
    if _exact(number) * 10**PLACES % 1:
        remedy = f"Keep to {PLACES} after the point; more are not read."
        notes.add(node, f"{number} has too many digits", remedy, WRONG_VALUE)
        return None
    return number


def _exact(number: int | float) -> Fraction:
    """The number as it was written: 0.1 is a tenth, and not the binary fraction beside it."""
    return Fraction(str(number))


def _check_numbers(values: Section, found: Numbers, what: str) -> None:
    """Notes ends that are the wrong way round, and steps that do not lead from one to the other."""
    notes, least = values.notes, found.least or 0
    most = MAX_NUMBER if found.most is None else found.most
    ends = f"from {told(least)} to {told(most)}"
    if least >= most:
        notes.add(values.where("max"), f"the {what} goes {ends}", "Make 'max' larger than 'min'.", SCALE)
        return
    steps = (_exact(most) - _exact(least)) / _exact(1 if found.step is None else found.step)
    if found.step is not None and found.most is not None and steps.denominator != 1:
        steps_of = f"steps of {told(found.step)} do not lead {ends}"
        notes.add(values.where("step"), steps_of, "Choose a step that ends on 'max'.", SCALE)
    elif what == "scale" and steps >= MAX_BUTTONS:
        remedy = f"Keep to {MAX_BUTTONS}, or ask for an integer."
        notes.add(values.where("max"), f"the scale has {steps + 1} points", remedy, SCALE)


def read_anchors(values: Section, languages: tuple[Language, ...], span: Numbers) -> tuple[tuple[int, Localised], ...]:
    """The named points of a scale, lowest first. Both ends must have a name: a screen reader has nothing else."""
    notes, node = values.notes, values.values.get("anchors")
    if node is None:
        return ()
    if not isinstance(node, Mapping):
        notes.add(node, "'anchors' should be a map", 'Write {0: {en: "None"}, 10: {en: "Worst"}}.', WRONG_SHAPE)
        return ()
    found: dict[int, Localised] = {}
    for key, value in node.entries:
        point = whole(0, MAX_NUMBER)(Scalar(key.text, True, key.line), notes)
        said = localised(languages, longest=MAX_NAME)(value, notes)
        if point is not None and said is not None:
            found[point] = said
            _check_point(key, point, span, notes)
    for end in (span.least, span.most):
        if end is not None and str(end) not in {key.text for key, _ in node.entries}:
            notes.add(node, f"the end {end} of the scale has no name", f'Add {end}: {{en: "…"}}.', SCALE)
    return tuple(sorted(found.items(), key=lambda anchor: anchor[0]))


def _check_point(at: Scalar, point: int, span: Numbers, notes: Notes) -> None:
    if span.least is None or span.most is None:
        return
    if not span.least <= point <= span.most:
        on = f"on the scale from {span.least} to {span.most}"
        notes.add(at, f"{point} is not {on}", "Move it or widen the scale.", SCALE)
    elif (point - span.least) % (span.step or 1):
        notes.add(at, f"{point} is between two points of the scale", "Move it to a point.", SCALE)


def read_unit(values: Section, languages: tuple[Language, ...]) -> Unit | None:
    """What a number counts."""
    if "unit" not in values.values:
        return None
    unit = values.section("unit", required=("code",), optional=("text",))
    code = unit.get("code", _UCUM, "")
    return Unit(code=code, text=unit.find("text", localised(languages, longest=MAX_UNIT)))


def read_days(values: Section) -> Days:
    """The ends of a ``date``."""
    latest = values.values.get("max")
    past = isinstance(latest, Scalar) and latest.text == TODAY
    found = Days(earliest=values.find("min", _day), latest=None if past else values.find("max", _day), past=past)
    if found.earliest is not None and found.latest is not None and found.earliest > found.latest:
        what = f"the days go from {found.earliest} to {found.latest}"
        values.notes.add(values.where("max"), what, "Write a later day.", SCALE)
    return found


def _day(node: Node, notes: Notes) -> date | None:
    found = day(node, notes)
    if found is not None and not FIRST_DAY <= found <= LAST_DAY:
        notes.add(
            node, f"nobody can answer {found}", f"Write a day from {FIRST_DAY.year} to {LAST_DAY.year}.", OUT_OF_RANGE
        )
        return None
    return found


def read_hours(values: Section) -> Hours:
    """The ends of a ``time``."""
    found = Hours(opens=values.find("min", clock), closes=values.find("max", clock))
    if found.opens is not None and found.closes is not None and found.opens >= found.closes:
        span = f"the time goes from {found.opens:%H:%M} to {found.closes:%H:%M}"
        values.notes.add(values.where("max"), span, "Write a later time; no span goes past midnight.", SCALE)
    return found
