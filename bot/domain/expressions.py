"""The small language of ``show_if``: ``pain >= 4 and 'other' in helped``. Parsed here, never evaluated as Python.

Grammar, loosest first: ``or``, ``and``, ``not``, one comparison (``== != < <= > >= in``), then a name, a number, a
'string', ``score.name``, ``answered(name)`` or a parenthesis. A name is an earlier item; a score is one of earlier
items. A comparison with something skipped, not asked or not scored is false, whatever the operator, ``!=`` included:
silence is never evidence. Of several options chosen, ``in`` finds one; the other operators find nothing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.answer import Answer, Chosen, Number, Seen, Several, Skipped
from bot.domain.ids import ItemId, OptionCode, ScoreId

SCORE = "score."  # before the name of a score
NO_SCORES: Mapping[ScoreId, float | None] = {}
MAX_LENGTH = 300  # characters; the format's limit for show_if
_MAX_DEPTH = 20  # nested brackets and nots; far past what a person can read

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<string>'[^']*')|(?P<word>(?:score\.)?[a-z][a-z0-9_]*)|(?P<sign>==|!=|<=|>=|<|>|\(|\)))"
)
_ORDERINGS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SILENT = (Skipped, Seen, type(None))
_Value = float | str | frozenset[OptionCode] | None
_KEYWORDS = frozenset({"and", "or", "not", "in", "answered"})


@dataclass(frozen=True, slots=True)
class Name:
    item: ItemId


@dataclass(frozen=True, slots=True)
class ScoreName:
    score: ScoreId


@dataclass(frozen=True, slots=True)
class Literal:
    value: float | str


@dataclass(frozen=True, slots=True)
class Answered:
    item: ItemId


@dataclass(frozen=True, slots=True)
class Compare:
    left: Side
    sign: str
    right: Side


@dataclass(frozen=True, slots=True)
class Not:
    inner: Expression


@dataclass(frozen=True, slots=True)
class Both:
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Either:
    left: Expression
    right: Expression


Side = Name | ScoreName | Literal
Expression = Answered | Compare | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Malformed:
    """Why a text is not an expression, in words for its author."""

    why: str


def parse(text: str) -> Expression | Malformed:
    """The expression that `text` says, or why it says none."""
    if len(text) > MAX_LENGTH:
        return Malformed(f"longer than {MAX_LENGTH} characters")
    tokens = _tokens(text)
    if isinstance(tokens, Malformed):
        return tokens
    parser = _Parser(tokens)
    try:
        expression = parser.either(0)
        parser.end()
    except _Trouble as trouble:
        return Malformed(str(trouble))
    return expression


def names(expression: Expression) -> frozenset[ItemId]:
    """Every item that the expression looks at."""
    match expression:
        case Answered(item):
            return frozenset({item})
        case Compare(left, _, right):
            return frozenset(side.item for side in (left, right) if isinstance(side, Name))
        case Not(inner):
            return names(inner)
        case Both(left, right) | Either(left, right):
            return names(left) | names(right)


def scores_in(expression: Expression) -> frozenset[ScoreId]:
    """Every score that the expression looks at."""
    match expression:
        case Answered():
            return frozenset()
        case Compare(left, _, right):
            return frozenset(side.score for side in (left, right) if isinstance(side, ScoreName))
        case Not(inner):
            return scores_in(inner)
        case Both(left, right) | Either(left, right):
            return scores_in(left) | scores_in(right)


def holds(
    expression: Expression, answers: Mapping[ItemId, Answer], scores: Mapping[ScoreId, float | None] = NO_SCORES
) -> bool:
    """Whether the expression is true of `answers`, and of `scores` where it looks at any."""
    match expression:
        case Answered(item):
            return not isinstance(answers.get(item), _SILENT)
        case Compare(left, sign, right):
            return _compare(_value(left, answers, scores), sign, _value(right, answers, scores))
        case Not(inner):
            return not holds(inner, answers, scores)
        case Both(left, right):
            return holds(left, answers, scores) and holds(right, answers, scores)
        case Either(left, right):
            return holds(left, answers, scores) or holds(right, answers, scores)


def _value(side: Side, answers: Mapping[ItemId, Answer], scores: Mapping[ScoreId, float | None]) -> _Value:
    match side:
        case Literal(value):
            return value
        case ScoreName(score):
            return scores.get(score)
        case Name(item):
            match answers.get(item):
                case Chosen(code):
                    return code
                case Several(codes):
                    return frozenset(codes)
                case Number(value):
                    return float(value)
                case _:
                    return None


def _compare(left: _Value, sign: str, right: _Value) -> bool:
    if left is None or right is None:
        return False
    if isinstance(left, frozenset) or isinstance(right, frozenset):
        return sign == "in" and isinstance(right, frozenset) and left in right
    if sign in {"==", "in"}:  # one answer is a set of one: 'other' in helped
        return left == right
    if sign == "!=":
        return left != right
    if isinstance(left, str) or isinstance(right, str):
        return False
    return _ORDERINGS[sign](left, right)


def _tokens(text: str) -> list[str] | Malformed:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            return Malformed(
                f"cannot read {text[at:].strip()[:12]!r}; allowed are names, numbers, 'strings', "
                "== != < <= > >= and or not in answered( ) score.name"
            )
        found.append(match.group().strip())
        at = match.end()
    return found or Malformed("empty")


class _Trouble(Exception):
    """Carries the reason out of the recursive descent; never leaves this module."""


@dataclass(slots=True)
class _Parser:
    tokens: list[str]
    at: int = 0

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> str:
        token = self.peek()
        if token is None:
            raise _Trouble("ends too early")
        self.at += 1
        return token

    def expect(self, wanted: str) -> None:
        if (token := self.take()) != wanted:
            raise _Trouble(f"expected {wanted!r} and found {token!r}")

    def end(self) -> None:
        if (token := self.peek()) is not None:
            raise _Trouble(f"did not expect {token!r}")

    def either(self, depth: int) -> Expression:
        left = self.both(depth)
        while self.peek() == "or":
            self.take()
            left = Either(left, self.both(depth))
        return left

    def both(self, depth: int) -> Expression:
        left = self.single(depth)
        while self.peek() == "and":
            self.take()
            left = Both(left, self.single(depth))
        return left

    def single(self, depth: int) -> Expression:
        if depth > _MAX_DEPTH:
            raise _Trouble("nested too deeply")
        match self.peek():
            case "not":
                self.take()
                return Not(self.single(depth + 1))
            case "(":
                self.take()
                inner = self.either(depth + 1)
                self.expect(")")
                return inner
            case "answered":
                self.take()
                self.expect("(")
                item = self.name()
                self.expect(")")
                return Answered(item)
        return self.comparison()

    def comparison(self) -> Compare:
        left = self.side()
        sign = self.take()
        if sign not in {"==", "!=", "in", *_ORDERINGS}:
            raise _Trouble(f"expected a comparison after the first value and found {sign!r}")
        return Compare(left, sign, self.side())

    def side(self) -> Side:
        token = self.peek()
        if token is not None and token[0] == "'":
            return Literal(self.take()[1:-1])
        if token is not None and token[0].isdigit():
            return Literal(float(self.take()))
        if token is not None and token.startswith(SCORE):
            return ScoreName(ScoreId(self.take().removeprefix(SCORE)))
        return Name(self.name())

    def name(self) -> ItemId:
        token = self.take()
        if token in _KEYWORDS or not token[0].isalpha() or token.startswith(SCORE):
            raise _Trouble(f"expected the name of an item and found {token!r}")
        return ItemId(token)
