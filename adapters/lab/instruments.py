"""The locked instruments that questionnaires place with ``use: phq-4@1``: those that are shipped, and a lab's own.

The wording, codes and scoring of an instrument are its owner's. A questionnaire says where it stands, and no more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from adapters.lab import wording
from adapters.lab.faults import Line, Notes, meant
from adapters.lab.faults import Placed as At
from adapters.lab.instrument import NAME, Instrument, Notice, id_of, read_instrument
from adapters.lab.mistakes import INSTRUMENT, UNREADABLE, WRONG_NAME
from adapters.lab.places import line_of, said
from adapters.lab.placing import Placed, placed
from adapters.lab.reading import Section, matching
from adapters.lab.yaml12 import Mapping, Node, parse, read_text
from bot.domain.ids import Language
from bot.domain.questionnaire import Questionnaire

SHIPPED = Path(str(files("bot") / "content" / "instruments"))
MAX_ID = 26  # characters of the id of an item or a score
_KEYS = ("use", "prefix", "show_if")
_PREFIX_HELP = "Use small letters, digits and '_', a letter first, at most 16, such as phq4_."
_PREFIX = matching(re.compile(r"(?!.*___)[a-z][a-z0-9_]{0,15}"), "a prefix", _PREFIX_HELP)


@dataclass(frozen=True, slots=True)
class Library:
    """The instruments that can be placed. A lab's own, by name, come before those that are shipped."""

    own: Map[str, Instrument] = field(default_factory=dict)

    @classmethod
    def of(cls, lab: Path, noted: Callable[[str], Notes]) -> Library:
        """Those of a lab: its folder ``instruments`` has instruments of its own, and words for slots.

        `noted` gives the notes for a file. Reading goes on after a fault, so that one run tells them all.
        """
        folder, own = lab / "instruments", dict[str, Instrument]()
        if os.path.realpath(folder) == os.path.realpath(SHIPPED):
            return cls()
        names = (name for name in _names(folder, noted) if not _is_copy(folder / name))
        opened = [_open(folder / name, noted(f"instruments/{name}")) for name in names]
        for file in sorted((one for one in opened if one is not None), key=_Opened.is_wording):
            found = cls(own)._read(file)
            if found is not None:
                own[found.name] = found
        return cls(own)

    @property
    def names(self) -> tuple[str, ...]:
        """Every instrument that there is, worded or not."""
        shipped = (_shipped(file) for some in _shelf().values() for file in some)
        return tuple(sorted({*self.own, *(one.name for one in shipped if one is not None)}))

    def find(self, name: str) -> Instrument | None:
        """The instrument of that name, such as ``phq-4@1``; None when there is none."""
        return self.own.get(name) or _shipped_as(name)

    def place(self, node: Mapping, notes: Notes, languages: tuple[Language, ...]) -> Placed | None:
        """What the ``use`` at `node` brings into a questionnaire in these languages; None when it is at fault."""
        use = _use(node, notes)
        name, prefix = use.find("use", NAME), use.find("prefix", _PREFIX)
        instrument = None if name is None else self._known(name, use.where("use"), notes)
        if instrument is None or (prefix is None and "prefix" in use.values):
            return None
        return placed(instrument, prefix or "", languages) if _can_be_placed(instrument, prefix or "", use) else None

    def recall(self, name: str) -> timedelta | None:
        """How far back its questions look, so that it is not asked more often; None when at no fixed period."""
        found = self.find(name)
        return None if found is None else found.recall

    def recalls(self, forms: Iterable[Questionnaire]) -> dict[str, timedelta]:
        """How far back each instrument in these forms looks, by name; without those that look at no fixed period."""
        looks = ((name, self.recall(name)) for form in forms for name in _in(form))
        return {name: recall for name, recall in looks if recall is not None}

    def notice(self, name: str) -> Notice | None:
        """What its owner wants said where it is used, and what to cite."""
        found = self.find(name)
        return None if found is None else found.notice

    def notices(self, form: Questionnaire) -> Map[str, Notice]:
        """The notices of all instruments in a form, by name, in the order in which they stand."""
        return {name: notice for name in _in(form) if (notice := self.notice(name)) is not None}

    def _read(self, file: _Opened) -> Instrument | None:
        """What a file of a lab adds to these: an instrument of its own, or one whose slots it fills."""
        found = self._filled(file) if file.is_wording() else read_instrument(file.root, file.notes)
        if found is None:
            return None
        if file.stem not in {found.id, found.name}:
            what = f"the file is '{file.stem}.yaml', and '{found.name}' is in it"
            file.notes.add(Line(1), what, f"Name it {found.id}.yaml.", WRONG_NAME)
        before = None if file.is_wording() else self.find(found.name)
        if before is not None and before.sha256 != found.sha256:
            what = f"there is another '{found.name}', with other words, codes or scores"
            remedy = "Give this one an id of its own. A copy of a shipped one may stay only as it is shipped."
            file.notes.add(line_of(file.root, "id"), what, remedy, INSTRUMENT)
        return found if before is None else None

    def _filled(self, file: _Opened) -> Instrument | None:
        at = line_of(file.root, "use")
        instrument = self._known(said(file.root, "use"), at, file.notes)
        if instrument is not None and instrument.worded:
            file.notes.add(at, f"'{instrument.name}' has its wording already", "Remove this file.", INSTRUMENT)
            return None
        return None if instrument is None else wording.read_wording(file.root, file.notes, instrument)

    def _known(self, name: str, at: At, notes: Notes) -> Instrument | None:
        found = self.find(name)
        if found is None:
            versions = tuple(one for one in self.names if id_of(one) == id_of(name))
            notes.add(at, f"there is no instrument '{name}'", meant(name, versions or self.names, ""), INSTRUMENT)
        return found


def _use(node: Mapping, notes: Notes) -> Section:
    """The keys of a ``use``; those that would change the instrument are noted."""
    for key, _ in node.entries:
        if key.text not in _KEYS:
            what = f"an instrument is locked, and has no '{key.text}' here"
            notes.add(key, what, "Remove it; only 'prefix' and 'show_if' go with 'use'.", INSTRUMENT)
    return Section({key.text: value for key, value in node.entries}, node, notes)


def _can_be_placed(instrument: Instrument, prefix: str, use: Section) -> bool:
    """Whether it has its words, and ids that are short enough; what is wrong is noted."""
    if not instrument.worded:
        what = f"the wording of '{instrument.name}' is its owner's, and is not shipped"
        use.notes.add(use.at, what, _fill(instrument), INSTRUMENT)
        return False
    longest = instrument.longest_id
    if len(prefix) + longest > MAX_ID:
        what = f"with '{prefix}', ids of '{instrument.name}' have more than {MAX_ID} characters"
        use.notes.add(use.where("prefix"), what, f"Keep the prefix to {MAX_ID - longest} characters.", INSTRUMENT)
        return False
    return True


def _in(form: Questionnaire) -> tuple[str, ...]:
    """The instruments in a form, each once, in order."""
    return tuple(dict.fromkeys(item.instrument for item in form.items if item.instrument is not None))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """A file of a lab's instruments that is YAML, whatever it says."""

    stem: str
    root: Node
    notes: Notes

    def is_wording(self) -> bool:
        return said(self.root, "format") == wording.FORMAT


def _names(folder: Path, noted: Callable[[str], Notes]) -> tuple[str, ...]:
    """The files that may hold an instrument; none when a lab has no such folder."""
    try:
        return tuple(sorted(name for name in os.listdir(folder) if name.endswith(".yaml")))
    except FileNotFoundError:
        return ()
    except OSError as error:
        what = f"the folder cannot be read ({error.strerror})"
        noted("instruments").add(Line(1), what, "Check that it is a folder, and readable.", UNREADABLE)
        return ()


def _is_copy(file: Path) -> bool:
    """Whether it is a shipped file, byte for byte: somebody began with a copy of the example lab."""
    try:
        return file.read_bytes() == (SHIPPED / file.name).read_bytes()
    except OSError:
        return False


def _open(file: Path, notes: Notes) -> _Opened | None:
    source = read_text(file, notes)
    root = None if source is None else parse(source, notes)
    return None if root is None else _Opened(stem=file.stem, root=root, notes=notes)


def _fill(instrument: Instrument) -> str:
    terms = f"Accept its owner's terms ({instrument.notice.url}), then put the words"
    return f"{terms} into instruments/{instrument.id}.yaml; docs/instruments.md shows how."


@cache
def _shelf() -> Map[str, tuple[Path, ...]]:
    """The shipped files, by the id of the instrument. A file is read when its instrument is placed, and once."""
    shelf: dict[str, tuple[Path, ...]] = {}
    for file in sorted(SHIPPED.glob("*.yaml")):
        shelf[id_of(file.stem)] = (*shelf.get(id_of(file.stem), ()), file)
    return shelf


@cache
def _shipped(file: Path) -> Instrument | None:
    opened = _open(file, Notes(file.name))
    return None if opened is None else read_instrument(opened.root, opened.notes)


def _shipped_as(name: str) -> Instrument | None:
    """The shipped instrument of that name. Old versions stay beside the newest, as ``phq-4@1.yaml``."""
    found = (_shipped(file) for file in _shelf().get(id_of(name), ()))
    return next((one for one in found if one is not None and one.name == name), None)
