"""A secret shows itself nowhere but where it is asked to."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass
from pprint import pformat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Written
from bot.domain.secret import Secret

CANARY = "canary-7f3a"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Something that holds a secret, as a log line would meet it."""

    address: Secret
    size: int = 1


WAYS: dict[str, Callable[[Secret], str]] = {
    "repr": repr,
    "str": str,
    "ascii": ascii,
    "format": format,
    "an f-string": lambda secret: f"{secret}",
    "an f-string with repr": lambda secret: f"{secret!r:>80}",
    "str.format": "{} {0!s}".replace("{}", "{0}").format,
    "a percent sign": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031  # it is what is tried
    "a list": lambda secret: repr([secret]),
    "a dictionary": lambda secret: repr({secret: secret}),
    "a dataclass": lambda secret: repr(Letter(address=secret)),
    "a dataclass in an f-string": lambda secret: f"{Letter(address=secret)} {Written(secret)}",
    "pretty printing": lambda secret: pformat([Letter(address=secret), Written(secret)], width=20),
    "an exception": lambda secret: "".join(traceback.format_exception(ValueError(secret, Letter(address=secret)))),
    "a log record": lambda secret: logging.LogRecord("x", 20, "x", 1, "%s", (secret,), None).getMessage(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_not_shown_by(way: str) -> None:
    shown = WAYS[way](Secret(CANARY))
    assert CANARY not in shown
    assert shown, "something stands in its place"


@given(st.text())
def test_only_its_length_is_shown(text: str) -> None:
    assert repr(Secret(text)) == str(Secret(text)) == f"{Secret(text)}" == f"Secret({len(text)} characters)"


def test_what_cannot_show_it_fails_without_its_text() -> None:
    with pytest.raises(TypeError) as in_a_column:
        f"{Secret(CANARY):>80}"
    with pytest.raises(TypeError) as as_json:
        json.dumps(Secret(CANARY))
    assert CANARY not in f"{in_a_column.value} {as_json.value}"


@given(st.text(), st.text())
def test_a_secret_gives_its_text_when_asked_and_compares_by_it(text: str, other: str) -> None:
    assert Secret(text).reveal() == text
    assert len(Secret(text)) == len(text)
    assert (Secret(text) == Secret(other)) == (text == other)
    assert hash(Secret(text)) == hash(Secret(text))
    unwrapped: object = text
    assert Secret(text) != unwrapped


def test_a_secret_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Secret(CANARY)._text = "other"  # type: ignore[misc]  # it is what is tried
