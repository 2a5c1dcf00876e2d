"""The acknowledgement of an envelope: what Slack is told in answer, and what hangs on whether that went out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.slack.arrival import Arrival, Origin
from adapters.slack.fields import Json
from adapters.slack.messages import posted
from adapters.slack.pictures import Shown
from adapters.slack.settings import Sentences
from adapters.slack.views import modal, page
from bot.domain.delivery import Refused
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.domain.richtext import RichText


@dataclass(frozen=True, kw_only=True, slots=True)
class Ack:
    """`payload` None: only that it arrived. `out` is called once the acknowledgement has gone out whole."""

    payload: Json | None = None
    out: Callable[[], None] | None = None


def said(reply: Reply) -> tuple[Message, ...]:
    """What the reply says in messages. There are no few words on a button here, so they count when they stand alone."""
    if reply.say or reply.sheet is not None or reply.errors or not reply.toast:
        return reply.say
    return (Message(text=RichText.plain(reply.toast)),)


def answer(arrival: Arrival, reply: Reply, says: Sentences, shown: Shown) -> Json | None:
    """What the acknowledgement says after the commit."""
    match arrival.origin:
        case Origin.FORM:
            return _next_page(arrival, reply, says, shown)
        case Origin.COMMAND if not arrival.in_private:
            return whispered((Message(text=RichText.plain(says.answered_in_private)),))
    return None


def while_waiting(arrival: Arrival, says: Sentences) -> Json | None:
    """What it says when the commit takes longer than Slack waits. A page that was handed in stays below, as it is."""
    moment = (Message(text=RichText.plain(says.one_moment)),)
    match arrival.origin:
        case Origin.FORM:
            return {"response_action": "push", "view": page(moment, says)}
        case Origin.COMMAND:
            return whispered(moment)
    return None


def apology(arrival: Arrival, sorry: Reply, says: Sentences) -> Json | None:
    """What it says when nothing could be saved, where it can; None where the apology has to be shown another way."""
    match arrival.origin:
        case Origin.FORM:
            return {"response_action": "push", "view": page(said(sorry), says)}
        case Origin.COMMAND:
            return whispered(said(sorry))
    return None


def whispered(messages: tuple[Message, ...]) -> Json | None:
    """Messages as the answer to a command: where it was given, for this person only. Without buttons."""
    parts = [posted(Message(text=one.text)) for one in messages]
    whole = [part for found in parts if not isinstance(found, Refused) for part in found]
    if not whole:
        return None
    return {
        "response_type": "ephemeral",
        "text": "\n\n".join(part.text for part in whole),
        "blocks": [block for part in whole for block in part.blocks],
    }


def _next_page(arrival: Arrival, reply: Reply, says: Sentences, shown: Shown) -> Json:
    if reply.errors:
        shown = {arrival.inputs[item]: words for item, words in reply.errors if item in arrival.inputs}
        if shown:
            return {"response_action": "errors", "errors": shown}
        told = tuple(Message(text=RichText.plain(words)) for _, words in reply.errors)
        return {"response_action": "push", "view": page(told, says)}
    if reply.sheet is not None:
        return {"response_action": "update", "view": modal(reply.sheet, says, shown)}
    if messages := said(reply):
        return {"response_action": "update", "view": page(messages, says, shown)}
    return {"response_action": "clear"}
