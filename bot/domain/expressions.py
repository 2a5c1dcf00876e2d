"""The small language of ``show_if``: ``pain >= 4 and 'other' in helped``. Parsed here, never evaluated as Python.

Grammar, loosest first: ``or``, ``and``, ``not``, one comparison (``== != < <= > >= in``), then a name, a number, a
'string', ``answered(name)`` or a parenthesis. A name is an earlier item. A comparison with something skipped or not
asked is false, whatever the operator, ``!=`` included: silence is never evidence.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.answer import Answer, Chosen, Number, UnderReview, Written
from bot.domain.ids import ItemId

MAX_LENGTH = 300  # characters; the format's limit for show_if
_MAX_DEPTH = 20  # nested brackets and nots; far past what a person can read

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<string>'[^']*')|(?P<word>[a-z][a-z0-9_]*)|(?P<sign>==|!=|<=|>=|<|>|\(|\)))"
)
_ORDERINGS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_KEYWORDS = frozenset({"and", "or", "not", "in", "answered"})


@dataclass(frozen=True, slots=True)
class Name:
    item: ItemId


@dataclass(frozen=True, slots=True)
class Literal:
    value: float | str


@dataclass(frozen=True, slots=True)
class Answered:
    item: ItemId


@dataclass(frozen=True, slots=True)
class Compare:
    left: Name | Literal
    sign: str
    right: Name | Literal


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


def holds(expression: Expression, answers: Mapping[ItemId, Answer]) -> bool:
    """Whether the expression is true of `answers`."""
    match expression:
        case Answered(item):
            return isinstance(answers.get(item), Chosen | Number | Written | UnderReview)
        case Compare(left, sign, right):
            return _compare(_value(left, answers), sign, _value(right, answers))
        case Not(inner):
            return not holds(inner, answers)
        case Both(left, right):
            return holds(left, answers) and holds(right, answers)
        case Either(left, right):
            return holds(left, answers) or holds(right, answers)


def _value(side: Name | Literal, answers: Mapping[ItemId, Answer]) -> float | str | None:
    match side:
        case Literal(value):
            return value
        case Name(item):
            match answers.get(item):
                case Chosen(code):
                    return code
                case Number(value):
                    return float(value)
                case _:
                    return None


def _compare(left: float | str | None, sign: str, right: float | str | None) -> bool:
    if left is None or right is None:
        return False
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
                "== != < <= > >= and or not in answered( )"
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

    def side(self) -> Name | Literal:
        token = self.peek()
        if token is not None and token[0] == "'":
            return Literal(self.take()[1:-1])
        if token is not None and token[0].isdigit():
            return Literal(float(self.take()))
        return Name(self.name())

    def name(self) -> ItemId:
        token = self.take()
        if token in _KEYWORDS or not token[0].isalpha():
            raise _Trouble(f"expected the name of an item and found {token!r}")
        return ItemId(token)
