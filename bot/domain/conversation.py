"""One person in one check-in: where they are, what they have said, and the record form in which that waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.domain.answer import Answer, from_record, to_record
from bot.domain.ids import FormId, ItemId, Language
from bot.domain.item import Item
from bot.domain.questionnaire import FormVersion, Questionnaire
from bot.domain.questions import kind_of


class Presentation(Enum):
    """How the questions were put, which can colour how they are answered."""

    ONE_AT_A_TIME = "one_at_a_time"
    PAGES = "pages"


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A check-in under way. `at` is the item that is open, or None on the closing page. `sent` ends it.

    Where questions are put on pages, `at` is an item of the open page. `draft` is what has been put together so far as
    the answer to the item at `at`, until Done. A `shorter` check-in asks the core items only.
    """

    form: FormVersion
    language: Language
    at: ItemId | None
    answers: tuple[tuple[ItemId, Answer], ...] = ()
    sent: bool = False
    presentation: Presentation = Presentation.ONE_AT_A_TIME
    draft: Answer | None = None
    shorter: bool = False

    def given(self) -> dict[ItemId, Answer]:
        return dict(self.answers)

    def path(self, form: Questionnaire) -> tuple[Item, ...]:
        """The items that this person is shown, in order."""
        return form.path(self.given(), shorter=self.shorter)

    def answered(self, item: ItemId, answer: Answer) -> Conversation:
        """The same check-in with this answer to `item`, and no draft."""
        return replace(self, answers=tuple({**self.given(), item: answer}.items()), draft=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Items that are shown together, after `before` other pages of `pages`. No items: the closing page."""

    items: tuple[Item, ...]
    before: int
    pages: tuple[tuple[Item, ...], ...]


def page(talk: Conversation, form: Questionnaire, fits: int) -> Page:
    """The open page, where a page holds at most `fits` items; only items on the path are on it."""
    on_path = {item.id for item in talk.path(form)}
    shown = [tuple(item for item in run if item.id in on_path) for run in form.pages(fits)]
    pages = tuple(run for run in shown if run)
    for before, items in enumerate(pages):
        if any(item.id == talk.at for item in items):
            return Page(items=items, before=before, pages=pages)
    return Page(items=(), before=len(pages), pages=pages)


def progress(path: Sequence[Item], at: ItemId) -> tuple[int, int]:
    """Which question of the path is open, of how many. Statements do not count."""
    questions = before = 0
    for item in path:
        questions += item.kind != "statement"
        if item.id == at:
            before = questions
    return max(before, 1), max(questions, 1)


def record(talk: Conversation, form: Questionnaire) -> dict[ItemId, Answer]:
    """The answers that count: those to items on the path, whatever was said on branches left again."""
    given = talk.given()
    return {item.id: given[item.id] for item in talk.path(form) if item.id in given and item.kind != "statement"}


def to_json(talk: Conversation) -> dict[str, object]:
    """The conversation as plain JSON values; `from_json` gives the same conversation back."""
    record: dict[str, object] = {
        "form": [talk.form.form, talk.form.version, talk.form.sha256],
        "lang": talk.language,
        "at": talk.at,
        "answers": [[item, to_record(answer)] for item, answer in talk.answers],
        "sent": talk.sent,
        "as": talk.presentation.value,
    }
    if talk.draft is not None:
        record["draft"] = to_record(talk.draft)
    if talk.shorter:
        record["short"] = True
    return record


def from_json(record: Mapping[str, object]) -> Conversation:
    """The conversation that `to_json` wrote. Raises ValueError, without content, for anything else."""
    match record:
        case {
            "form": [str(form), str(version), str(sha256)],
            "lang": str(language),
            "at": (str() | None) as at,
            "answers": list(answers),
            "sent": bool(sent),
            "as": str(presentation),
        }:
            return Conversation(
                form=FormVersion(form=FormId(form), version=version, sha256=sha256),
                language=Language(language),
                at=None if at is None else ItemId(at),
                answers=tuple(map(_answer_from_json, answers)),
                sent=sent,
                presentation=Presentation(presentation),
                draft=_draft_from_json(record.get("draft")),
                shorter=record.get("short") is True,
            )
    raise ValueError("not a conversation record: the vault and this version of Labbot do not fit together")


def _draft_from_json(draft: object) -> Answer | None:
    """The draft; check-ins of versions before there were drafts have none."""
    return from_record(draft) if isinstance(draft, dict) else None


def _answer_from_json(pair: object) -> tuple[ItemId, Answer]:
    match pair:
        case [str(item), dict(answer)]:
            return ItemId(item), from_record(answer)
    raise ValueError("not an answer record: the vault and this version of Labbot do not fit together")


def longest_json(form: Questionnaire) -> int:
    """An upper bound, in bytes, for the JSON of any conversation on this form."""
    fixed = 470  # names, language, hash, position, presentation, length
    sizes = [kind_of(item).longest(item) for item in form.items]
    return fixed + sum(16 + len(item.id) for item in form.items) + sum(sizes) + max(sizes)  # one may have a draft too
