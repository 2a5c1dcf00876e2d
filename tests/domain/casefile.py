"""Case files: what a kind of question takes, refuses and shows back. ``cases/README.md`` says how to write one.

The item of a case goes through the reader of lab folders, so that it is the questionnaire format and nothing like it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from adapters.lab.content import read_content
from adapters.lab.faults import Notes
from adapters.lab.reading import Section
from adapters.lab.yaml12 import Mapping, Node, Scalar, Sequence, parse
from bot.domain.answer import Answer, from_record
from bot.domain.ids import Language
from bot.domain.item import Item
from bot.domain.kind import Asked, Misread, More, Offer, Taken
from bot.domain.sheet import FieldKind
from tests.builders import ENGLISH, TODAY, WELSH, words

FOLDER = Path(__file__).parent / "cases"
LANGUAGES = (ENGLISH, WELSH)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Texts that are read alike, in these languages: as `gives`, or not at all, with the sentence `hint`."""

    typed: tuple[str, ...]
    languages: tuple[Language, ...]
    gives: Answer | None = None
    hint: tuple[str, dict[str, str | int]] = ("", {})


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One item and all that its file says about it. `places` are the answers behind its buttons, in order."""

    about: str
    item: Item
    shows: tuple[tuple[Language, Offer], ...]
    places: tuple[Answer, ...]
    takes: tuple[Row, ...]
    refuses: tuple[Row, ...]
    tells: tuple[tuple[Answer, Language, str], ...]

    def __str__(self) -> str:
        return f"{self.item.kind}: {self.about}"


def asked(case: Case, language: Language) -> Asked:
    """The item of a case as it stands before somebody who has not answered it."""
    return Asked(item=case.item, words=words(language), today=TODAY)


def whole(taken: Taken | None) -> Answer | None:
    """The answer that was taken in, whole or as a part; a text that is no answer gives a failure."""
    assert not isinstance(taken, Misread), taken
    return taken.draft if isinstance(taken, More) else taken


@cache
def every_case() -> tuple[Case, ...]:
    """Every case of every file."""
    return tuple(case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path))


def case_of(item: Item) -> Case:
    """The case that an item was taken from, whatever its id has become."""
    return next(case for case in every_case() if (case.item.kind, case.item.text) == (item.kind, item.text))


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file; what is wrong with it fails the test with its line."""
    notes = Notes(path.name)
    root = parse(path.read_text(encoding="utf-8"), notes)
    assert isinstance(root, Sequence), notes.faults or f"{path.name} should be a list of cases"
    cases = tuple(_case(node, notes) for node in root.items)
    assert not notes.faults, "\n".join(map(str, notes.faults))
    assert {case.item.kind for case in cases} == {path.stem}, f"{path.name} is about its own kind only"
    return cases


def _case(node: Node, notes: Notes) -> Case:
    keys = ("about", "item", "shows", "places", "takes", "refuses", "tells")
    top = Section.of(node, notes, "a case", required=keys)
    assert not notes.faults, "\n".join(map(str, notes.faults))
    values = {key: plain(value) for key, value in top.values.items() if key != "item"}
    return Case(
        about=values["about"],
        item=_item(top.values["item"], notes),
        shows=tuple((Language(code), _offer(**shown)) for code, shown in values["shows"].items()),
        places=tuple(map(from_record, values["places"])),
        takes=tuple(_takes(**row) for row in values["takes"]),
        refuses=tuple(_refuses(**row) for row in values["refuses"]),
        tells=tuple(told for row in values["tells"] for told in _tells(**row)),
    )


def _item(node: Node, notes: Notes) -> Item:
    """The item as a questionnaire would have it. A question stands beside it, so that a statement may be the item."""
    question = parse("{id: beside, type: yes_no, text: Beside}", notes)
    assert question is not None
    top = Section({"items": Sequence((node, question), node.line)}, node, notes)
    items = read_content(top, LANGUAGES).items
    assert not notes.faults, "\n".join(map(str, notes.faults))
    return items[0]


def _offer(  # each is a key of the file
    *,
    labels: list[str | int],
    columns: int = 1,
    note: str = "",
    typed: str = "no",
    taps: str = "one",
    field: str = "one",
    page_note: str | None = None,
) -> Offer:
    return Offer(
        labels=tuple(map(str, labels)),
        columns=columns,
        note=note,
        typed=typed == "yes",
        toggles=taps == "several",
        done=taps == "several",
        field=FieldKind(field),
        page_note=page_note,
    )


def _takes(*, typed: list[str], gives: dict[str, Any], only: str = "") -> Row:
    return Row(typed=tuple(typed), languages=_languages(only), gives=from_record(gives))


def _refuses(*, typed: list[str], hint: dict[str, str | int], only: str = "") -> Row:
    gaps = {name: value for name, value in hint.items() if name != "say"}
    return Row(typed=tuple(typed), languages=_languages(only), hint=(str(hint["say"]), gaps))


def _tells(*, answer: dict[str, Any], **told: str) -> list[tuple[Answer, Language, str]]:
    return [(from_record(answer), Language(code), str(said)) for code, said in told.items()]


def _languages(only: str) -> tuple[Language, ...]:
    return (Language(only),) if only else LANGUAGES


def plain(node: Node) -> Any:  # noqa: ANN401  # what a file holds is only known where it is used
    """The node as JSON would have it: unquoted whole numbers are numbers, and every other value is text.

    ``{text: a, times: 3}`` stands for ``aaa``, so that a file can hold a text of ten thousand characters.
    """
    match node:
        case Scalar(text=text, plain=True) if re.fullmatch("-?[0-9]+", text):
            return int(text)
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(entries=entries):
            found = {key.text: plain(value) for key, value in entries}
            if found.keys() == {"text", "times"}:
                return found["text"] * found["times"]
            return float(found["decimal"]) if found.keys() == {"decimal"} else found
