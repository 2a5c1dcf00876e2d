"""The words and blocks of a message, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.simulator.slack import files, limits
from adapters.simulator.slack.blockkit import blocks, shown, texts
from adapters.simulator.slack.blockkit.findings import Finding
from adapters.simulator.slack.platform import Platform
from adapters.simulator.slack.record import Json, Refusal

NO_FALLBACK = "This content can't be displayed."


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a message says: its text and its blocks, with ids filled in."""

    text: str
    blocks: tuple[Json, ...]


def read(slack: Platform, method: str, params: Json) -> Words | Refusal:
    """The words of a call; the first thing that the platform would refuse is refused."""
    if (refusal := _conflict(params)) is not None:
        return refusal
    text, found = str(params.get("markdown_text") or params.get("text") or ""), params.get("blocks") or []
    if not isinstance(found, list) or not all(isinstance(block, dict) for block in found):
        return slack.broken(method, "block-shape", "blocks are not a list", error="invalid_blocks_format")
    if not text and not found:
        return slack.broken(method, "no-text", "nothing to show", error="no_text")
    slack.note(method, _regretted(params, found), error="")
    if (refusal := slack.note(method, _text(method, params), error="msg_too_long")) is not None:
        return refusal
    problems = (*blocks.check(found, "message"), *files.unusable(slack, found, "/blocks"))
    if (refusal := slack.note(method, problems, error="invalid_blocks")) is not None:
        return refusal
    return _counted(slack, method, Words(text=text[: limits.TEXT_CUT] or NO_FALLBACK, blocks=blocks.with_ids(found)))


def _conflict(params: Json) -> Refusal | None:
    if "markdown_text" in params and ("text" in params or "blocks" in params):
        return Refusal(error="markdown_text_conflict")
    if params.get("as_user"):
        return Refusal(error="as_user_not_supported")
    if params.keys() & {"username", "icon_emoji", "icon_url"}:
        return Refusal(error="missing_scope", more={"needed": "chat:write.customize"})
    metadata = params.get("metadata")
    if metadata is not None and not (isinstance(metadata, dict) and {"event_type", "event_payload"} <= metadata.keys()):
        return Refusal(error="invalid_metadata_format")
    return None


def _regretted(params: Json, found: list[Json]) -> Iterator[Finding]:
    """What the platform lets pass and a bot regrets."""
    if found and not params.get("text"):
        message = "screen readers and notifications read the text only"
        yield Finding(rule="text-missing", at="/text", message=message, refused=False)
    if params.get("link_names") or params.get("parse") == "full":
        yield Finding(rule="live-mention", at="/link_names", message="makes every @name live", refused=False)
    if params.get("attachments"):
        yield Finding(rule="attachments", at="/attachments", message="are not played, nor checked", refused=False)


def _text(method: str, params: Json) -> Iterator[Finding]:
    """The words outside blocks. A message may be longer than a change of it may be."""
    if "markdown_text" in params:
        name, most, refused = "markdown_text", limits.MARKDOWN_TEXT, True
    else:
        name, most, refused = "text", limits.TEXT, method == "chat.update"
    value = str(params.get(name) or "")
    if len(value) > most:
        message = f"{len(value)} of {most} characters"
        yield Finding(rule="text-too-long", at=f"/{name}", message=message, refused=refused)
    yield from texts.mrkdwn(value, "/text") if name == "text" else texts.mentions(value, f"/{name}")


def _counted(slack: Platform, method: str, words: Words) -> Words | Refusal:
    """The same words, unless their blocks hold too many characters together."""
    total = sum(len(shown.text_of([block])) for block in words.blocks)
    if total > limits.BLOCKS_TEXT:
        slack.record.violation("blocks-too-long", method, f"{total} of {limits.BLOCKS_TEXT} characters")
    return Refusal(error="msg_blocks_too_long") if total > limits.BLOCKS_TEXT_REFUSED else words
