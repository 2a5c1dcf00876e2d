"""Members do what people do, and see what a client would show."""

from __future__ import annotations

import asyncio

import pytest

from adapters.simulator.slack import Change, Member, SlackStandIn
from tests.adapters.simulator.slack.conftest import Call, Line, actions, button, field_of, modal, option, plain, radio


@pytest.fixture
async def form(ann: Member, call: Call, line: Line) -> Member:
    """Ann with a form of every kind open."""
    ann.command("/lab")
    trigger = (await line.take())["trigger_id"]
    view = modal(
        field_of("Mood", radio("Good", "Bad")),
        field_of("Hours", {"type": "number_input", "is_decimal_allowed": False, "max_value": "24"}),
        field_of("Mail", {"type": "email_text_input"}, optional=True),
        field_of("Page", {"type": "url_text_input"}, optional=True),
        field_of("Words", {"type": "plain_text_input", "min_length": 3, "max_length": 10}, optional=True),
        field_of("Time", {"type": "timepicker", "initial_time": "08:00"}),
        field_of("Now", radio("Yes", "No"), dispatch_action=True, optional=True),
        actions({"type": "static_select", "action_id": "pick", "placeholder": plain("Pick"), "options": [option("A")]}),
    )
    await call("views.open", trigger_id=trigger, view=view)
    return ann


async def test_a_form_shows_labels_choices_and_values(form: Member) -> None:
    assert form.modal is not None
    mood, hours, *_, time, now, pick = form.modal.fields
    assert (mood.label, mood.kind, mood.options, mood.value, mood.optional) == (
        "Mood", "radio_buttons", ("Good", "Bad"), None, False,
    )  # fmt: skip
    assert (hours.kind, hours.dispatches) == ("number_input", False)
    assert (time.value, time.initial) == ("08:00", "08:00")
    assert (now.dispatches, pick.label, pick.dispatches) == (True, "Pick", True)


async def test_a_choice_tells_the_bot_at_once_only_where_the_view_says_so(form: Member, line: Line) -> None:
    assert form.choose("Mood", "good") is None
    form.choose("Now", "Yes")
    told = await line.take()
    (action,) = told["actions"]
    assert (action["block_id"], action["selected_option"]["value"]) == ("now", "yes")
    assert told["view"]["state"]["values"]["mood"]["mood.value"]["selected_option"]["value"] == "good"
    form.choose("pick", 0)
    assert (await line.take())["actions"][0]["selected_option"]["text"]["text"] == "A"


@pytest.mark.parametrize(
    ("label", "text", "complaint"),
    [
        ("Hours", "many", "Enter a number that fits."),
        ("Hours", "7.5", "Enter a number that fits."),
        ("Hours", "25", "Enter a number that fits."),
        ("Mail", "nobody", "Enter an email address."),
        ("Page", "nowhere", "Enter a web address."),
        ("Words", "ab", "This is too short."),
        ("Hours", "", "Please complete this required field."),
    ],
)
async def test_the_platform_complains_before_the_bot_hears(form: Member, label: str, text: str, complaint: str) -> None:
    form.choose("Mood", "Good")
    form.fill("Hours", "7")
    form.fill(label, text)
    assert form.submit() is None
    assert form.errors == [complaint]
    assert form.modal is not None


@pytest.mark.parametrize(("label", "text"), [("Words", "x" * 11), ("Time", "25:00"), ("Mood", "Good")])
async def test_some_texts_cannot_be_typed(form: Member, label: str, text: str) -> None:
    with pytest.raises(ValueError, match="does not take this text"):
        form.fill(label, text)


async def test_people_cannot_do_what_they_do_not_see(slack: SlackStandIn, form: Member) -> None:
    bo = slack.add_member("Bo")
    for attempt in (
        lambda: bo.press("Start"),
        lambda: bo.press_home("Start"),
        bo.submit,
        lambda: bo.last,
        lambda: form.choose("Weather", "Good"),
        lambda: form.choose("Mood", "Splendid"),
        lambda: form.press_view("Start"),
    ):
        with pytest.raises(LookupError):
            attempt()
    with pytest.raises(ValueError, match="one choice"):
        form.choose("Mood", "Good", "Bad")


async def test_a_press_tells_everything_about_the_button(ann: Member, call: Call, line: Line) -> None:
    more = {"type": "overflow", "action_id": "more", "options": [option("Later"), option("Never")]}
    blocks = [actions(button("Start", value="opaque", style="primary"), more)]
    await call("chat.postMessage", channel=ann.user_id, text="Ready", blocks=blocks)
    await line.take()
    ann.press("Start")
    told = await line.take()
    (action,) = told["actions"]
    assert (action["action_id"], action["value"], action["block_id"]) == ("start", "opaque", "actions")
    assert (told["user"]["id"], told["channel"]["id"]) == (ann.user_id, ann.dm_id)
    assert told["container"]["message_ts"] == told["message"]["ts"] == ann.last.ts
    ann.press(2)
    assert (await line.take())["actions"][0]["selected_option"]["value"] == "never"


async def test_an_old_button_can_be_pressed_and_pressed_twice(ann: Member, call: Call, line: Line) -> None:
    sent = await call("chat.postMessage", channel=ann.user_id, text="x", blocks=[actions(button("Go"))])
    old, old_button = ann.last, ann.last.buttons[0]
    await line.take()
    await call("chat.update", channel=ann.dm_id, ts=sent["ts"], text="Done")
    await line.take()
    first, second = ann.press_in_message(old_button, old), ann.press_in_message(old_button, old)
    stamps = [(await line.take())["actions"][0]["action_ts"] for _ in range(2)]
    assert stamps[0] != stamps[1]
    await first.wait_acked()
    await second.wait_acked()


async def test_fields_work_in_messages_too(ann: Member, call: Call, line: Line) -> None:
    blocks = [field_of("Mood", radio("Good", "Bad")), actions(button("Send"))]
    await call("chat.postMessage", channel=ann.user_id, text="Mood?", blocks=blocks)
    await line.take()
    assert ann.choose("Mood", "Bad", on=ann.last) is None
    ann.press("Send")
    state = (await line.take())["state"]["values"]
    assert state["mood"]["mood.value"]["selected_option"]["value"] == "bad"


async def test_changes_of_a_person_are_told(ann: Member, line: Line) -> None:
    ann.change_tz("Asia/Tokyo")
    told = (await line.take())["event"]
    assert (told["type"], told["user"]["tz"], told["user"]["tz_offset"]) == ("user_change", "Asia/Tokyo", 9 * 3600)
    ann.deactivate()
    assert (await line.take())["event"]["user"]["deleted"]
    with pytest.raises(LookupError, match="without an account"):
        ann.send("still here?")


async def test_an_unknown_command_goes_nowhere(ann: Member) -> None:
    assert ann.send("/dance") is None
    assert ann.errors == ["/dance is not a valid command."]


async def test_in_a_channel_the_bot_hears_commands_and_presses_only(
    slack: SlackStandIn, ann: Member, call: Call, line: Line
) -> None:
    channel = slack.add_channel("community", ann)
    channel.send(ann, "good morning")
    ann.command("/lab", "help", channel)
    told = await line.take({"text": "Only you see this"})
    assert (told["channel_id"], told["channel_name"]) == (channel.channel_id, "community")
    assert (await ann.wait_for("Only you")).channel_id == channel.channel_id
    posted = await call("chat.postMessage", channel=channel.channel_id, text="x", blocks=[actions(button("Answer"))])
    message = await channel.wait_for(lambda it: bool(it.buttons))
    ann.press("Answer", message)
    assert (await line.take())["container"]["message_ts"] == posted["ts"]
    assert [it.by_bot for it in channel.messages] == [False, True]


async def test_a_listener_hears_of_every_change(slack: SlackStandIn, ann: Member, call: Call) -> None:
    seen: list[Change] = []
    slack.listeners.append(seen.append)
    sent = await call("chat.postMessage", channel=ann.user_id, text="x")
    await call("chat.update", channel=ann.dm_id, ts=sent["ts"], text="y")
    await call("chat.delete", channel=ann.dm_id, ts=sent["ts"])
    await call("views.publish", user_id=ann.user_id, view={"type": "home", "blocks": []})
    command = ann.command("/lab")  # nobody is connected
    assert command is not None
    await call("views.open", trigger_id=command.payload["trigger_id"], view=modal())
    assert [it.kind for it in seen] == ["message", "edit", "delete", "home", "trouble", "modal"]
    assert {it.user_id for it in seen} == {ann.user_id}


async def test_waiting_ends_with_the_message_or_says_what_there_is_instead(ann: Member, call: Call) -> None:
    await call("chat.postMessage", channel=ann.user_id, text="First")
    since = ann.revision
    later = asyncio.create_task(ann.wait_for("First", since=since))
    await asyncio.sleep(0)
    await call("chat.postMessage", channel=ann.user_id, text="First again")
    assert (await later).text == "First again"
    with pytest.raises(TimeoutError, match="First again"):
        await ann.wait_for("Second", 0.01)
    with pytest.raises(TimeoutError, match="a view with 'Mood'"):
        await ann.wait_for_modal("Mood", 0.01)


async def test_any_event_can_be_told(slack: SlackStandIn, ann: Member, line: Line) -> None:
    slack.inject_event({"type": "message", "subtype": "file_share", "channel": ann.dm_id, "channel_type": "im"})
    assert (await line.take())["event"]["subtype"] == "file_share"
    assert slack.inject_event({"type": "reaction_added"}) is None


async def test_a_clean_record_is_asserted_with_what_may_be_broken(slack: SlackStandIn, ann: Member, call: Call) -> None:
    await call("chat.postMessage", channel=ann.user_id, text="a & b")
    slack.assert_clean(ignore={"unescaped"})
    with pytest.raises(AssertionError, match=r"1 rules.*\n.*chat\.postMessage: unescaped: "):
        slack.assert_clean()
