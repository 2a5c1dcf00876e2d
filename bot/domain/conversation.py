"""One person in one check-in: where they are, what they have said, and the record form in which that waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.answer import Answer, from_record, to_record
from bot.domain.expressions import names
from bot.domain.ids import FormId, ItemId, Language
from bot.domain.questionnaire import FormVersion, Item, Questionnaire
from bot.domain.questions import kind_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A check-in under way. `at` is the item that is open, or None on the closing page. `sent` ends it."""

    form: FormVersion
    language: Language
    at: ItemId | None
    answers: tuple[tuple[ItemId, Answer], ...] = ()
    sent: bool = False

    def given(self) -> dict[ItemId, Answer]:
        return dict(self.answers)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Items that are shown together. A platform says how many fit: one in a chat, many in a form."""

    items: tuple[Item, ...]
    number: int
    of: int


def page(talk: Conversation, form: Questionnaire, capacity: int = 1) -> Page:
    """The open item with as many after it as fit `capacity` and cannot change which items follow.

    An item that some ``show_if`` could look at ends its page. Progress counts questions, not statements.
    """
    path = form.path(talk.given())
    looked_at = {name for item in form.items if item.show_if is not None for name in names(item.show_if)}
    questions = [item for item in path if item.kind != "statement"]
    if talk.at is None:
        return Page(items=(), number=len(questions), of=len(questions))
    first = next(at for at, item in enumerate(path) if item.id == talk.at)
    together = [path[first]]
    for item in path[first + 1 :]:
        if len(together) >= capacity or together[-1].id in looked_at or item.show_if is not None:
            break
        together.append(item)
    before = sum(1 for item in path[: first + 1] if item.kind != "statement")
    return Page(items=tuple(together), number=max(before, 1), of=max(len(questions), 1))


def record(talk: Conversation, form: Questionnaire) -> dict[ItemId, Answer]:
    """The answers that count: those to items on the path, whatever was said on branches left again."""
    given = talk.given()
    return {item.id: given[item.id] for item in form.path(given) if item.id in given and item.kind != "statement"}


def to_json(talk: Conversation) -> dict[str, object]:
    """The conversation as plain JSON values; `from_json` gives the same conversation back."""
    return {
        "form": [talk.form.form, talk.form.version, talk.form.sha256],
        "lang": talk.language,
        "at": talk.at,
        "answers": [[item, to_record(answer)] for item, answer in talk.answers],
        "sent": talk.sent,
    }


def from_json(record: Mapping[str, object]) -> Conversation:
    """The conversation that `to_json` wrote. Raises ValueError, without content, for anything else."""
    match record:
        case {
            "form": [str(form), str(version), str(sha256)],
            "lang": str(language),
            "at": (str() | None) as at,
            "answers": list(answers),
            "sent": bool(sent),
        }:
            return Conversation(
                form=FormVersion(form=FormId(form), version=version, sha256=sha256),
                language=Language(language),
                at=None if at is None else ItemId(at),
                answers=tuple(map(_answer_from_json, answers)),
                sent=sent,
            )
    raise ValueError("not a conversation record: the vault and this version of Labbot do not fit together")


def _answer_from_json(pair: object) -> tuple[ItemId, Answer]:
    match pair:
        case [str(item), dict(answer)]:
            return ItemId(item), from_record(answer)
    raise ValueError("not an answer record: the vault and this version of Labbot do not fit together")


def longest_json(form: Questionnaire) -> int:
    """An upper bound, in bytes, for the JSON of any conversation on this form."""
    fixed = 400  # names, language, hash, position
    return fixed + sum(16 + len(item.id) + kind_of(item).longest(item) for item in form.items)
