"""Words put into the slots of an instrument's items, as if they had stood in its file all along.

So an item is read and checked in one way only, wherever its words came from. What is put in keeps its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass

from adapters.lab.places import entries, node_at, said
from adapters.lab.yaml12 import Mapping, Node, Scalar, Sequence

_OF_ITEM = ("text", "help", "anchors")
_OF_OPTION = ("text",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of one item, unread: `texts` by its keys, `options` by their codes. `line` is where they begin."""

    line: int
    texts: Map[str, Node]
    options: Map[str, Node]


def filled(item: Node, words: Words) -> Node:
    """The item with `words` in its slots; anything that is no map stays as it is."""
    if not isinstance(item, Mapping):
        return item
    shape = tuple((key, _options(value, words) if key.text == "options" else value) for key, value in item.entries)
    return Mapping((*shape, *_keys(words.texts)), words.line)


def codes(item: Node) -> tuple[str, ...]:
    """The codes of the item's options, in order."""
    return tuple(said(option, "code") for option in entries(item, "options"))


def codes_as_words(item: Node) -> Words:
    """What stands in slots as long as they are empty: the item's id, its codes, the ends of its scale."""
    ends = [end for key in ("min", "max") if isinstance(end := node_at(item, key), Scalar)]
    anchors = Mapping(tuple((end, _text(end.text, item)) for end in ends), item.line)
    return Words(
        line=item.line,
        texts={"text": _text(said(item, "id") or "?", item)}
        | ({"anchors": anchors} if said(item, "type") == "scale" else {}),
        options={code: _text(code, item) for code in codes(item)},
    )


def words_in(item: Node) -> Iterator[Node]:
    """Whatever stands where a slot should be."""
    for node, keys in ((item, _OF_ITEM), *((option, _OF_OPTION) for option in entries(item, "options"))):
        yield from (found for key in keys if (found := node_at(node, key)) is not None)


def _options(options: Node, words: Words) -> Node:
    if not isinstance(options, Sequence):
        return options
    return Sequence(tuple(_option(option, words) for option in options.items), words.line)


def _option(option: Node, words: Words) -> Node:
    text = words.options.get(said(option, "code"))
    if text is None or not isinstance(option, Mapping):
        return option
    return Mapping((*option.entries, *_keys({"text": text})), text.line)


def _keys(values: Map[str, Node]) -> tuple[tuple[Scalar, Node], ...]:
    return tuple((Scalar(key, True, value.line), value) for key, value in values.items())


def _text(said: str, at: Node) -> Scalar:
    return Scalar(said, False, at.line)
