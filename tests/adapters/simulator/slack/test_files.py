"""Files: uploaded in three steps, looked at by the platform, shown in blocks, and seen by nobody who may not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.simulator.slack import DropAfter, Member, ServerError, SlackStandIn
from tests.adapters.simulator.slack.conftest import Call, Hands, home, modal, rules, section

Json = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\n" + b"a drawing"


def shown(file_id: str, **more: object) -> Json:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "A drawing", **more}


async def sent(http: aiohttp.ClientSession, url: str, body: bytes = PNG, **headers: str) -> int:
    async with http.post(url, data=body, headers=headers) as response:
        return response.status


async def uploaded(call: Call, http: aiohttp.ClientSession, content: bytes = PNG) -> str:
    """The id of a file, its upload completed."""
    asked = await call("files.getUploadURLExternal", filename="a.png", length=len(content), alt_txt="A drawing")
    assert await sent(http, asked["upload_url"], content) == 200
    done = await call("files.completeUploadExternal", files=[{"id": asked["file_id"], "title": "A"}])
    assert [file["id"] for file in done["files"]] == [asked["file_id"]]
    return str(asked["file_id"])


@pytest.fixture
async def slack(clock: Hands) -> AsyncIterator[SlackStandIn]:
    """A platform that looks at a file at once."""
    async with SlackStandIn(clock=clock, processing_s=0) as stand_in:
        yield stand_in


async def test_a_picture_is_uploaded_in_three_steps_and_then_shown(
    slack: SlackStandIn, ann: Member, call: Call, http: aiohttp.ClientSession
) -> None:
    file_id = await uploaded(call, http)
    assert re.fullmatch("F[A-Z0-9]{8,}", file_id)
    info = (await info_of(call, http, slack, file_id))["file"]
    assert (info["name"], info["title"], info["mimetype"], info["size"]) == ("a.png", "A", "image/png", len(PNG))
    assert (info["user"], info["is_public"], info["alt_txt"]) == (slack.platform.world.app.user_id, False, "A drawing")
    assert (await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[shown(file_id)]))["ok"]
    assert (await call("views.publish", user_id=ann.user_id, view=home(shown(file_id))))["ok"]
    by_address = {"type": "image", "slack_file": {"url": info["url_private"]}, "alt_text": "A drawing"}
    assert (await call("views.publish", user_id=ann.user_id, view=home(by_address)))["ok"]
    assert (slack.picture(file_id), slack.picture("F0000000000")) == (PNG, None)
    assert rules(slack) == []


async def info_of(call: Call, http: aiohttp.ClientSession, slack: SlackStandIn, file_id: str) -> Json:
    """files.info reads forms only."""
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.post(f"{slack.url}files.info", data={"file": file_id}, headers=headers) as response:
        answer: Json = await response.json()
        return answer


async def test_a_picture_that_the_platform_has_not_looked_at_cannot_be_shown_yet(
    ann: Member, slack: SlackStandIn, call: Call, http: aiohttp.ClientSession
) -> None:
    slack.platform.files.processing_s = 0.02
    file_id = await uploaded(call, http)
    assert (await info_of(call, http, slack, file_id))["file"]["mimetype"] == ""
    refused = await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[section("x"), shown(file_id)])
    assert (refused["error"], refused["errors"]) == (
        "invalid_blocks",
        ["invalid slack file [json-pointer:/blocks/1/slack_file]"],
    )
    assert ann.dm == []
    async with asyncio.timeout(5):
        while not (await info_of(call, http, slack, file_id))["file"]["mimetype"]:  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.005)
    assert (await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[shown(file_id)]))["ok"]
    assert rules(slack) == ["slack-file"]


@pytest.mark.parametrize(
    "block",
    [
        shown("F0000000000"),
        section("x", accessory=shown("F0000000000")),
        {"type": "context", "elements": [shown("F0000000000")]},
        {"type": "image", "slack_file": {"url": "https://files.slack.com/files-pri/x"}, "alt_text": "A drawing"},
    ],
)
async def test_a_file_that_is_not_there_is_refused_in_views_with_its_place(
    slack: SlackStandIn, ann: Member, call: Call, block: Json
) -> None:
    command = ann.command("/lab")
    assert command is not None
    refused = await call("views.open", trigger_id=command.payload["trigger_id"], view=modal(block))
    assert refused["error"] == "invalid_arguments"
    (message,) = refused["response_metadata"]["messages"]
    assert message.startswith("[ERROR] invalid slack file [json-pointer:/view/blocks/0/")
    assert rules(slack) == ["slack-file"]


@pytest.mark.parametrize(
    ("slack_file", "problem"),
    [
        ({}, "either id or url"),
        ({"id": "F0123456789", "url": "https://files.slack.com/x"}, "either id or url"),
        ({"id": "https://files.slack.com/x"}, "input must match regex pattern: ^[F][A-Z0-9]{8,}$"),
        ({"id": 7}, "input must match regex pattern"),
        ({"url": ""}, "must be more than 0 characters"),
        ({"id": "F0123456789", "name": "a.png"}, "invalid additional property: name"),
    ],
)
async def test_a_file_is_named_in_one_way(ann: Member, call: Call, slack_file: Json, problem: str) -> None:
    block = {"type": "image", "slack_file": slack_file, "alt_text": "A drawing"}
    refused = await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[block])
    assert refused["error"] == "invalid_blocks"
    assert any(problem in one for one in refused["errors"])


async def test_a_file_that_is_no_picture_or_was_deleted_cannot_be_shown(
    slack: SlackStandIn, ann: Member, call: Call, http: aiohttp.ClientSession
) -> None:
    words = await uploaded(call, http, b"only words")
    gone = await uploaded(call, http)
    slack.delete_file(gone)
    for file_id in (words, gone):
        answer = await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[shown(file_id)])
        assert answer["error"] == "invalid_blocks"
    assert (await info_of(call, http, slack, gone))["error"] == "file_not_found"


async def test_bytes_are_taken_once_at_the_address_that_was_given_and_without_a_token(
    slack: SlackStandIn, call: Call, http: aiohttp.ClientSession
) -> None:
    asked = await call("files.getUploadURLExternal", filename="a.png", length=len(PNG))
    assert await sent(http, f"{slack.platform.address}/upload/v1/unknown") == 404
    assert await sent(http, asked["upload_url"], PNG + b"more") == 400
    early = await call("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    assert early["error"] == "file_not_found"
    assert await sent(http, asked["upload_url"], Authorization=f"Bearer {slack.bot_token}") == 200
    assert (await call("files.completeUploadExternal", files=[{"id": asked["file_id"]}]))["ok"]
    assert (await call("files.completeUploadExternal", files=[{"id": asked["file_id"]}]))["error"] == "file_not_found"
    assert rules(slack) == ["upload", "upload", "upload", "token-to-upload", "upload"]


async def test_an_upload_can_fail_on_order(slack: SlackStandIn, call: Call, http: aiohttp.ClientSession) -> None:
    asked = await call("files.getUploadURLExternal", filename="a.png", length=len(PNG))
    slack.inject("upload", ServerError())
    assert await sent(http, asked["upload_url"]) == 502
    slack.inject("upload", DropAfter())
    with pytest.raises(aiohttp.ClientError):
        await sent(http, asked["upload_url"])
    assert await sent(http, asked["upload_url"]) == 200


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"filename": "a.png"}, "invalid_arguments"),
        ({"filename": "", "length": 7}, "invalid_arguments"),
        ({"filename": "a.png", "length": 0}, "invalid_arguments"),
        ({"filename": "a.png", "length": 7, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_an_upload_says_what_is_to_come(call: Call, params: Json, error: str) -> None:
    assert (await call("files.getUploadURLExternal", **params))["error"] == error


async def test_a_file_that_is_shared_is_recorded_because_others_would_see_it(
    slack: SlackStandIn, ann: Member, call: Call, http: aiohttp.ClientSession
) -> None:
    asked = await call("files.getUploadURLExternal", filename="a.png", length=len(PNG))
    await sent(http, asked["upload_url"])
    await call("files.completeUploadExternal", files=[{"id": asked["file_id"]}], channel_id=ann.dm_id)
    assert rules(slack) == ["file-shared"]
    assert ann.dm == []


async def test_the_bot_finds_its_own_files_the_newest_first(
    slack: SlackStandIn, call: Call, http: aiohttp.ClientSession
) -> None:
    first, second = await uploaded(call, http), await uploaded(call, http)
    await call("files.getUploadURLExternal", filename="never.png", length=7)

    async def listed(**params: str) -> Json:
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with http.post(f"{slack.url}files.list", data=params, headers=headers) as response:
            answer: Json = await response.json()
            return answer

    everything = await listed(user=slack.platform.world.app.user_id)
    assert [file["id"] for file in everything["files"]] == [second, first]
    assert everything["paging"] == {"count": 100, "total": 2, "page": 1, "pages": 1}
    assert [file["id"] for file in (await listed(count="1", page="2"))["files"]] == [first]
    assert (await listed(user="U0000000000"))["files"] == []


async def test_without_the_right_to_it_no_file_is_written_or_read() -> None:
    async with SlackStandIn(scopes=("chat:write", "files:read")) as slack, aiohttp.ClientSession() as http:
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        body = {"filename": "a.png", "length": 7}
        async with http.post(f"{slack.url}files.getUploadURLExternal", json=body, headers=headers) as response:
            answer = await response.json()
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope", "files:write", "chat:write,files:read",
        )  # fmt: skip
