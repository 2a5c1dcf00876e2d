"""Too fast is refused with a true 429; a pause that was ordered must be kept."""

from __future__ import annotations

from adapters.simulator.telegram import Person, TelegramStandIn, TooMany
from tests.adapters.simulator.conftest import Call, Hands, rules


async def test_one_chat_takes_a_burst_of_five_and_then_one_a_second(
    tg: TelegramStandIn, ann: Person, call: Call, clock: Hands
) -> None:
    for number in range(5):
        assert (await call("sendMessage", chat_id=ann.user_id, text=str(number)))["ok"]
    refused = await call("sendMessage", chat_id=ann.user_id, text="one too many")
    assert refused["http"] == refused["error_code"] == 429
    assert refused["description"] == "Too Many Requests: retry after 1"
    assert refused["parameters"] == {"retry_after": 1}
    assert refused["header"] == "1"
    assert rules(tg) == ["pace-chat"]
    clock.move(1.05)
    assert (await call("sendMessage", chat_id=ann.user_id, text="now"))["ok"]


async def test_edits_count_as_messages_do(ann: Person, tg: TelegramStandIn, call: Call) -> None:
    sent = await call("sendMessage", chat_id=ann.user_id, text="0")
    edit = {"chat_id": ann.user_id, "message_id": sent["result"]["message_id"]}
    answers = [await call("editMessageText", text=str(number), **edit) for number in range(1, 6)]
    assert [answer["ok"] for answer in answers] == [True] * 4 + [False]


async def test_thirty_in_any_second_over_all_chats(tg: TelegramStandIn, call: Call, clock: Hands) -> None:
    people = [tg.add_person() for _ in range(31)]
    for person in people:
        person.start()
    answers = [await call("sendMessage", chat_id=person.user_id, text="all") for person in people]
    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]
    assert rules(tg) == ["pace-overall"]
    clock.move(1.05)
    assert (await call("sendMessage", chat_id=people[-1].user_id, text="all"))["ok"]


async def test_twenty_a_minute_to_one_group(tg: TelegramStandIn, call: Call, clock: Hands) -> None:
    group = tg.add_group()
    for _ in range(20):
        assert (await call("sendMessage", chat_id=group.chat_id, text="x"))["ok"]
        clock.move(1.5)
    refused = await call("sendMessage", chat_id=group.chat_id, text="x")
    assert refused["parameters"]["retry_after"] == 30
    assert rules(tg) == ["pace-group"]


async def test_the_limits_can_be_switched_off(tg: TelegramStandIn, ann: Person, call: Call) -> None:
    tg.enforce_limits = False
    for _ in range(40):
        assert (await call("sendMessage", chat_id=ann.user_id, text="x"))["ok"]
    tg.assert_clean()


async def test_writing_during_a_pause_is_refused_again_and_recorded(
    tg: TelegramStandIn, ann: Person, call: Call, clock: Hands
) -> None:
    tg.inject("sendMessage", TooMany(retry_after=10))
    assert (await call("sendMessage", chat_id=ann.user_id, text="x"))["parameters"]["retry_after"] == 10
    assert rules(tg) == []  # an ordered 429 is not the bot's fault
    clock.move(4)
    assert (await call("sendMessage", chat_id=ann.user_id, text="x"))["parameters"]["retry_after"] == 6
    assert rules(tg) == ["sent-during-pause"]
    bo = tg.add_person("Bo")
    bo.start()
    assert (await call("sendMessage", chat_id=bo.user_id, text="another chat"))["ok"]
    clock.move(6)
    assert (await call("sendMessage", chat_id=ann.user_id, text="x"))["ok"]


async def test_a_pause_of_the_whole_bot_holds_for_every_chat(
    tg: TelegramStandIn, ann: Person, call: Call, clock: Hands
) -> None:
    bo = tg.add_person("Bo")
    bo.start()
    tg.inject("sendMessage", TooMany(retry_after=10, bot_wide=True), chat_id=ann.user_id)
    await call("sendMessage", chat_id=ann.user_id, text="x")
    assert (await call("sendMessage", chat_id=bo.user_id, text="x"))["http"] == 429
    assert rules(tg) == ["sent-during-pause"]
    clock.move(10)
    assert (await call("sendMessage", chat_id=bo.user_id, text="x"))["ok"]
