"""Fields of a payload, each checked for its type as it is read."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""An object as it comes off the wire."""


class WrongShape(Exception):
    """A field has another type than Slack says. Carries the field's name, never what was in it."""


def words(where: Json, field: str) -> str:
    value = where.get(field)
    if not isinstance(value, str) or not value:
        raise WrongShape(field)
    return value


def optional_words(where: Json, field: str) -> str:
    """The text, or an empty one when there is none."""
    value = where.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongShape(field)
    return value


def thing(where: Json, field: str) -> Json:
    value = where.get(field)
    if not isinstance(value, dict):
        raise WrongShape(field)
    return value


def optional_thing(where: Json, field: str) -> Json:
    """The object, or an empty one when there is none."""
    return {} if where.get(field) is None else thing(where, field)


def things(where: Json, field: str) -> list[Json]:
    value = where.get(field)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise WrongShape(field)
    return value
