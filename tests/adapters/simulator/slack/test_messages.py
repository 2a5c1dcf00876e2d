"""Messages go where they should, change and go as the platform lets them, and the bot hears of its own as well."""

from __future__ import annotations

import aiohttp
import pytest

from adapters.simulator.slack import Member, SlackStandIn
from tests.adapters.simulator.slack.conftest import (
    Call,
    Hands,
    Line,
    actions,
    button,
    mrkdwn,
    plain,
    rules,
    section,
)


async def test_a_message_to_a_person_lands_in_the_direct_message(ann: Member, call: Call) -> None:
    by_person = await call("chat.postMessage", channel=ann.user_id, text="One")
    by_room = await call("chat.postMessage", channel=ann.dm_id, text="Two")
    assert by_person["channel"] == by_room["channel"] == ann.dm_id
    assert [message.text for message in ann.dm] == ["One", "Two"]
    assert by_person["message"]["bot_id"].startswith("B")
    assert float(by_person["ts"]) < float(by_room["ts"])


async def test_what_a_person_reads_is_the_blocks(ann: Member, call: Call) -> None:
    blocks = [
        {"type": "header", "text": plain("Check-in")},
        {"type": "section", "text": mrkdwn("See <https://example.org|our page> &amp; <mailto:a@example.org>")},
        {"type": "section", "fields": [plain("a < b"), mrkdwn("At <!date^1795600000^{time}|two>")]},
        {"type": "context", "elements": [plain("Takes two minutes")]},
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]},
                ]},
            ],
        },
        actions(button("Start"), {"type": "overflow", "action_id": "more", "options": [
            {"text": plain("Later"), "value": "later"},
        ]}),
    ]  # fmt: skip
    await call("chat.postMessage", channel=ann.user_id, text="The fallback", blocks=blocks)
    assert ann.last.text.split("\n") == [
        "Check-in",
        "See our page & mailto:a@example.org",
        "a < b",
        "At two",
        "Takes two minutes",
        "• first",
    ]
    assert ann.last.fallback == "The fallback"
    assert [it.text for it in ann.last.buttons] == ["Start", "Later"]


@pytest.mark.parametrize("channel", ["C0000000000", "U0000000000", "D0000000000", "#general", "ann"])
async def test_an_unknown_channel_is_not_found(call: Call, channel: str) -> None:
    assert (await call("chat.postMessage", channel=channel, text="x"))["error"] == "channel_not_found"


async def test_a_channel_takes_messages_from_a_bot_that_is_in_it(slack: SlackStandIn, ann: Member, call: Call) -> None:
    ours, theirs = slack.add_channel("community", ann), slack.add_channel("staff", with_bot=False)
    assert (await call("chat.postMessage", channel=ours.channel_id, text="Dear all"))["ok"]
    assert [message.text for message in ours.messages] == ["Dear all"]
    assert (await call("chat.postMessage", channel=theirs.channel_id, text="x"))["error"] == "not_in_channel"
    ours.archive()
    assert (await call("chat.postMessage", channel=ours.channel_id, text="x"))["error"] == "is_archived"


async def test_a_message_to_somebody_who_left_succeeds(ann: Member, call: Call) -> None:
    ann.deactivate()
    assert (await call("chat.postMessage", channel=ann.user_id, text="x"))["ok"]
    assert (await call("conversations.open", users=ann.user_id))["error"] == "user_disabled"


async def test_a_change_without_blocks_takes_the_blocks_away(ann: Member, call: Call) -> None:
    sent = await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[actions(button("Go"))])
    changed = await call("chat.update", channel=ann.dm_id, ts=sent["ts"], text="Done")
    assert changed["message"]["edited"]["user"] == changed["message"]["user"]
    assert (ann.last.text, ann.last.buttons) == ("Done", ())


async def test_other_content_under_the_same_block_id_is_recorded(slack: SlackStandIn, ann: Member, call: Call) -> None:
    sent = await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[section("1 of 2", block_id="n")])
    change = {"channel": ann.dm_id, "ts": sent["ts"], "text": "x"}
    assert (await call("chat.update", blocks=[section("1 of 2", block_id="n")], **change))["ok"]
    assert (await call("chat.update", blocks=[section("2 of 2", block_id="m")], **change))["ok"]
    assert rules(slack) == []
    assert (await call("chat.update", blocks=[section("Done", block_id="m")], **change))["ok"]
    assert rules(slack) == ["block-id-reused"]


async def test_a_change_needs_the_id_of_the_room(slack: SlackStandIn, ann: Member, call: Call) -> None:
    sent = await call("chat.postMessage", channel=ann.user_id, text="x")
    assert (await call("chat.update", channel=ann.user_id, ts=sent["ts"], text="y"))["error"] == "channel_not_found"
    assert rules(slack) == ["user-id-as-channel"]


async def test_only_own_messages_that_are_there_can_be_changed(ann: Member, call: Call) -> None:
    ann.send("mine")
    theirs = {"channel": ann.dm_id, "ts": ann.dm[0].ts}
    assert (await call("chat.update", text="x", **theirs))["error"] == "cant_update_message"
    assert (await call("chat.delete", **theirs))["error"] == "cant_delete_message"
    sent = await call("chat.postMessage", channel=ann.user_id, text="x")
    own = {"channel": ann.dm_id, "ts": sent["ts"]}
    assert (await call("chat.delete", **own))["ok"]
    assert (await call("chat.delete", **own))["error"] == "message_not_found"
    assert (await call("chat.update", text="x", **own))["error"] == "message_not_found"


async def test_the_bot_hears_of_its_own_messages(ann: Member, call: Call, line: Line) -> None:
    sent = await call("chat.postMessage", channel=ann.user_id, text="One")
    posted = (await line.take())["event"]
    assert (posted["ts"], posted["channel"], "bot_id" in posted) == (sent["ts"], ann.dm_id, True)
    await call("chat.update", channel=ann.dm_id, ts=sent["ts"], text="Two")
    changed = (await line.take())["event"]
    assert (changed["subtype"], changed["previous_message"]["text"]) == ("message_changed", "One")
    await call("chat.delete", channel=ann.dm_id, ts=sent["ts"])
    deleted = (await line.take())["event"]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", sent["ts"])


async def test_a_persons_changes_are_told_too(ann: Member, line: Line) -> None:
    ann.send("fien & <well>")
    assert (await line.take())["event"]["text"] == "fien &amp; &lt;well&gt;"
    ann.edit(ann.dm[0], "fine")
    changed = (await line.take())["event"]
    assert (changed["subtype"], changed["message"]["user"]) == ("message_changed", ann.user_id)
    ann.reply(ann.dm[0], "indeed")
    assert (await line.take())["event"]["thread_ts"] == ann.dm[0].ts
    ann.delete(ann.dm[0])
    assert (await line.take())["event"]["subtype"] == "message_deleted"
    assert [message.text for message in ann.dm] == ["indeed"]


async def test_an_ephemeral_message_is_seen_by_one_person_and_kept_nowhere(
    slack: SlackStandIn, ann: Member, call: Call
) -> None:
    bo, channel = slack.add_member("Bo"), slack.add_channel("community", ann)
    assert (await call("chat.postEphemeral", channel=channel.channel_id, user=ann.user_id, text="Psst"))["ok"]
    assert [message.text for message in ann.ephemerals] == ["Psst"]
    assert channel.messages == bo.ephemerals == []
    stranger = await call("chat.postEphemeral", channel=channel.channel_id, user=bo.user_id, text="x")
    assert stranger["error"] == "user_not_in_channel"


async def test_a_question_in_an_ephemeral_message_is_recorded(slack: SlackStandIn, ann: Member, call: Call) -> None:
    blocks = [actions(button("Yes"))]
    await call("chat.postEphemeral", channel=ann.dm_id, user=ann.user_id, text="Well?", blocks=blocks)
    assert rules(slack) == ["ephemeral-question"]


async def test_history_comes_newest_first_and_in_pages(ann: Member, call: Call, clock: Hands) -> None:
    stamps = []
    for number in range(5):
        clock.move(2)
        stamps.append((await call("chat.postMessage", channel=ann.user_id, text=str(number)))["ts"])
    first = await call("conversations.history", channel=ann.dm_id, limit=3)
    assert ([it["text"] for it in first["messages"]], first["has_more"]) == (["4", "3", "2"], True)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await call("conversations.history", channel=ann.dm_id, limit=3, cursor=cursor)
    assert ([it["text"] for it in rest["messages"]], rest["has_more"]) == (["1", "0"], False)
    between = {"oldest": stamps[1], "latest": stamps[3]}
    assert [it["text"] for it in (await call("conversations.history", channel=ann.dm_id, **between))["messages"]] == [
        "2"
    ]
    wide = await call("conversations.history", channel=ann.dm_id, inclusive=True, **between)
    assert [it["text"] for it in wide["messages"]] == ["3", "2", "1"]
    bad = await call("conversations.history", channel=ann.dm_id, cursor="x")
    assert bad["error"] == "invalid_cursor"


async def test_the_history_of_a_channel_needs_another_scope(slack: SlackStandIn, ann: Member, call: Call) -> None:
    channel = slack.add_channel("community", ann)
    answer = await call("conversations.history", channel=channel.channel_id)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    assert (await call("conversations.history", channel="D0000000000"))["error"] == "channel_not_found"


async def test_a_response_url_answers_five_times_in_half_an_hour(
    slack: SlackStandIn, ann: Member, http: aiohttp.ClientSession, clock: Hands
) -> None:
    command = ann.command("/lab")
    assert command is not None
    address = command.payload["response_url"]
    for number in range(5):
        async with http.post(address, json={"text": str(number)}) as response:
            assert response.status == 200
    async with http.post(address, json={"text": "6"}) as response:
        assert (response.status, (await response.json())["error"]) == (404, "used_url")
    assert [message.text for message in ann.ephemerals] == ["0", "1", "2", "3", "4"]
    other = ann.command("/lab")
    assert other is not None
    clock.move(30 * 60)
    async with http.post(other.payload["response_url"], json={"text": "late"}) as response:
        assert (response.status, (await response.json())["error"]) == (404, "expired_url")
    assert rules(slack) == ["response-url", "response-url"]


async def test_a_response_url_replaces_or_removes_what_was_pressed(
    ann: Member, call: Call, line: Line, http: aiohttp.ClientSession
) -> None:
    await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[actions(button("Go"))])
    await line.take()
    ann.press("Go")
    address = (await line.take())["response_url"]
    async with http.post(address, json={"text": "Gone", "replace_original": True}) as response:
        assert response.status == 200
    assert [message.text for message in ann.dm] == ["Gone"]
    async with http.post(address, json={"text": "All", "response_type": "in_channel"}) as response:
        assert response.status == 200
    assert [message.text for message in ann.dm] == ["Gone", "All"]
    async with http.post(address, json={"delete_original": True}) as response:
        assert response.status == 200
    assert [message.text for message in ann.dm] == ["All"]
    async with http.post(address, json={}) as response:
        assert (response.status, (await response.json())["error"]) == (400, "no_text")


async def test_a_response_url_changes_what_only_one_person_sees(
    ann: Member, call: Call, line: Line, http: aiohttp.ClientSession
) -> None:
    ann.command("/lab")
    await line.take({"text": "Well?", "blocks": [actions(button("Yes"))]})
    asked = await ann.wait_for(lambda it: bool(it.buttons))
    ann.press("Yes")
    told = await line.take()
    assert (told["container"]["is_ephemeral"], "message" in told) == (True, False)
    async with http.post(told["response_url"], json={"text": "Noted", "replace_original": True}) as response:
        assert response.status == 200
    assert (asked.text, asked.buttons, ann.dm) == ("Noted", (), [])
    async with http.post(told["response_url"], json={"delete_original": True}) as response:
        assert response.status == 200
    assert ann.ephemerals == []


async def test_a_slash_command_may_be_answered_for_everybody(slack: SlackStandIn, ann: Member, line: Line) -> None:
    channel = slack.add_channel("community", ann)
    ann.command("/lab", "hello", channel)
    await line.take({"text": "Hello all", "response_type": "in_channel"})
    assert (await channel.wait_for("Hello all")).by_bot
    assert ann.ephemerals == []


async def test_older_messages_fall_out_of_a_long_room() -> None:
    async with SlackStandIn(keep_messages=2) as small:
        bo = small.add_member("Bo")
        for number in range(3):
            bo.send(str(number))
        assert [message.text for message in bo.dm] == ["1", "2"]
