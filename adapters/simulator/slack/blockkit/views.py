"""Modals and App Homes against the platform's limits.

Sources: docs.slack.dev/reference/views/modal-views and /home-tab-views, docs.slack.dev/reference/methods/views.open,
checked 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from adapters.simulator.slack import limits
from adapters.simulator.slack.blockkit import blocks, texts
from adapters.simulator.slack.blockkit.findings import Finding, fields, listed, optional_length
from adapters.simulator.slack.record import Json

_COMMON = ("private_metadata", "callback_id", "external_id")
_MODAL = (*_COMMON, "submit", "close", "clear_on_close", "notify_on_close")


def check(it: object, *, kind: str, at: str = "/view") -> Iterator[Finding]:
    """Everything that is wrong with a view of this kind ("modal" or "home")."""
    if not isinstance(it, dict) or it.get("type") != kind:
        yield Finding(rule="view-type", at=f"{at}/type", message=f"must be {kind}")
        return
    sizes = {"private_metadata": limits.PRIVATE_METADATA, "callback_id": limits.ID, "external_id": limits.ID}
    for name, most in sizes.items():
        yield from optional_length(it, name, at, most=most, rule=name.replace("_", "-"), least=0)
    if kind == "modal":
        yield from _modal(it, at)
        yield from blocks.check(it.get("blocks"), "modal", f"{at}/blocks")
    else:
        yield from fields(it, at, needs=("type", "blocks"), may=_COMMON)
        yield from blocks.check(it.get("blocks"), "home", f"{at}/blocks")


def _modal(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "title", "blocks"), may=_MODAL)
    for name in ("title", "submit", "close"):
        yield from texts.optional_text(it, name, at, most=limits.VIEW_TITLE, rule=f"modal-{name}")
    if "submit" not in it and any(_is_input(block) for _, block in listed(it.get("blocks"))):
        yield Finding(rule="submit-missing", at=at, message="missing required field: submit")


def _is_input(block: object) -> bool:
    return isinstance(block, dict) and block.get("type") == "input"


def is_too_large(it: Json) -> bool:
    return len(orjson.dumps(it)) > limits.VIEW_BYTES


def reused(old: tuple[Json, ...], new: tuple[Json, ...]) -> Iterator[Finding]:
    """Blocks that changed under an id that stayed: the platform may go on showing, and sending, the old content.

    Sources: docs.slack.dev/reference/block-kit/blocks, `block_id`; github.com/slackapi/bolt-js/issues/290, checked
    2026-11-25.
    """
    before = {block["block_id"]: block for block in old}
    for place, block in enumerate(new):
        known = before.get(block["block_id"])
        if known is not None and _content(known) != _content(block):
            message = "the block has other content under the same block_id"
            yield Finding(rule="block-id-reused", at=f"/blocks/{place}/block_id", message=message, refused=False)


def _content(it: object) -> object:
    """A block without its ids, which may have been filled in."""
    if isinstance(it, dict):
        return {key: _content(value) for key, value in it.items() if key not in ("block_id", "action_id")}
    return [_content(one) for one in it] if isinstance(it, list) else it
