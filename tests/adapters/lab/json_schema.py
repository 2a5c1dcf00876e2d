"""The part of JSON Schema 2020-12 that the published schema uses. A word that is not in here fails, and is no comment.

Source: json-schema.org/draft/2020-12/json-schema-validation, checked on 2026-11-25.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Any
"""Whatever JSON can hold."""
Schema = bool | Mapping[str, Any]

_SAYS_NOTHING = {"$schema", "$defs", "title", "description", "then", "else"}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


@dataclass(frozen=True, slots=True)
class JsonSchema:
    """A whole schema, with the definitions that its ``$ref`` look into."""

    whole: Mapping[str, Any]

    def mistakes(self, value: Json) -> list[str]:
        """What of `value` the schema refuses, each with its place."""
        return list(self._mistakes(value, self.whole, ""))

    def fits(self, value: Json, schema: Schema) -> bool:
        return next(self._mistakes(value, schema, ""), None) is None

    def _mistakes(self, value: Json, schema: Schema, at: str) -> Iterator[str]:
        if isinstance(schema, bool):
            yield from () if schema else (f"{at}: nothing may stand here",)
            return
        for word in sorted(schema.keys() - _SAYS_NOTHING):
            if word in _ALONE:
                of, holds = _ALONE[word]
                if _is(of, value) and not holds(schema[word], value):
                    yield f"{at}: {word} {schema[word]!r}"
            else:
                for inner, below, place in _parts(self, word, value, schema):
                    yield from self._mistakes(inner, below, f"{at}{place}")


def keys_of(schema: Mapping[str, Any]) -> set[str]:
    """The keys that an object of this schema may have."""
    assert schema["additionalProperties"] is False
    return set(schema["properties"])


def _parts(of: JsonSchema, word: str, value: Json, schema: Mapping[str, Any]) -> list[tuple[Json, Schema, str]]:
    """What else must fit what else, and where, for `value` to keep the rule of `word`."""
    said = schema[word]
    match word:
        case "$ref":
            return [(value, of.whole["$defs"][said.removeprefix("#/$defs/")], "")]
        case "allOf":
            return [(value, one, "") for one in said]
        case "anyOf":
            return [(value, any(of.fits(value, one) for one in said), "")]
        case "not":
            return [(value, not of.fits(value, said), "")]
        case "if":
            return [(value, schema.get("then" if of.fits(value, said) else "else", True), "")]
        case "items":
            return [(one, said, f"/{place}") for place, one in enumerate(value)] if _is("array", value) else []
    return _keys(word, value, schema) if _is("object", value) else []


def _keys(word: str, value: Json, schema: Mapping[str, Any]) -> list[tuple[Json, Schema, str]]:
    said, named = schema[word], schema.get("properties", {}).keys()
    match word:
        case "properties":
            return [(value[key], said[key], f"/{key}") for key in value.keys() & named]
        case "additionalProperties":
            return [(value[key], said, f"/{key}") for key in value.keys() - named]
        case "propertyNames":
            return [(key, said, f"/{key}") for key in value]
    raise AssertionError(f"the schema says '{word}', which this reader does not know")


def _is(name: str, value: Json) -> bool:
    match name, value:
        case "any", _:
            return True
        case "integer", float():  # 1.0 is whole
            return value.is_integer()
        case "integer" | "number", bool():
            return False
    return isinstance(value, _TYPES[name])


def _is_one_of(types: str | list[str], value: Json) -> bool:
    return any(_is(one, value) for one in ([types] if isinstance(types, str) else types))


def _is_same(one: Json, other: Json) -> bool:
    """JSON knows 0 from false, and Python does not."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _are_unlike(values: list[Json]) -> bool:
    return not any(_is_same(one, other) for place, one in enumerate(values) for other in values[:place])


_ALONE: Mapping[str, tuple[str, Callable[[Any, Json], bool]]] = {
    "type": ("any", _is_one_of),
    "const": ("any", _is_same),
    "enum": ("any", lambda said, value: any(_is_same(one, value) for one in said)),
    "required": ("object", lambda said, value: set(said) <= value.keys()),
    "minProperties": ("object", lambda said, value: len(value) >= said),
    "minItems": ("array", lambda said, value: len(value) >= said),
    "maxItems": ("array", lambda said, value: len(value) <= said),
    "uniqueItems": ("array", lambda said, value: not said or _are_unlike(value)),
    "maxLength": ("string", lambda said, value: len(value) <= said),
    "pattern": ("string", lambda said, value: re.search(said, value) is not None),
    "minimum": ("number", lambda said, value: bool(value >= said)),
    "maximum": ("number", lambda said, value: bool(value <= said)),
    "exclusiveMinimum": ("number", lambda said, value: bool(value > said)),
}
"""The rules that look at a value by itself, each with the type of value that it is about."""
