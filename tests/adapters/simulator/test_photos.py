"""Photos on the stand-in: how they come, what is refused, and how their captions are edited."""

from __future__ import annotations

import io
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from adapters.pictures import picture
from adapters.simulator.telegram import Person, TelegramStandIn, limits
from tests.adapters.simulator.conftest import Call, keyboard, rules

SPINE = picture("spine-7")
Upload = Callable[..., Awaitable[dict[str, Any]]]


def png(width: int, height: int, size: int = 0) -> bytes:
    """The head of a PNG of those sides, and as many bytes as asked."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)
    return head.ljust(size, b"\0")


@pytest.fixture
def upload(tg: TelegramStandIn, http: aiohttp.ClientSession) -> Upload:
    """`await upload(content, chat_id=…)` sends a photo as a form; the file's name is ``photo.png``."""

    async def one(content: bytes, filename: str = "photo.png", **params: object) -> dict[str, Any]:
        form = aiohttp.FormData({name: str(value) for name, value in params.items()})
        form.add_field("photo", io.BytesIO(content), filename=filename, content_type="image/png")
        async with http.post(f"{tg.url}/bot{tg.token}/sendPhoto", data=form) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    return one


async def test_a_photo_arrives_and_can_be_sent_again_by_its_name(
    tg: TelegramStandIn, ann: Person, call: Call, upload: Upload
) -> None:
    first = (await upload(SPINE, chat_id=ann.user_id, caption="Where?"))["result"]
    assert first["caption"] == "Where?"
    assert "text" not in first
    assert [(it["width"], it["height"]) for it in first["photo"]] == [(175, 250), (700, 1000)]
    again = (await call("sendPhoto", chat_id=ann.user_id, photo=first["photo"][-1]["file_id"]))["result"]
    assert again["photo"] == first["photo"]
    assert ann.last.photo is not None
    found = tg.photo(ann.last.photo.file_id)
    assert found is not None
    assert (found.content, found.width, found.height) == (SPINE, 700, 1000)
    assert tg.photo("another") is None
    tg.assert_clean()


@pytest.mark.parametrize(
    ("content", "rule", "description"),
    [
        (png(100, 100, limits.PHOTO_BYTES + 1), "photo-too-big", "file of size 10485761 bytes is too big for a photo"),
        (b"", "photo-empty", "file must be non-empty"),
        (b"GIF89a" + bytes(20), "photo-not-png", "IMAGE_PROCESS_FAILED"),
        (png(6000, 4001), "photo-dimensions", "PHOTO_INVALID_DIMENSIONS"),
        (png(100, 2001), "photo-dimensions", "PHOTO_INVALID_DIMENSIONS"),
        (png(0, 100), "photo-not-png", "IMAGE_PROCESS_FAILED"),
    ],
    ids=["bytes", "empty", "kind", "sides", "ratio", "no-width"],
)
async def test_a_photo_beyond_a_limit_is_refused_and_recorded(
    tg: TelegramStandIn, ann: Person, upload: Upload, *, content: bytes, rule: str, description: str
) -> None:
    answer = await upload(content, chat_id=ann.user_id)
    assert answer["description"].startswith(f"Bad Request: {description}")
    assert rules(tg) == [rule]


@pytest.mark.parametrize(
    "content", [png(100, 100, limits.PHOTO_BYTES), png(6000, 4000), png(100, 2000)], ids=["bytes", "sides", "ratio"]
)
async def test_a_photo_at_a_limit_passes(tg: TelegramStandIn, ann: Person, upload: Upload, content: bytes) -> None:
    assert (await upload(content, chat_id=ann.user_id))["ok"]
    tg.assert_clean()


async def test_a_photo_by_another_ending_is_refused(tg: TelegramStandIn, ann: Person, upload: Upload) -> None:
    answer = await upload(SPINE, "photo.bin", chat_id=ann.user_id)
    assert answer["description"].startswith("Bad Request: photo has unsupported extension.")
    assert rules(tg) == ["photo-name"]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"photo": "a-name-of-another-bot"}, "wrong file identifier/HTTP URL specified"),
        ({"photo": ""}, "there is no photo in the request"),
    ],
)
async def test_a_photo_that_is_not_there_is_refused(
    ann: Person, call: Call, params: dict[str, str], description: str
) -> None:
    answer = await call("sendPhoto", chat_id=ann.user_id, **params)
    assert answer["description"] == f"Bad Request: {description}"


@pytest.mark.parametrize("method", ["sendPhoto", "editMessageCaption"])
async def test_a_caption_has_at_most_1024_characters_after_formatting(
    tg: TelegramStandIn, ann: Person, call: Call, upload: Upload, method: str
) -> None:
    sent = (await upload(SPINE, chat_id=ann.user_id))["result"]
    which = (
        {"message_id": sent["message_id"]} if method == "editMessageCaption" else {"photo": sent["photo"][0]["file_id"]}
    )
    bold = "<b>😀</b>" * 1024
    assert (await call(method, chat_id=ann.user_id, caption=bold, parse_mode="HTML", **which))["ok"] is False
    assert (await call(method, chat_id=ann.user_id, caption="😀" * 1024, **which))["ok"]
    answer = await call(method, chat_id=ann.user_id, caption="x" * 1025, **which)
    assert answer["description"] == "Bad Request: message caption is too long"


async def test_a_caption_is_edited_with_its_keyboard_and_the_photo_stays(
    ann: Person, call: Call, upload: Upload
) -> None:
    number = (await upload(SPINE, chat_id=ann.user_id, caption="Where?"))["result"]["message_id"]
    change = {"chat_id": ann.user_id, "message_id": number, "caption": "There", "reply_markup": keyboard("☑ 1. Neck")}
    edited = (await call("editMessageCaption", **change))["result"]
    assert (edited["caption"], edited["photo"][-1]["width"]) == ("There", 700)
    assert [button.text for button in ann.last.buttons] == ["☑ 1. Neck"]
    again = await call("editMessageCaption", **change)
    assert again["description"].startswith("Bad Request: message is not modified")


async def test_a_text_is_no_caption_and_a_caption_no_text(ann: Person, call: Call, upload: Upload) -> None:
    photo = (await upload(SPINE, chat_id=ann.user_id, caption="Where?"))["result"]["message_id"]
    text = (await call("sendMessage", chat_id=ann.user_id, text="Hi"))["result"]["message_id"]
    wrong = await call("editMessageText", chat_id=ann.user_id, message_id=photo, text="Next")
    assert wrong["description"] == "Bad Request: there is no text in the message to edit"
    wrong = await call("editMessageCaption", chat_id=ann.user_id, message_id=text, caption="Next")
    assert wrong["description"] == "Bad Request: there is no caption in the message to edit"


async def test_a_photo_without_its_keyboard_is_not_marked_as_edited(ann: Person, call: Call, upload: Upload) -> None:
    sent = (await upload(SPINE, chat_id=ann.user_id, caption="Where?"))["result"]
    yes = keyboard("Yes")
    await call("editMessageReplyMarkup", chat_id=ann.user_id, message_id=sent["message_id"], reply_markup=yes)
    assert ann.last.buttons
    await call("editMessageReplyMarkup", chat_id=ann.user_id, message_id=sent["message_id"])
    assert (ann.last.buttons, ann.last.edited, ann.last.text) == ((), False, "Where?")


async def test_photos_and_edits_of_captions_count_against_the_pace(
    tg: TelegramStandIn, ann: Person, call: Call, upload: Upload
) -> None:
    sent = (await upload(SPINE, chat_id=ann.user_id, caption="0"))["result"]
    which = {"chat_id": ann.user_id, "message_id": sent["message_id"]}
    said = [await call("editMessageCaption", caption=str(at), **which) for at in range(1, limits.CHAT_BURST + 1)]
    assert [it["http"] for it in said] == [200] * (limits.CHAT_BURST - 1) + [429]
    assert rules(tg) == ["pace-chat"]
