"""A picture as a block, and its words as one where the picture cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters.slack import limits, text
from adapters.slack.fields import Json
from bot.domain.message import Picture

Shown = Mapping[str, str]
"""The name of each picture that can be shown now → the id of its file in the workspace."""

NONE_SHOWN: Final[Shown] = MappingProxyType({})


def drawn(picture: Picture | None, shown: Shown) -> list[Json]:
    """The picture as a block, or its words; nothing where there is no picture."""
    if picture is None:
        return []
    file_id = shown.get(picture.name)
    return [_in_words(picture.alt) if file_id is None else _image(file_id, picture.alt)]


def files_in(said: Json) -> tuple[str, ...]:
    """The ids of the files that are shown by a message, or by the view of a call or an acknowledgement."""
    where = said.get("view", said)
    return tuple(str(block["slack_file"]["id"]) for block in where.get("blocks", ()) if _is_picture(block))


def in_words(said: Json) -> Json:
    """The same with its words in the place of each picture."""
    if "view" in said:
        return {**said, "view": in_words(said["view"])}
    blocks = [_in_words(str(block["alt_text"])) if _is_picture(block) else block for block in said["blocks"]]
    return {**said, "blocks": blocks}


def _image(file_id: str, alt: str) -> Json:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": text.cut(alt, limits.ALT_TEXT)}


def _in_words(alt: str) -> Json:
    return {"type": "context", "elements": [text.plain(alt, limits.ALT_TEXT)]}


def _is_picture(block: Json) -> bool:
    return block.get("type") == "image"
