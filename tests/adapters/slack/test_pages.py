"""Questions on pages, the App Home, and slash commands: what a person sees, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.simulator.slack import DropAfter, Refuse, SlackStandIn
from bot.domain.heard import Command, Heard, Opened, Pressed, Submitted, Surface
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind
from tests.adapters.fakes import OCCASION, FakeListener, message, words_of
from tests.adapters.slack.conftest import Begin
from tests.adapters.slack.fakes import BACK, ENGLISH, KEEP, MOOD, NOTE, SUBMIT, MovableClock, sheet


def offers(heard: Heard) -> Reply:
    """A lab that puts its questions on pages: Start opens the first, handing in shows the second, then the last."""
    match heard.what:
        case Pressed(data="d:Start") | Command(name="go"):
            return Reply(sheet=sheet(MOOD, NOTE), receipt=OCCASION)
        case Submitted(data=data) if data == SUBMIT:
            return Reply(sheet=sheet(title="Second page", edition=2, back=True), receipt=OCCASION)
        case Submitted(data=data) if data == BACK:
            return Reply(sheet=sheet(MOOD, NOTE, edition=3), receipt=OCCASION)
        case Submitted():
            return Reply()
        case Command(name="checkin") if heard.surface is Surface.DOOR:
            return Reply(say=(message("Your check-in is waiting", "Start"),))
    return Reply(say=(message("Your check-in is ready", "Start"),))


def submissions(listener: FakeListener) -> list[Submitted]:
    return [heard.what for heard in listener.heard if isinstance(heard.what, Submitted)]


async def test_a_check_in_goes_from_start_over_its_pages_to_the_end(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=offers))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("ready")
    alex.press("Start")
    first = await alex.wait_for_modal("Weekly check-in opens")
    assert first.title == "Weekly check-in"
    told = alex.choose("How are you?", "Not well")
    assert told is not None
    await told.wait_acked()
    alex.fill("Anything else?", "a <b> & c")
    alex.submit()
    second = await alex.wait_for_modal("Second page opens")
    assert second.view_id == first.view_id
    assert alex.errors == []
    await running.listener.until(lambda: len(running.listener.shown_as) == 2)
    assert running.listener.shown_as == [None, None]
    (kept, handed_in) = submissions(running.listener)
    assert kept.data == KEEP
    assert [(entry.item, entry.places) for entry in kept.entries] == [(0, (1,))]
    assert [(entry.item, entry.places, entry.words) for entry in handed_in.entries] == [
        (0, (1,), None),
        (1, (), Secret("a <b> & c")),
    ]
    await slack.settle()
    slack.assert_clean()


async def test_back_keeps_what_stands_on_the_page_and_shows_the_one_before(slack: SlackStandIn, begin: Begin) -> None:
    def answer(heard: Heard) -> Reply:
        if isinstance(heard.what, Pressed):
            return Reply(sheet=sheet(NOTE, back=True))
        return offers(heard)

    running = await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("ready")
    alex.press("Start")
    await alex.wait_for_modal("opens")
    alex.fill("Anything else?", "half a sentence")
    alex.press_view("Back")
    page = await alex.wait_for_modal(lambda it: len(it.fields) == 2)
    assert page.fields[1].value is None
    (left,) = submissions(running.listener)
    assert (left.data, left.entries[0].words) == (BACK, Secret("half a sentence"))
    await slack.settle()
    slack.assert_clean()


async def test_what_does_not_fit_is_said_under_its_field_and_can_be_put_right(
    slack: SlackStandIn, begin: Begin
) -> None:
    def answer(heard: Heard) -> Reply:
        match heard.what:
            case Submitted(entries=entries) if entries[1].words is None:
                return Reply(errors=((1, "Please say something"),))
        return offers(heard)

    running = await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.submit()
    await alex.wait_for_modal("Please say something")
    alex.fill("Anything else?", "words")
    alex.submit()
    await alex.wait_for_modal("Second page opens")
    assert len(submissions(running.listener)) == 2
    await slack.settle()
    slack.assert_clean()


async def test_an_error_for_a_field_that_is_not_on_the_page_is_still_said(slack: SlackStandIn, begin: Begin) -> None:
    def answer(heard: Heard) -> Reply:
        return Reply(errors=((9, "Something is missing"),)) if isinstance(heard.what, Submitted) else offers(heard)

    await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.submit()
    await alex.wait_for_modal("Something is missing")
    await slack.settle()
    slack.assert_clean()


async def test_a_page_with_nothing_to_follow_is_closed(slack: SlackStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=lambda it: Reply() if isinstance(it.what, Submitted) else offers(it)))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.submit()
    await alex.wait_for_close()
    await slack.settle()
    slack.assert_clean()


async def test_words_in_answer_to_a_page_stand_on_the_page(slack: SlackStandIn, begin: Begin) -> None:
    def answer(heard: Heard) -> Reply:
        match heard.what:
            case Submitted():
                return Reply(say=(message("How old are you?", "Old enough"),))
            case Pressed():
                return Reply(say=(message("Welcome"),), in_place=True)
        return offers(heard)

    await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.submit()
    asked = await alex.wait_for_modal("How old are you?")
    assert asked.title == ENGLISH.title
    alex.press_view("Old enough")
    await alex.wait_for_modal("Welcome")
    assert alex.dm == []
    await slack.settle()
    slack.assert_clean()


async def test_a_page_handed_in_twice_is_heard_twice_and_the_second_answer_stands(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=offers))
    alex = slack.add_member()
    alex.command("/lab", "go")
    view = await alex.wait_for_modal("opens")
    for handing_in in (alex.submit_view(view), alex.submit_view(view)):
        await handing_in.wait_acked()
    await alex.wait_for_modal("Second page opens")
    assert len(submissions(running.listener)) == 2
    assert alex.errors == []


async def test_the_same_handing_in_delivered_twice_has_one_effect(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=offers))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    handing_in = alex.submit()
    assert handing_in is not None
    await handing_in.wait_acked()
    slack.redeliver(handing_in)
    await handing_in.wait_acked()
    assert len(submissions(running.listener)) == 1


async def test_a_page_that_changed_meanwhile_is_left_alone(slack: SlackStandIn, begin: Begin) -> None:
    running = await begin(FakeListener(answer=offers))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.submit()
    await alex.wait_for_modal("Second page opens")
    clicks = [alex.press_view("Back"), alex.press_view("Back")]
    for click in clicks:
        await click.wait_acked()
    await running.listener.until(lambda: len(running.listener.shown_as) == 4)
    assert len(slack.calls_of("views.update")) == 2
    assert alex.modal is not None
    assert len(alex.modal.fields) == 2
    await slack.settle()
    slack.assert_clean()


async def test_a_press_in_a_modal_that_was_closed_is_answered_in_a_message(slack: SlackStandIn, begin: Begin) -> None:
    def answer(heard: Heard) -> Reply:
        if isinstance(heard.what, Submitted) and heard.what.data == BACK:
            return Reply(say=(message("This round has closed"),))
        return offers(heard)

    await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    alex.submit()
    await alex.wait_for_modal("Second page opens")
    alex.press_view("Back")
    alex.close_all()
    await alex.wait_for("This round has closed")


@pytest.mark.parametrize("code", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_trigger_that_slack_takes_no_more_gives_a_fresh_start_button(
    slack: SlackStandIn, begin: Begin, code: str
) -> None:
    running = await begin(FakeListener(answer=offers))
    slack.inject("views.open", Refuse(error=code))
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("ready")
    alex.press("Start")
    door = await alex.wait_for("Your check-in is waiting")
    await running.listener.until(lambda: bool(running.listener.shown_as))
    assert running.listener.shown_as == [f"{alex.dm_id}:{door.ts}"]
    alex.press("Start", door)
    await alex.wait_for_modal("opens")
    await slack.settle()
    slack.assert_clean()


async def test_a_commit_that_outlives_the_trigger_gives_a_fresh_start_button(slack: SlackStandIn, begin: Begin) -> None:
    clock = MovableClock()

    def slow(heard: Heard) -> None:
        if isinstance(heard.what, Pressed):
            clock.ahead += timedelta(seconds=3)

    await begin(FakeListener(answer=offers, before=slow), clock=clock)
    alex = slack.add_member()
    alex.send("hello")
    await alex.wait_for("ready")
    alex.press("Start")
    await alex.wait_for("Your check-in is waiting")
    assert slack.calls_of("views.open") == []
    await slack.settle()
    slack.assert_clean()


async def test_a_page_that_may_have_opened_is_not_opened_twice_and_not_called_shown(
    slack: SlackStandIn, begin: Begin
) -> None:
    running = await begin(FakeListener(answer=offers))
    slack.inject("views.open", DropAfter())
    alex = slack.add_member()
    alex.command("/lab", "go")
    await alex.wait_for_modal("opens")
    await running.adapter.stop()
    assert len(slack.calls_of("views.open")) == 1
    assert running.listener.shown_as == []


async def test_many_options_and_what_was_chosen_before_stand_in_a_menu(slack: SlackStandIn, begin: Begin) -> None:
    scale = Field(
        item=2, kind=FieldKind.ONE, label="How much?", options=tuple(map(str, range(11))), chosen=(7,), help="0 to 10"
    )
    running = await begin(FakeListener(answer=lambda it: Reply(sheet=sheet(scale))))
    alex = slack.add_member()
    alex.command("/lab", "go")
    view = await alex.wait_for_modal("0 to 10")
    assert view.fields[0].value == "7"
    alex.choose("How much?", "10")
    await running.listener.until(lambda: len(submissions(running.listener)) == 1)
    assert submissions(running.listener)[0].entries[0].places == (10,)
    await slack.settle()
    slack.assert_clean()


# On the home.


async def test_the_home_is_filled_when_it_is_opened(slack: SlackStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=lambda it: Reply(say=(message("Welcome home", "Check in"),))))
    alex = slack.add_member()
    alex.open_home()
    shown = await alex.wait_for_home("Welcome home")
    assert [button.text for button in shown.buttons] == ["Check in"]
    assert alex.dm == []
    alex.open_home()
    await slack.settle()
    slack.assert_clean()


async def test_a_button_on_the_home_is_answered_where_the_person_looks(slack: SlackStandIn, begin: Begin) -> None:
    def answer(heard: Heard) -> Reply:
        match heard.what:
            case Opened():
                return Reply(say=(message("Welcome home", "Check in", "Privacy"),))
            case Pressed(data="d:Privacy"):
                return Reply(say=(message("Five sentences"),))
        return Reply(sheet=sheet(MOOD))

    await begin(FakeListener(answer=answer))
    alex = slack.add_member()
    alex.open_home()
    await alex.wait_for_home("Welcome home")
    alex.press_home("Privacy")
    await alex.wait_for_modal("Five sentences")
    alex.close()
    alex.press_home("Check in")
    await alex.wait_for_modal("Weekly check-in opens")
    await slack.settle()
    slack.assert_clean()


# By command.


async def test_a_command_in_a_channel_is_answered_in_private(slack: SlackStandIn, begin: Begin) -> None:
    await begin(FakeListener(answer=lambda heard: Reply(say=(message(f"after {words_of(heard)}"),))))
    alex = slack.add_member()
    general = slack.add_channel("general", alex)
    alex.command("/lab", "start CODE", channel=general)
    await alex.wait_for("after /start CODE")
    (whisper,) = alex.ephemerals
    assert whisper.text == ENGLISH.answered_in_private
    assert whisper.channel_id == general.channel_id
    assert general.messages == []
    alex.command("/lab")
    await alex.wait_for("after /menu")
    assert len(alex.ephemerals) == 1
    await slack.settle()
    slack.assert_clean()
