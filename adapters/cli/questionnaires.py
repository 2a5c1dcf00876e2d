"""``labbot questionnaire``: a check-in as people will meet it, before anybody is asked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from adapters.cli.entrance import REFUSED, Json, group, places
from adapters.deployment import NotStarted
from adapters.lab.faults import Finding, Notes, in_order, shown
from adapters.lab.folder import Reading, read_folder
from adapters.lab.instruments import Library
from adapters.lab.mistakes import NOT_ACTIVE
from adapters.lab.places import node_of_item
from adapters.lab.questionnaire import Draft, file_of, read_draft
from adapters.lab.yaml12 import Scalar, read_text
from adapters.wiring.clock import SystemClock
from bot.domain.asking import Showing
from bot.domain.heard import Text
from bot.domain.ids import FormId, ItemId, Language
from bot.domain.lab import Lab
from bot.domain.secret import Secret
from bot.domain.spoken import Spoken, Word
from bot.domain.support import card

if TYPE_CHECKING:
    from adapters.preview.person import Person
    from adapters.preview.transcript import Transcript

TOKEN = "preview"  # noqa: S105  # what buttons of the preview carry: no secret, and nobody presses them
_BESIDE = ("questionnaires/", "consent/")  # files of a lab that a check-in does not need, its own aside
questionnaire = group("Questionnaires, before anybody is asked.")


class Shown(StrEnum):
    """On which platform to look at it."""

    TELEGRAM = "telegram"
    SLACK = "slack"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A questionnaire without a fault, and the lab whose sentences surround it."""

    draft: Draft
    lab: Lab


@questionnaire.command("preview")
def questionnaire_preview(
    form: Annotated[str, typer.Argument(help="The id of a questionnaire of the lab, or a YAML file.")],
    *,
    language: Annotated[str | None, typer.Option(help="One of the lab's languages; the first of the form.")] = None,
    platform: Annotated[Shown, typer.Option(help="Where it is shown.")] = Shown.BOTH,
    answer: Annotated[list[str] | None, typer.Option(help="ITEM=what somebody types; may be repeated.")] = None,
    shorter: Annotated[bool, typer.Option("--shorter", help="As after 'Shorter today'.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every item once, whatever its show_if says.")] = False,
    as_json: Json = False,
) -> None:
    """Show a check-in as people will meet it, with answers made up. It needs no database and no token."""
    found = _found(form)
    shown_in = _language(language, found)
    person = _person(answer or (), found)
    if shorter and not found.draft.form.has_shorter:
        raise NotStarted("it has no shorter form: mark one question with 'core: true'")
    transcripts = _transcripts(found, shown_in, platform, person, shorter=shorter, every=every)
    if as_json:
        typer.echo(json.dumps(_record(found, shown_in, transcripts), ensure_ascii=False))
    else:
        _print(found, shown_in, transcripts, every=every)


def _found(form: str) -> Found:
    """The questionnaire of that id in the configured lab, or the one in that file."""
    file = Path(form)
    return _in_file(file) if file.suffix in {".yaml", ".yml"} else _in_lab(FormId(form))


def _in_lab(form: FormId) -> Found:
    reading = read_folder(places().lab)
    faults = [one for one in reading.faults if one.file == shown(file_of(form))]
    if form not in reading.drafts and not faults:
        ids = ", ".join(sorted(reading.drafts))
        raise NotStarted(f"there is no questionnaire {form!r}; questionnaires are: {ids}")
    return _whole(reading.drafts.get(form), reading, faults)


def _in_file(file: Path) -> Found:
    """That of the file, as a part of the lab in whose folder it lies; else of the configured one."""
    around = file.resolve().parent.parent
    folder = around if (around / "lab.yaml").is_file() else places().lab
    notes = Notes(str(file))
    source = read_text(file, notes)
    draft = None if source is None else read_draft(source, notes, Library.of(folder, Notes))
    return _whole(draft, read_folder(folder), in_order(notes))


def _whole(draft: Draft | None, reading: Reading, faults: Iterable[Finding]) -> Found:
    """Both together. What is wrong with the form, or with what surrounds it, is told on stderr and ends the command.

    That a study asks what is still a draft is no reason not to look at it.
    """
    around = [one for one in reading.faults if not one.file.startswith(_BESIDE) and one.check != NOT_ACTIVE]
    told = [*faults, *around]
    if told or draft is None or reading.lab is None:
        for one in told:
            typer.echo(f"{one} [{one.check.code}]", err=True)
        raise typer.Exit(REFUSED)
    return Found(draft=draft, lab=reading.lab)


def _language(asked: str | None, found: Found) -> Language:
    """The language to show it in: one that the lab offers."""
    offered = found.lab.languages
    language = Language(asked) if asked else found.draft.form.languages[0]
    if language in offered:
        return language
    if asked is None:
        return offered[0]
    raise NotStarted(f"the lab does not offer {asked!r}; its languages are: {', '.join(offered)}")


def _person(answers: Iterable[str], found: Found) -> Person:
    """Who answers: as they are told, and otherwise by themselves."""
    from adapters.preview.person import Person  # noqa: PLC0415  # the preview is loaded by the command that shows one

    spoken, items = Spoken(found.lab.words), {item.id: item for item in found.draft.form.items}
    said: dict[ItemId, str] = {}
    for one in answers:
        name, equals, words = one.partition("=")
        if not equals:
            raise typer.BadParameter(f"{one!r} has no '='; write it like pain=7", param_hint="--answer")
        if name not in items:
            raise NotStarted(f"there is no item {name!r}; items are: {', '.join(items)}")
        said[ItemId(name)] = words
    skips = {item for item, words in said.items() if spoken.word(Text(words=Secret(words))) is Word.SKIP}
    return Person(says={item: words for item, words in said.items() if item not in skips}, skips=frozenset(skips))


def _transcripts(
    found: Found, language: Language, platform: Shown, person: Person, *, shorter: bool, every: bool
) -> list[Transcript]:
    from adapters.preview.rehearsal import unbranched  # noqa: PLC0415  # as above
    from adapters.preview.transcript import Platform, Rehearsal  # noqa: PLC0415  # as above

    form = unbranched(found.draft.form) if every else found.draft.form
    rehearsal = Rehearsal(
        form=form,
        showing=Showing(
            words=found.lab.words[language], token=TOKEN, card=card(found.lab, language), today=_today(found.lab)
        ),
        person=person,
        conditions=_conditions(found.draft),
        shorter=shorter,
    )
    return [rehearsal.on(one) for one in Platform if platform in {Shown.BOTH, one.value}]


def _today(lab: Lab) -> date:
    return SystemClock().now().astimezone(ZoneInfo(lab.zone)).date()


def _conditions(draft: Draft) -> dict[ItemId, str]:
    """The ``show_if`` of each item that has one, as it stands in the file."""
    nodes = {item.id: node_of_item(draft.root, item, "show_if") for item in draft.form.items}
    return {item: node.text for item, node in nodes.items() if isinstance(node, Scalar)}


def _record(found: Found, language: Language, transcripts: list[Transcript]) -> dict[str, object]:
    ref = found.draft.form.ref
    told = [asdict(one) for one in transcripts]
    return {"form": ref.form, "version": ref.version, "language": language, "transcripts": told}


def _print(found: Found, language: Language, transcripts: list[Transcript], *, every: bool) -> None:
    from adapters.preview.terminal import lines, wrapped  # noqa: PLC0415  # as above

    width, ref = shutil.get_terminal_size().columns, found.draft.form.ref
    about = f"{ref.form} {ref.version}, shown in '{language}'. The answers are made up; nothing is sent or stored."
    if every:
        about += " Every item is shown once, as if each show_if were true; a note says when it is asked."
    for line in wrapped(about, width):
        typer.echo(line)
    for transcript in transcripts:
        typer.echo("")
        for line in lines(transcript, width):
            typer.echo(line.rstrip())
