"""Lists of blocks, as a message or a view carries them.

Source: docs.slack.dev/reference/block-kit/blocks, checked 2026-11-25.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from adapters.simulator.slack import limits
from adapters.simulator.slack.blockkit import elements, richtext, texts
from adapters.simulator.slack.blockkit.findings import (
    Finding,
    boolean,
    fields,
    items,
    length,
    listed,
    optional_length,
)
from adapters.simulator.slack.ids import new_block_id
from adapters.simulator.slack.record import Json

Surface = Literal["message", "modal", "home"]
FILE_ID = "^[F][A-Z0-9]{8,}$"  # as the platform words it; github.com/slackapi/python-slack-sdk/issues/1521


def check(it: object, surface: Surface, at: str = "/blocks") -> Iterator[Finding]:
    """Everything that is wrong with a list of blocks."""
    most = limits.BLOCKS_A_MESSAGE if surface == "message" else limits.BLOCKS_A_VIEW
    yield from items(it, at, most=most, rule="block-count", least=0)
    for place, block in listed(it):
        yield from _block(block, surface, f"{at}/{place}")
    yield from _twice(it, at)
    markdown = sum(len(str(block.get("text"))) for _, block in listed(it) if _kind(block) == "markdown")
    if markdown > limits.MARKDOWN_BLOCKS:
        message = f"markdown blocks hold more than {limits.MARKDOWN_BLOCKS} characters together"
        yield Finding(rule="markdown-text", at=at, message=message)


def _kind(it: object) -> str:
    return str(it.get("type")) if isinstance(it, dict) else ""


def _block(it: object, surface: Surface, at: str) -> Iterator[Finding]:
    kind = _kind(it)
    if not isinstance(it, dict) or kind not in kinds_for(surface):
        yield Finding(rule="block-type", at=f"{at}/type", message=f"unsupported type: {kind}")
        return
    yield from optional_length(it, "block_id", at, most=limits.ID, rule="block-id")
    yield from _CHECKS[kind](it, at)
    for one in elements_of(it):
        if surface != "modal" and one.get("type") in elements.IN_MODALS_ONLY:
            yield Finding(rule="element-type", at=at, message=f"unsupported element: {one['type']}")
    ids = Counter(one["action_id"] for one in elements_of(it) if "action_id" in one)
    for name, count in ids.items():
        if count > 1:
            yield Finding(rule="action-id-twice", at=at, message=f"`action_id` already exists in this block: {name}")


def _twice(it: object, at: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, block in listed(it):
        name = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(name, str) and name in seen:
            message = f"`block_id` already exists in this surface: {name}"
            yield Finding(rule="block-id-twice", at=f"{at}/{place}/block_id", message=message)
        seen.add(str(name))


def _section(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=("block_id", "text", "fields", "accessory", "expand"))
    if "text" not in it and "fields" not in it:
        yield Finding(rule="block-shape", at=at, message="missing required field: text or fields")
    if "text" in it:
        yield from texts.text(it["text"], f"{at}/text", most=limits.SECTION_TEXT, rule="section-text")
    if "fields" in it:
        yield from items(it["fields"], f"{at}/fields", most=limits.SECTION_FIELDS, rule="section-fields")
    for place, one in listed(it.get("fields")):
        yield from texts.text(one, f"{at}/fields/{place}", most=limits.FIELD_TEXT, rule="section-fields")
    if "accessory" in it:
        yield from _picture_or_element(it["accessory"], f"{at}/accessory")


def _picture_or_element(it: object, at: str) -> Iterator[Finding]:
    if isinstance(it, dict) and it.get("type") == "image":
        yield from _image_element(it, at)
    else:
        yield from elements.element(it, at, among=elements.IN_SECTION)


def _header(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "text"), may=("block_id",))
    yield from texts.text(it.get("text"), f"{at}/text", most=limits.HEADER_TEXT, rule="header-text", kinds=texts.PLAIN)


def _divider(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type",), may=("block_id",))


def _context(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "elements"), may=("block_id",))
    yield from items(it.get("elements"), f"{at}/elements", most=limits.CONTEXT, rule="context-elements")
    for place, one in listed(it.get("elements")):
        where = f"{at}/elements/{place}"
        if isinstance(one, dict) and one.get("type") == "image":
            yield from _image_element(one, where)
        else:
            yield from texts.text(one, where, most=limits.CONTEXT_TEXT, rule="context-text")


def _actions(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "elements"), may=("block_id",))
    yield from items(it.get("elements"), f"{at}/elements", most=limits.ACTIONS, rule="actions-elements")
    for place, one in listed(it.get("elements")):
        yield from elements.element(one, f"{at}/elements/{place}", among=elements.IN_ACTIONS)


def _input(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(
        it, at, needs=("type", "label", "element"), may=("block_id", "hint", "optional", "dispatch_action")
    )
    yield from texts.text(it.get("label"), f"{at}/label", most=limits.LABEL, rule="input-label", kinds=texts.PLAIN)
    yield from texts.optional_text(it, "hint", at, most=limits.LABEL, rule="input-label")
    yield from boolean(it, "optional", at)
    yield from boolean(it, "dispatch_action", at)
    yield from elements.element(it.get("element"), f"{at}/element", among=elements.IN_INPUT)


def _image(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "alt_text"), may=("image_url", "slack_file", "block_id", "title"))
    yield from texts.optional_text(it, "title", at, most=limits.IMAGE_TITLE, rule="image")
    yield from _picture(it, at)


def _image_element(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "alt_text"), may=("image_url", "slack_file"))
    yield from _picture(it, at)


def _picture(it: Json, at: str) -> Iterator[Finding]:
    """Where a picture is, and its words. Whether its file is there is not known here."""
    yield from length(it.get("alt_text"), f"{at}/alt_text", most=limits.ALT_TEXT, rule="image")
    if ("image_url" in it) == ("slack_file" in it):
        yield Finding(rule="image", at=at, message="must provide either image_url or slack_file")
    elif "image_url" in it:
        yield from length(it["image_url"], f"{at}/image_url", most=limits.IMAGE_URL, rule="image")
    else:
        yield from _slack_file(it["slack_file"], f"{at}/slack_file")


def _slack_file(it: object, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=(), may=("id", "url"))
    if not isinstance(it, dict):
        return
    if ("id" in it) == ("url" in it):
        yield Finding(rule="image", at=at, message="must provide either id or url")
    elif "id" in it and not (isinstance(it["id"], str) and re.fullmatch(FILE_ID, it["id"])):
        yield Finding(rule="image", at=f"{at}/id", message=f"input must match regex pattern: {FILE_ID}")
    elif "url" in it:
        yield from length(it["url"], f"{at}/url", most=limits.IMAGE_URL, rule="image")


def _markdown(it: Json, at: str) -> Iterator[Finding]:
    yield from fields(it, at, needs=("type", "text"), may=("block_id",))
    yield from length(it.get("text"), f"{at}/text", most=limits.MARKDOWN_BLOCKS, rule="markdown-text")
    yield from texts.mentions(it.get("text"), f"{at}/text")


_CHECKS: Mapping[str, Callable[[Json, str], Iterator[Finding]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": richtext.check,
}


def kinds_for(surface: Surface) -> frozenset[str]:
    """The blocks that may stand there."""
    return frozenset(_CHECKS) if surface == "message" else frozenset(_CHECKS) - {"markdown"}


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block, in order."""
    match block.get("type"):
        case "actions":
            found = block.get("elements") or []
        case "input":
            found = [block.get("element")]
        case "section":
            found = [block.get("accessory")]
        case _:
            found = []
    return [one for one in found if isinstance(one, dict) and one.get("type") != "image"]


def with_ids(found: list[Json]) -> tuple[Json, ...]:
    """The same blocks; what came without `block_id` or `action_id` has one, as the platform fills them in."""
    return tuple(_with_ids(block) for block in found)


def _with_ids(block: Json) -> Json:
    named: Json = {"block_id": new_block_id(), **block}
    match block.get("type"):
        case "actions":
            named["elements"] = [_named(one) for one in block["elements"]]
        case "input":
            named["element"] = _named(block["element"])
        case "section" if elements_of(block):
            named["accessory"] = _named(block["accessory"])
    return named


def _named(element: Json) -> Json:
    return {"action_id": new_block_id(), **element}
