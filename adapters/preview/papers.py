"""A page as Slack shows it: what its adapter would send, cut where that cuts, refused where that refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from adapters.slack import inputs, text, views
from adapters.slack.fields import Json
from adapters.slack.settings import Sentences
from bot.domain.kind import told
from bot.domain.questionnaire import Questionnaire
from bot.domain.sheet import Field, FieldKind, Sheet
from bot.domain.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """One field. `kind` says in plain words what it takes, and is empty for what is only read.

    Of `several` any number of the options can be ticked. `above` is what stands before it because it fits nowhere else.
    """

    item: str
    kind: str
    label: str
    above: tuple[str, ...] = ()
    picture: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()
    several: bool = False
    needed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A page. `buttons` are those at its end; `refused` is why Slack would not take it."""

    title: str
    opening: str
    boxes: tuple[Box, ...] = ()
    buttons: tuple[str, ...] = ()
    refused: str = ""


def paper(sheet: Sheet, form: Questionnaire, words: Words) -> Paper:
    """The page as people see it."""
    try:
        view, refused = views.modal(sheet, _sentences(words)), ""
    except ValueError as trouble:
        view, refused = {"title": text.plain(sheet.title, len(sheet.title))}, str(trouble)
    back = () if sheet.back is None else (sheet.back.label,)
    ends = tuple(view[end]["text"] for end in ("submit", "close") if end in view)
    return Paper(
        title=view["title"]["text"],
        opening=sheet.opening.text(),
        boxes=tuple(_box(field, sheet, form) for field in sheet.fields),
        buttons=(*ends, *back, sheet.help),
        refused=refused,
    )


def _box(field: Field, sheet: Sheet, form: Questionnaire) -> Box:
    shown = {} if field.picture is None else {field.picture.name: "F0"}
    *above, last = inputs.blocks_of(field, sheet.edition, shown, keeps=bool(sheet.keep))
    picture = next((str(block["alt_text"]) for block in above if block["type"] == "image"), "")
    read = tuple(text.words_of(block) for block in above if block["type"] != "image")
    item = form.items[field.item].id
    if last["type"] != "input":
        return Box(item=item, kind="", label=text.words_of(last), above=read, picture=picture)
    element = last["element"]
    return Box(
        item=item,
        kind=_kind(field, element["type"]),
        label=last["label"]["text"],
        above=read,
        picture=picture,
        hint=last.get("hint", {}).get("text", ""),
        options=tuple(_options(element)),
        several=field.kind is FieldKind.MANY,
        needed=not last["optional"],
    )


def _options(element: Json) -> Iterator[str]:
    groups = element.get("option_groups", [element])
    yield from (option["text"]["text"] for group in groups for option in group.get("options", ()))


def _kind(field: Field, element: str) -> str:
    listed = " from a list" if element.endswith("_select") else ""
    match field.kind:
        case FieldKind.READ:
            return ""
        case FieldKind.ONE:
            return f"choose one{listed}"
        case FieldKind.MANY:
            return f"tick any{listed}" + (f", at most {field.most}" if field.most else "")
        case FieldKind.LINE:
            return f"one line, at most {field.max_length} characters"
        case FieldKind.LINES:
            return f"several lines, at most {field.max_length} characters"
        case FieldKind.WHOLE:
            return f"whole number{_ends(field)}"
        case FieldKind.DECIMAL:
            return f"number{_ends(field)}"
        case FieldKind.DATE:
            return "date"
        case FieldKind.TIME:
            return "time"
    assert_never(field.kind)


def _ends(field: Field) -> str:
    if field.least is None or field.greatest is None:
        return ""
    return f", {told(field.least)} to {told(field.greatest)}"


def _sentences(words: Words) -> Sentences:
    """What Slack's adapter says by itself; of these a page of a check-in needs none but in a gap."""
    return Sentences(
        title=words.say("slack.title"),
        close=words.say("pages.close"),
        help_button=words.say("home.help"),
        answered_in_private=words.say("slack.answered"),
        not_here=words.say("slack.stranger"),
        one_moment=words.say("slack.one_moment"),
    )
