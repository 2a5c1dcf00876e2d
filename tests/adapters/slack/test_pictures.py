"""Pictures: uploaded once, shown with their words, and told in words whenever Slack will not show them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from adapters.pictures import picture as content_of
from adapters.simulator.slack import DropAfter, Message, Refuse, ServerError, SlackStandIn, View
from adapters.simulator.slack.faults import Trouble
from adapters.slack.errors import TokenRejected
from bot.domain.heard import Heard, Opened, Pressed, Submitted
from bot.domain.message import Message as Said
from bot.domain.message import Picture
from bot.domain.reply import Reply
from bot.domain.richtext import RichText
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind
from tests.adapters.fakes import OCCASION, FakeListener, message
from tests.adapters.slack.conftest import Begin
from tests.adapters.slack.fakes import SUBMIT, Running, sheet

BACK = Picture(name="spine-7", alt="A back, in seven numbered parts")
WHERE = Field(item=3, kind=FieldKind.MANY, label="Where?", options=("1. Neck", "2. Shoulder"), picture=BACK)
NAME = Field(item=4, kind=FieldKind.LINE, label="Who?")
FOREVER_S = 3600.0


def asks(heard: Heard) -> Reply:
    """A lab that asks who, and then where; the picture stands on its home and in its messages too."""
    match heard.what:
        case Opened() | Pressed():
            return Reply(say=(said(),), in_place=isinstance(heard.what, Pressed))
        case Submitted(data=data) if data == SUBMIT:
            return Reply(sheet=sheet(WHERE, title="Where it hurts", edition=2), receipt=OCCASION)
    return Reply(sheet=sheet(NAME), receipt=OCCASION)


def asks_where(heard: Heard) -> Reply:
    return Reply(sheet=sheet(WHERE), receipt=OCCASION)


def said() -> Said:
    return Said(text=RichText.plain("Here is a back"), picture=BACK, rows=message("", "Again").rows)


def files_in(shown: View | Message) -> list[str]:
    """The files that are shown there."""
    return [block["slack_file"]["id"] for block in shown.blocks if block["type"] == "image"]


async def drawn(running: Running) -> str:
    """The id of the picture's file, once the adapter has it ready."""
    async with asyncio.timeout(5):
        while not running.adapter.transport.shown:  # noqa: ASYNC110 - an adapter tells nobody of its pictures
            await asyncio.sleep(0.005)
    return running.adapter.transport.shown["spine-7"]


async def settled(slack: SlackStandIn, met: Callable[[], bool]) -> None:
    """Wait for something that the stand-in has recorded."""
    async with asyncio.timeout(5):
        while not met():  # noqa: ASYNC110 - what is waited for differs from test to test
            await asyncio.sleep(0.005)


async def test_a_picture_is_shown_on_its_page_with_its_words(slack: SlackStandIn, begin: Begin) -> None:
    file_id = await drawn(await begin(FakeListener(answer=asks_where)))
    assert slack.picture(file_id) == content_of("spine-7")
    alex = slack.add_member()
    alex.command("/lab", "go")
    page = await alex.wait_for_modal("Where?")
    assert files_in(page) == [file_id]
    assert BACK.alt in page.text
    await slack.settle()
    slack.assert_clean()


async def test_a_picture_comes_with_the_answer_to_a_page_too(slack: SlackStandIn, begin: Begin) -> None:
    file_id = await drawn(await begin(FakeListener(answer=asks)))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("Who?")
    alex.submit()
    assert files_in(await alex.wait_for_modal("Where?")) == [file_id]
    await slack.settle()
    slack.assert_clean()


async def test_a_picture_stands_above_a_message_and_on_the_home(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks))
    file_id = await drawn(running)
    alex = slack.add_member()
    await running.adapter.transport.send(Secret(alex.user_id), said())
    first = await alex.wait_for("Here is a back")
    assert [block["type"] for block in first.blocks] == ["image", "rich_text", "actions"]
    assert first.fallback == f"{BACK.alt}\nHere is a back\n[Again]"
    alex.press("Again")
    again = await alex.wait_for("Here is a back", since=alex.revision)
    assert (again.ts, files_in(again)) == (first.ts, [file_id])
    alex.open_home()
    assert files_in(await alex.wait_for_home("Here is a back")) == [file_id]
    await slack.settle()
    slack.assert_clean()


async def test_a_second_start_finds_the_file_and_uploads_nothing(slack: SlackStandIn, begin: Begin) -> None:
    first = await begin()
    file_id = await drawn(first)
    await first.adapter.stop()
    assert await drawn(await begin()) == file_id
    assert len(slack.calls_of("upload")) == 1
    assert len(slack.platform.files.by_id) == 1
    slack.assert_clean()


async def test_a_picture_that_was_drawn_anew_is_another_file(slack: SlackStandIn, begin: Begin) -> None:
    first = await begin()
    before = await drawn(first)
    await first.adapter.stop()
    anew = content_of("spine-7") + b"\0"
    after = await drawn(await begin(load=lambda name: anew))
    assert after != before
    assert slack.picture(after) == anew


async def test_until_slack_has_looked_at_the_file_people_read_its_words(slack: SlackStandIn, begin: Begin) -> None:
    slack.platform.files.processing_s = FOREVER_S
    running = await begin(FakeListener(answer=asks_where))
    await settled(slack, lambda: bool(slack.calls_of("files.info")))
    alex = slack.add_member()
    alex.command("/lab", "go")
    page = await alex.wait_for_modal("Where?")
    assert files_in(page) == []
    assert BACK.alt in page.text
    assert running.adapter.transport.shown == {}
    await slack.settle()
    slack.assert_clean()


@pytest.mark.parametrize("rights", [(), ("files:write",), ("files:read",)])
async def test_an_app_without_the_rights_asks_in_words_and_goes_on(
    slack: SlackStandIn, begin: Begin, rights: tuple[str, ...]
) -> None:
    slack.platform.scopes = ("chat:write", "im:write", "im:history", "users:read", "commands", *rights)
    running = await begin(FakeListener(answer=asks_where))
    alex = slack.add_member()
    alex.command("/lab", "go")
    page = await alex.wait_for_modal("Where?")
    assert files_in(page) == []
    assert not running.task.done()
    assert slack.calls_of("upload") == []
    await slack.settle()
    slack.assert_clean()


async def test_a_page_whose_picture_slack_refuses_is_opened_in_words(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=asks_where))
    slack.delete_file(await drawn(running))
    alex = slack.add_member()
    alex.command("/lab", "go")
    page = await alex.wait_for_modal("Where?")
    assert files_in(page) == []
    assert BACK.alt in page.text
    await running.listener.until(lambda: running.listener.shown_as == [None])
    alex.close()
    alex.command("/lab", "go")
    await alex.wait_for_modal("Where?")
    assert len(slack.calls_of("views.open")) == 3, "once it was refused it is not tried again"
    await slack.settle()
    slack.assert_clean(ignore={"slack-file"})


async def test_a_page_that_slack_refuses_in_an_acknowledgement_comes_in_words_the_next_time(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=asks))
    await drawn(running)
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("Who?")
    slack.delete_file(running.adapter.transport.shown["spine-7"])
    alex.submit()
    await slack.settle()
    assert alex.errors == ["We had some trouble connecting. Try again?"]
    alex.submit()
    page = await alex.wait_for_modal("Where?")
    assert files_in(page) == []
    assert BACK.alt in page.text
    await slack.settle()
    slack.assert_clean(ignore={"slack-file", "useless-answer"})


async def test_a_message_whose_picture_slack_refuses_is_sent_once_and_in_words(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=asks))
    slack.delete_file(await drawn(running))
    alex = slack.add_member()
    await running.adapter.transport.send(Secret(alex.user_id), said())
    (told,) = alex.dm
    assert told.text == f"{BACK.alt}\nHere is a back"
    await slack.settle()
    slack.assert_clean(ignore={"slack-file"})


async def test_what_slack_refuses_for_another_reason_is_no_reason_to_give_a_picture_up(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin()
    file_id = await drawn(running)
    slack.inject("chat.postMessage", Refuse(error="invalid_blocks"), times=2)
    alex = slack.add_member()
    result = await running.adapter.transport.send(Secret(alex.user_id), said())
    assert type(result).__name__ == "Refused"
    assert running.adapter.transport.shown == {"spine-7": file_id}


@pytest.mark.parametrize(
    ("method", "trouble"),
    [
        ("files.list", ServerError()),
        ("files.getUploadURLExternal", DropAfter()),
        ("upload", ServerError()),
        ("upload", DropAfter()),
        ("files.completeUploadExternal", Refuse(error="internal_error")),
        ("files.completeUploadExternal", DropAfter()),
        ("files.info", ServerError()),
    ],
)
async def test_an_upload_that_fails_half_way_is_taken_up_again_and_leaves_one_file(
    slack: SlackStandIn, begin: Begin, method: str, trouble: Trouble
) -> None:
    slack.inject(method, trouble)
    running = await begin()
    file_id = await drawn(running)
    assert [file.file_id for file in slack.platform.files.seen()] == [file_id]
    slack.assert_clean()


async def test_a_token_that_is_rejected_meanwhile_ends_the_adapter(slack: SlackStandIn, begin: Begin) -> None:
    slack.inject("files.list", Refuse(error="token_revoked"))
    running = await begin(connected=False)
    with pytest.raises(TokenRejected, match="token_revoked"):
        await running.task


async def test_a_picture_that_is_not_there_is_a_bug_that_costs_nobody_their_question(
    slack: SlackStandIn, begin: Begin
) -> None:
    def load(name: str) -> bytes:
        raise FileNotFoundError

    running = await begin(FakeListener(answer=asks_where), load=load)
    alex = slack.add_member()
    alex.command("/lab", "go")
    assert BACK.alt in (await alex.wait_for_modal("Where?")).text
    assert not running.task.done()
    await slack.settle()
    slack.assert_clean()
