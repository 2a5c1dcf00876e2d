"""On which line of a file something stands, for whoever has only the thing and not its node."""

from __future__ import annotations

from adapters.lab.faults import Line
from adapters.lab.yaml12 import Mapping, Node, Scalar, Sequence
from bot.domain.item import Item

Step = str | int


def line_of(root: Node, *path: Step) -> Line:
    """The line of what `path` leads to, key by key and place by place; of the last part of it that is there."""
    at, node = Line(root.line), root
    for step in path:
        found = _below(node, step)
        if found is None:
            break
        at, node = found
    return at


def node_at(root: Node, *path: Step) -> Node | None:
    """What `path` leads to; None when it is not there."""
    node = root
    for step in path:
        found = _below(node, step)
        if found is None:
            return None
        node = found[1]
    return node


def entries(root: Node, *path: Step) -> tuple[Node, ...]:
    """The members of the list that `path` leads to; none when it is not there or no list."""
    node = node_at(root, *path)
    return node.items if isinstance(node, Sequence) else ()


def said(root: Node, *path: Step) -> str:
    """The value that `path` leads to, as it was written; empty when it is not there or not a single value."""
    node = node_at(root, *path)
    return node.text if isinstance(node, Scalar) else ""


def line_of_item(root: Node, item: Item, *path: Step) -> Line:
    """The line of an item of a questionnaire, or of something in it; of an instrument's, where that is placed."""
    place = _place(root, item)
    return line_of(root, "items") if place is None else line_of(root, "items", place, *path)


def node_of_item(root: Node, item: Item, key: str) -> Node | None:
    """The value of a key of an item of a questionnaire's own."""
    place = _place(root, item)
    return None if place is None else node_at(root, "items", place, key)


def _place(root: Node, item: Item) -> int | None:
    """Which entry of the list of items this one comes from."""
    nodes = entries(root, "items")
    if item.instrument is None:
        return next((at for at, one in enumerate(nodes) if said(one, "id") == item.id), None)
    placed = [at for at, one in enumerate(nodes) if said(one, "use") == item.instrument]
    fitting = [at for at in placed if item.id.startswith(said(nodes[at], "prefix"))]
    return max(fitting or placed, key=lambda at: len(said(nodes[at], "prefix")), default=None)


def _below(node: Node, step: Step) -> tuple[Line, Node] | None:
    match node, step:
        case Mapping(entries=entries), str(key):
            return next(((Line(name.line), value) for name, value in entries if name.text == key), None)
        case Sequence(items=items), int(place) if place < len(items):
            return Line(items[place].line), items[place]
    return None
