"""A lab in which everything that people read stands in brackets, so that what does not is seen at once.

Each language has brackets of its own. The gaps of a sentence stay outside them: what is put into one has to bring its
own, unless it is a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from bot.domain.ids import ItemId, Language
from bot.domain.lab import ConsentText, Lab
from bot.domain.message import Message, Picture
from bot.domain.reply import Reply
from bot.domain.sheet import Sheet
from bot.domain.words import Counted, Localised, Template, Words
from tests.builders import ENGLISH, WELSH
from tests.domain.casefile import Case

BRACKETS = {ENGLISH: ("⟦", "⟧"), WELSH: ("⟪", "⟫")}
_GAP = re.compile(r"(\{[a-z_]+\})")
_INSIDE = re.compile(r"⟦[^⟦⟧]*⟧|⟪[^⟪⟫]*⟫")
_TYPED = re.compile(r"word\..*|(?!checkin\.removed).*_typed")  # lists of what can be typed


def in_brackets(text: str, language: Language = ENGLISH) -> str:
    """The text, its gaps left out, in the brackets of its language."""
    opening, closing = BRACKETS[language]
    pieces = (piece if _GAP.fullmatch(piece) else f"{opening}{piece}{closing}" for piece in _GAP.split(text) if piece)
    return "".join(pieces)


def bracketed(lab: Lab) -> Lab:
    """The lab with every sentence of the bot, and everything of its own that people read, in brackets."""
    words: dict[Language, Words] = {}
    for language in BRACKETS:
        said = {key: _sentence(key, text, language) for key, text in lab.words[language].by_key.items()}
        words[language] = replace(lab.words[language], by_key=said, fallback=words.get(ENGLISH))
    found = _all(lab)
    assert isinstance(found, Lab)
    return replace(found, words=words)


def asking(lab: Lab, cases: Iterable[Case]) -> Lab:
    """The lab asking one thing each week: the items of these cases, ``q0`` and so on."""
    study = replace(lab.studies[0], askings=lab.studies[0].askings[:1])
    form = lab.forms[study.askings[0].form]
    items = tuple(replace(case.item, id=ItemId(f"q{at}"), show_if=None) for at, case in enumerate(cases))
    return replace(lab, studies=(study,), forms={form.id: replace(form, items=items, scores=())})


def _sentence(key: str, template: Template, language: Language) -> Template:
    """Lists of what can be typed stay as they are; the first of them, which may be shown, stands in brackets too."""
    match template:
        case Counted(other=other, own=own):
            inside = {form: in_brackets(text, language) for form, text in own.items()}
            return Counted(other=in_brackets(other, language), own=inside)
        case str() if _TYPED.fullmatch(key):
            return f"{in_brackets(template.partition(',')[0], language)},{template}"
    return in_brackets(template, language)


def _all(value: Any) -> Any:  # noqa: ANN401  # whatever a lab is made of
    match value:
        case Localised(by_language=((_, text),)):  # a name, which is the same in every language
            return Localised(tuple((code, in_brackets(text, code)) for code in BRACKETS))
        case Localised(by_language=texts):
            return Localised(tuple((code, in_brackets(text, code)) for code, text in texts))
        case ConsentText(short=short, full=full, language=language):
            return replace(value, short=in_brackets(short, language), full=in_brackets(full, language))
        case Words() | str():
            return value
        case tuple() | list():
            return tuple(map(_all, value))
        case Mapping():
            return {key: _all(one) for key, one in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{one.name: _all(getattr(value, one.name)) for one in fields(value) if one.init})
    return value


def outside(text: str) -> str:
    """What of the text stands in no brackets, as far as there are letters in it."""
    left = _INSIDE.sub("", text)
    return left if any(character.isalpha() for character in left) else ""


# What people see.


def seen(reply: Reply) -> Iterator[str]:
    """Every text of a reply that somebody sees, or has read out."""
    yield reply.toast
    yield from (words for _, words in reply.errors)
    for message in reply.say:
        yield from seen_of(message)
    if reply.sheet is not None:
        yield from _on(reply.sheet)


def seen_of(message: Message) -> Iterator[str]:
    yield message.text.text()
    yield from (choice.label for row in message.rows for choice in row)
    yield from _alt(message.picture)


def _on(sheet: Sheet) -> Iterator[str]:
    yield from (sheet.title, sheet.opening.text(), sheet.submit, sheet.close, sheet.help)
    yield from () if sheet.back is None else (sheet.back.label,)
    for field in sheet.fields:
        yield from (field.label, field.help, *field.options)
        yield from _alt(field.picture)


def _alt(picture: Picture | None) -> Iterator[str]:
    yield from () if picture is None else (picture.alt,)
