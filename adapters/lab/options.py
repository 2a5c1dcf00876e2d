"""What there is to choose from, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.lab.faults import Notes
from adapters.lab.mistakes import OPTIONS, TWICE, UNKNOWN_KEY
from adapters.lab.names import VAR
from adapters.lab.reading import NOTHING, Section, decimal, localised, one_of, truth, whole
from adapters.lab.spans import MAX_BUTTONS
from adapters.lab.yaml12 import Node
from bot.domain.body import MAPS
from bot.domain.ids import Language, OptionCode
from bot.domain.item import Option

MAX_LABEL = 40  # characters that a button shows whole when it has the row to itself; Slack would take 75


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """How many options may be chosen."""

    fewest: int | None = None
    most: int | None = None


def read_options(values: Section, languages: tuple[Language, ...], kind: str) -> tuple[Option, ...]:
    """The options of a choice, in order; no two are alike."""
    nodes, notes = values.each("options"), values.notes
    if nodes and not 2 <= len(nodes) <= MAX_BUTTONS:
        notes.add(values.where("options"), f"there are {len(nodes)} options", f"Give 2 to {MAX_BUTTONS}.", OPTIONS)
    options = tuple(_option(one, notes, languages, kind) for one in nodes)
    codes: set[str] = set()
    labels: set[tuple[str, str]] = set()
    for node, option in zip(nodes, options, strict=True):
        said = {(language, label.casefold()) for language, label in option.text.by_language}
        if option.code and option.code in codes:
            notes.add(node, f"two options have the code '{option.code}'", "Give one of them another code.", TWICE)
        if said & labels:
            notes.add(node, "two options have the same words", "Word them apart: a person may type them.", OPTIONS)
        codes.add(option.code)
        labels |= said
    return options


def _option(node: Node, notes: Notes, languages: tuple[Language, ...], kind: str) -> Option:
    one = Section.of(node, notes, "an option", required=("code", "text"), optional=("value", "open", "exclusive"))
    exclusive = one.get("exclusive", truth, False)
    if exclusive and kind == "single_choice":
        notes.add(one.where("exclusive"), "of a single_choice every option is exclusive", "Remove it.", UNKNOWN_KEY)
    return Option(
        code=OptionCode(one.get("code", VAR, "")),
        text=one.get("text", localised(languages, longest=MAX_LABEL), NOTHING),
        value=one.find("value", decimal),
        exclusive=exclusive and kind == "multi_choice",
        open=one.get("open", truth, False),
    )


def read_regions(values: Section) -> str | None:
    """The map of the body whose parts are the options."""
    return values.find("map", one_of(*MAPS))


def read_select(values: Section, options: tuple[Option, ...], regions: str | None) -> Amount:
    """How many of the options, or of the parts of the body, may be chosen."""
    if "select" not in values.values:
        return Amount()
    select = values.section("select", optional=("min", "max"))
    found = Amount(fewest=select.find("min", whole(0, MAX_BUTTONS)), most=select.find("max", whole(1, MAX_BUTTONS)))
    together = sum(not option.exclusive for option in options) if regions is None else len(MAPS[regions])
    alone = next((f" beside '{option.code}', which goes with no other" for option in options if option.exclusive), "")
    for key, number in (("min", found.fewest), ("max", found.most)):
        if number is not None and number > together > 0:
            what = f"{number} cannot be chosen, for there are {together}{alone}"
            values.notes.add(select.where(key), what, f"Write {together} or less.", OPTIONS)
    if found.fewest is not None and found.most is not None and found.fewest > found.most:
        what = f"at least {found.fewest} and at most {found.most} should be chosen"
        values.notes.add(select.where("max"), what, "Make 'max' as large as 'min', or larger.", OPTIONS)
    return found


def check_exclusive(values: Section, options: tuple[Option, ...]) -> None:
    """Notes a choice of several of which no two go together."""
    if len(options) > 1 and sum(not option.exclusive for option in options) < 2:
        remedy = "Make it a single_choice, or take 'exclusive' from two of them."
        values.notes.add(values.where("options"), "no two of the options go together", remedy, OPTIONS)
