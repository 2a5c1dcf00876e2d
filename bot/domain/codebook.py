"""The codebook: what each variable of a questionnaire means. Its one source is the questionnaire itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bot.domain.answer import MissingCode
from bot.domain.columns import column, grain, released_items, released_scores, role_of
from bot.domain.counting import ends_of
from bot.domain.ids import ItemId, Language
from bot.domain.item import Item
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.release import written
from bot.domain.scoring import Score
from bot.domain.scoring_words import bands, method, title
from bot.domain.several import MultiChoice
from bot.domain.words import Words

MISSING: tuple[tuple[int, str], ...] = (
    (MissingCode.PREFER_NOT_TO_SAY.value, "prefer not to say"),
    (MissingCode.SKIPPED.value, "skipped"),
    (MissingCode.NOT_ASKED.value, "not asked"),
    (MissingCode.WITHHELD.value, "withheld"),
    (MissingCode.NOT_SCORED.value, "not scored: too few answers"),
)

_Values = tuple[tuple[str, str, str], ...]
_CHOSEN: _Values = (("1", "1", "chosen"), ("0", "0", "not chosen"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """One column. `values` are (code, number or empty, label); `low` and `high` are the ends of a scale or a number.

    `unit` is a code of UCUM (ucum.org). `grain` is a ``columns.Grain``: how exactly a date or a time is told.
    `instrument` is where the item came from, such as ``phq-4@1``. `method` says in words how a score is made; the
    `values` of a score are the names of its bands. Each of these is empty where it does not apply.
    """

    name: str
    kind: str
    label: str
    role: str
    values: _Values = ()
    low: int | float | None = None
    high: int | float | None = None
    unit: str = ""
    grain: str = ""
    instrument: str = ""
    method: str = ""


def variables(form: Questionnaire, words: Words) -> tuple[Variable, ...]:
    """The variables of a form that researchers get, in order, in its first language.

    `words` are the bot's sentences in that language: the parts of the body have their names there.
    """
    items = (one for item in released_items(form) for one in _of_item(item, form.languages[0], words))
    return (*items, *(_of_score(score, form) for score in released_scores(form)))


def to_json(form: Questionnaire, words: Words) -> str:
    """The codebook as JSON, the same text for the same questionnaire."""
    entries = [asdict(one) for one in variables(form, words)]
    return json.dumps({"title": form.title.text(form.languages[0]), "variables": entries}, ensure_ascii=False)


def from_json(text: str) -> tuple[str, tuple[Variable, ...]]:
    """Title and variables, whichever version of Labbot wrote them.

    Raises ValueError when `text` is no codebook of ours.
    """
    book = json.loads(text)
    try:
        return str(book["title"]), tuple(
            Variable(
                name=one["name"],
                kind=one["kind"],
                label=one["label"],
                role=one["role"],
                values=tuple((str(code), str(value), str(label)) for code, value, label in one["values"]),
                low=one["low"],
                high=one["high"],
                # The first codebooks had none of these.
                unit=one.get("unit", ""),
                grain=one.get("grain", ""),
                instrument=one.get("instrument", ""),
                method=one.get("method", ""),
            )
            for one in book["variables"]
        )
    except (KeyError, TypeError) as error:
        raise ValueError("the codebook kept in research cannot be read by this version of Labbot") from error


def _of_item(item: Item, language: Language, words: Words) -> Iterator[Variable]:
    """The item's variable, or one for each of its options; their labels say the question and the option."""
    kind = kind_of(item)
    if not isinstance(kind, MultiChoice):
        yield _variable(item, column(item), _label(item, language), _values(item, language))
        return
    for option in kind.options(item, words):
        label = f"{_label(item, language)} – {option.text.text(language)}"
        yield _variable(item, column(item, option.code), label, _CHOSEN)


def _variable(item: Item, name: ItemId, label: str, values: _Values) -> Variable:
    told, (low, high) = grain(item), _ends(item)
    return Variable(
        name=name,
        kind=item.kind,
        label=label,
        role=item.role.value,
        values=values,
        low=low,
        high=high,
        unit="" if item.unit is None else item.unit.code,
        grain="" if told is None else told.value,
        instrument=item.instrument or "",
    )


def _label(item: Item, language: Language) -> str:
    """The question, after the line that it shares with others."""
    return " ".join(text.text(language) for text in (item.stem, item.text) if text is not None)


def _ends(item: Item) -> tuple[int | float | None, int | float | None]:
    """The least and the greatest number that an answer can be; None for what is no number."""
    match item.kind:
        case "scale":
            return item.minimum, item.maximum
        case "integer" | "decimal":
            return ends_of(item)
        case "time":
            return 0, 23
    return None, None


def _values(item: Item, language: Language) -> _Values:
    match item.kind:
        case "single_choice":
            return tuple((option.code, _number(option.value), option.text.text(language)) for option in item.options)
        case "yes_no":
            return (("yes", "1", "Yes"), ("no", "0", "No"))
        case "scale":
            return tuple((str(point), str(point), text.text(language)) for point, text in item.anchors)
    return ()


def _number(value: float | None) -> str:
    return "" if value is None else written(value)


def _of_score(score: Score, form: Questionnaire) -> Variable:
    low, high = score.range or (None, None)
    instruments = {form.item(item).instrument or "" for item in score.items}
    return Variable(
        name=score.id,
        kind="score",
        label=title(score),
        role=role_of(score, form).value,
        values=bands(score, form.languages[0]),
        low=low,
        high=high,
        instrument=instruments.pop() if len(instruments) == 1 else "",
        method=method(score),
    )
