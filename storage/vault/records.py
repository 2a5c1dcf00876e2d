"""The secret parts of rows as bytes: what is inside the ciphertext of an occasion and of a waiting message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson

from bot.domain.conversation import Conversation, from_json, to_json
from bot.domain.ids import ContactId, FormId, PersonId, StudyId, WaveNumber
from bot.domain.message import Choice, Message, Picture, Urgency
from bot.domain.occasion import Occasion, OccasionKey
from bot.domain.richtext import Part, RichText, Style

_LENGTH = 4  # bytes in front that say how long the rest is before the padding
_NOT_OURS = "a record in the vault does not fit this version of Labbot"


@dataclass(frozen=True, kw_only=True, slots=True)
class OccasionBody:
    """What an occasion keeps secret."""

    person: PersonId
    talk: Conversation | None
    message_id: str | None
    offered_again: int
    asked_at: datetime | None
    acted_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxBody:
    """What a waiting message keeps secret: for whom, what, and about which check-in."""

    contact: ContactId
    message: Message
    occasion: OccasionKey | None


def padded(content: bytes, size: int) -> bytes:
    """The content at exactly `size` bytes. Raises ValueError when it does not fit: then the bound is wrong."""
    if _LENGTH + len(content) > size:
        raise ValueError(
            f"a record of {len(content)} bytes does not fit its {size}: its questionnaire's bound is wrong"
        )
    return (len(content).to_bytes(_LENGTH, "big") + content).ljust(size, b"\0")


def unpadded(content: bytes) -> bytes:
    """What `padded` was given."""
    return content[_LENGTH : _LENGTH + int.from_bytes(content[:_LENGTH], "big")]


def occasion_to_bytes(occasion: Occasion) -> bytes:
    """The occasion's secret part, at `occasion.size` bytes whatever it holds."""
    record = {
        "person": occasion.person.hex(),
        "talk": None if occasion.talk is None else to_json(occasion.talk),
        "message": occasion.message_id,
        "again": occasion.offered_again,
        "asked": None if occasion.asked_at is None else occasion.asked_at.isoformat(),
    }
    if occasion.acted_at is not None:
        record["acted"] = occasion.acted_at.isoformat()
    return padded(orjson.dumps(record), occasion.size)


def occasion_from_bytes(content: bytes) -> OccasionBody:
    """What `occasion_to_bytes` wrote. Raises ValueError, without content, for anything else."""
    record = orjson.loads(unpadded(content))
    match record:
        case {
            "person": str(person),
            "talk": talk,
            "message": (str() | None) as message,
            "again": int(again),
            "asked": (str() | None) as asked,
        }:
            return OccasionBody(
                person=PersonId(bytes.fromhex(person)),
                talk=None if talk is None else from_json(talk),
                message_id=message,
                offered_again=again,
                asked_at=None if asked is None else datetime.fromisoformat(asked),
                acted_at=None if (acted := record.get("acted")) is None else datetime.fromisoformat(acted),
            )
    raise ValueError(_NOT_OURS)


def outbox_to_bytes(body: OutboxBody) -> bytes:
    key = body.occasion
    record = {
        "contact": body.contact.hex(),
        "message": _message_to_record(body.message),
        "occasion": None if key is None else [key.study, key.wave, key.form, key.slot],
    }
    return orjson.dumps(record)


def outbox_from_bytes(content: bytes) -> OutboxBody:
    """What `outbox_to_bytes` wrote. Raises ValueError, without content, for anything else."""
    match orjson.loads(content):
        case {"contact": str(contact), "message": message, "occasion": occasion}:
            return OutboxBody(
                contact=ContactId(bytes.fromhex(contact)),
                message=_message_from_record(message),
                occasion=None if occasion is None else _key_from_record(occasion),
            )
    raise ValueError(_NOT_OURS)


def _key_from_record(record: object) -> OccasionKey:
    match record:
        case [str(study), int(wave), str(form), str(slot)]:
            return OccasionKey(study=StudyId(study), wave=WaveNumber(wave), form=FormId(form), slot=slot)
    raise ValueError(_NOT_OURS)


def _message_to_record(message: Message) -> dict[str, object]:
    return {
        "text": [[part.text, part.style.value] for part in message.text.parts],
        "rows": [[[choice.label, choice.data] for choice in row] for row in message.rows],
        "urgency": message.urgency.value,
        "reply": message.reply_expected,
        "picture": None if message.picture is None else [message.picture.name, message.picture.alt],
    }


def _message_from_record(record: object) -> Message:
    match record:
        case {"text": list(parts), "rows": list(rows), "urgency": str(urgency), "reply": bool(reply), **rest}:
            return Message(
                text=RichText(tuple(Part(text, Style(style)) for text, style in parts)),
                rows=tuple(tuple(Choice(label=label, data=data) for label, data in row) for row in rows),
                urgency=Urgency(urgency),
                reply_expected=reply,
                picture=_picture_from_record(rest.get("picture")),
            )
    raise ValueError(_NOT_OURS)


def _picture_from_record(record: object) -> Picture | None:
    """Nothing in a record that was written before messages had pictures."""
    match record:
        case None:
            return None
        case [str(name), str(alt)]:
            return Picture(name=name, alt=alt)
    raise ValueError(_NOT_OURS)
