"""The staff desk: writing an announcement in a chat, sending it, and watching how far it has got."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.application.report import LEASE
from bot.domain.announcement import LONGEST, TYPED_WITHIN, AnnouncementState, CopyState
from bot.domain.delivery import Gone, Later, Refused, SendResult, Unsure
from bot.domain.drafting import from_wire
from bot.domain.heard import Pressed, Surface
from bot.domain.ids import SLACK, TELEGRAM
from bot.domain.reply import Reply
from bot.domain.secret import Secret
from bot.domain.staff import Role
from tests.application.announcing import (
    SECOND,
    announcing,
    code,
    drafted,
    labels,
    on_staff,
    peopled,
    reporting,
    run,
    staffing,
)
from tests.application.conftest import House
from tests.fakes import RecordingTransport, Talker, text_of

WELCOME = "You are on the staff as Ada: announcer."


# Writing one.


async def test_from_the_word_to_the_receipt(house: House) -> None:
    await peopled(house, 12)
    ada, transport = await on_staff(house, role=Role.ADMIN), RecordingTransport()
    assert "Please write the announcement" in text_of(await ada.says("Announce"))
    assert labels(await ada.says("Come on Friday."))[0] == "☐ Everybody"
    assert "☑ policy" in labels(await ada.presses("policy"))
    shown = await ada.presses("Continue")
    assert shown.say[0].text.text() == "Come on Friday."
    assert "People who get it: 10." in text_of(shown)
    assert "on its way" in text_of(await ada.presses("Send"))
    await reporting(house, transport).once()
    assert transport.sent.pop()[0] == ada.address
    await run(house, transport)
    assert [message.text.text() for _, message in transport.sent] == ["Come on Friday."] * 12
    await reporting(house, transport).once()
    to, message_id, message = transport.edited[-1]
    assert (to, message_id) == (ada.address, "1")
    assert message.text.text() == "Sent: Come on Friday.\nFor: 10\nDelivered: 10"
    assert message.rows == ()
    house.clock.move(timedelta(hours=1))
    assert await reporting(house, transport).once() == 0


async def test_everything_of_a_draft_survives_a_restart(house: House) -> None:
    await peopled(house, 10)
    ada = await on_staff(house)
    for act in (ada.says("announce"), ada.says("Come on Friday."), ada.presses("policy"), ada.presses("Continue")):
        await act
        house.listener.__post_init__()  # as a new process would begin
    assert "on its way" in text_of(await ada.presses("Send"))


async def test_a_text_that_is_too_long_is_asked_for_again(house: House) -> None:
    ada = await on_staff(house)
    await ada.says("announce")
    reply = await ada.says("x" * (LONGEST + 1))
    assert f"That has {LONGEST + 1} characters" in text_of(reply)
    assert labels(await ada.says("x" * LONGEST))[0] == "☐ Everybody"


async def test_a_picture_is_no_announcement(house: House) -> None:
    ada = await on_staff(house)
    await ada.says("announce")
    assert text_of(await ada.sends_a_picture()) == "An announcement is text only. Please write it."


@pytest.mark.parametrize("word", ["cancel", "Canslo."])
async def test_a_word_leaves_the_draft(house: House, word: str) -> None:
    ada = await on_staff(house)
    await ada.says("announce")
    assert text_of(await ada.says(word)) == "The draft is gone. Nothing was sent."
    [staff] = (await staffing(house).roll()).staff
    assert await house.vault.commit(lambda tx: tx.draft_of(staff.id)) is None
    assert "Everybody" not in " ".join(labels(await ada.says("Come on Friday.")))


async def test_a_text_that_begins_like_a_start_is_still_a_text(house: House) -> None:
    ada = await on_staff(house)
    await ada.says("announce")
    await ada.says("Join Friday")
    await ada.presses("Everybody")
    await ada.presses("Write it again")
    for text in ("Join Friday", "Start the week with us"):
        await ada.says(text)
        assert text_of(await ada.presses("Continue")).startswith(text)
        await ada.presses("Choose again")
        await ada.presses("Write it again")


async def test_help_and_stop_come_first_while_an_announcement_is_written(house: House) -> None:
    ada = await on_staff(house, talker=await house.joined("1"))
    await ada.says("announce")
    assert "Samaritans" in text_of(await ada.says("help"))
    await ada.says("stop")
    known = await house.vault.commit(lambda tx: tx.person_at(TELEGRAM, Secret("1")))
    assert known is not None
    assert known.person.standing.value == "stopped"
    assert labels(await ada.says("Come on Friday."))[0] == "☐ Everybody"


async def test_only_a_draft_that_waits_for_its_text_takes_what_is_typed(house: House) -> None:
    ada = await on_staff(house, talker=await house.joined("1"))
    await ada.commands("checkin")
    await ada.presses("Continue")
    await ada.says("announce")
    await ada.says("Come on Friday.")
    assert "2 of 6" in text_of(await ada.says("6"))
    await ada.says("announce")
    await ada.presses("Write it again")
    assert labels(await ada.says("7"))[0] == "☐ Everybody"


async def test_a_draft_that_was_left_lying_takes_nothing(house: House) -> None:
    ada = await on_staff(house, talker=await house.joined("1"))
    await ada.says("announce")
    house.clock.move(TYPED_WITHIN)
    assert "Everybody" not in " ".join(labels(await ada.says("I am well today")))
    assert "Please write" in text_of(await ada.says("announce"))
    assert labels(await ada.says("Come on Friday."))[0] == "☐ Everybody"


async def test_a_second_announce_goes_on_with_the_draft(house: House) -> None:
    ada = await drafted(house)
    reply = await ada.says("announce")
    assert "You have a draft already" in text_of(reply)
    assert "☑ policy" in labels(reply)


async def test_nothing_goes_on_without_a_group_and_nothing_is_sent_to_nobody(house: House) -> None:
    ada = await on_staff(house)
    await ada.says("announce")
    await ada.says("Come on Friday.")
    assert "Please choose at least one group." in text_of(await ada.presses("Continue"))
    await ada.presses("policy")
    shown = await ada.presses("Continue")
    assert "Nobody would get it" in text_of(shown)
    assert "Send" not in labels(shown)


async def test_who_was_there_at_the_preview_and_is_not_at_the_send_gets_nothing(house: House) -> None:
    await peopled(house, 1)
    ada = await drafted(house)
    await house.talker("1001").says("stop")
    assert "Nobody would get it" in text_of(await ada.presses("Send"))
    assert await house.vault.commit(lambda tx: tx.announcements()) == ()


async def test_an_old_previews_button_does_not_send_a_newer_text(house: House) -> None:
    await peopled(house, 10)
    ada = await drafted(house)
    old = ada.button("Send").data
    await ada.presses("Choose again")
    await ada.presses("Write it again")
    await ada.says("Come on Saturday.")
    await ada.presses("Continue")
    assert (await ada.does(Pressed(data=old, message_id="1"))).say == ()
    assert await house.vault.commit(lambda tx: tx.announcements()) == ()
    assert "on its way" in text_of(await ada.presses("Send"))


async def test_pressing_send_twice_sends_once(house: House) -> None:
    await peopled(house, 3)
    ada = await drafted(house)
    send = Pressed(data=ada.button("Send").data, message_id="1")
    await ada.does(send, update="one")
    assert await ada.does(send, update="one") == Reply()
    assert (await ada.does(send, update="two")).say == ()
    transport = RecordingTransport()
    await run(house, transport)
    assert len(transport.sent) == 3


# How far it has got.


async def test_a_button_under_the_progress_stops_it(house: House) -> None:
    await peopled(house, 30)
    ada, transport = await drafted(house), RecordingTransport()
    await ada.presses("Send")
    await reporting(house, transport).once()
    _, progress = transport.sent[0]
    [stop] = [choice for row in progress.rows for choice in row]
    assert progress.text.text() == "Being sent: Come on Friday.\nFor: 30\nWaiting: 30"
    bo = await on_staff(house, "6", Role.ADMIN, "Bo")
    assert "Stopped" in text_of(await bo.does(Pressed(data=stop.data, message_id="1")))
    assert (await bo.does(Pressed(data=stop.data, message_id="1"))).say == ()
    house.clock.move(3 * SECOND)
    await reporting(house, transport).once()
    assert transport.edited[-1][2].text.text() == "Stopped: Come on Friday.\nFor: 30\nHeld back: 30"
    await run(house, transport)
    assert len(transport.sent) == 1


async def test_the_list_shows_the_latest_five_and_stops_what_is_under_way(house: House) -> None:
    await peopled(house, 10)
    ada = await on_staff(house)
    assert text_of(await ada.says("announcements")) == "No announcement has been sent yet."
    for number in range(6):
        await ada.says("announce")
        await ada.says(f"Number {number}")
        await ada.presses("Everybody")
        await ada.presses("Continue")
        await ada.presses("Send")
        house.clock.move(timedelta(minutes=1))
    reply = await ada.commands("announcements")
    assert [line for line in text_of(reply).splitlines() if "Number" in line] == [
        f"Being sent: Number {number}" for number in (5, 4, 3, 2, 1)
    ]
    await ada.presses("Stop: Number 3")
    stopped = [one for one in await announcing(house).sent() if one.announcement.state is AnnouncementState.CANCELLED]
    assert [one.announcement.draft.text for one in stopped] == ["Number 3"]
    assert stopped[0].receipt.count(CopyState.CANCELLED) == 10


@pytest.mark.parametrize(
    ("result", "again"),
    [
        (Later(after=timedelta(seconds=30), why="held"), timedelta(seconds=30)),
        (Unsure(why="timeout"), timedelta(seconds=60)),
        (Gone(why="blocked"), None),
        (Refused(why="form"), None),
    ],
)
async def test_a_progress_message_that_did_not_get_up_is_tried_again_or_given_up(
    house: House, result: SendResult, again: timedelta | None
) -> None:
    await peopled(house, 1)
    ada = await drafted(house)
    await ada.presses("Send")
    transport = RecordingTransport(results=[result])
    report = reporting(house, transport)
    await report.once()
    house.clock.move((again or timedelta(hours=1)) - SECOND)
    assert await report.once() == 0
    house.clock.move(SECOND)
    assert await report.once() == (0 if again is None else 1)


async def test_a_progress_message_that_was_deleted_is_sent_anew(house: House) -> None:
    await peopled(house, 1)
    ada = await drafted(house)
    await ada.presses("Send")
    transport = RecordingTransport()
    report = reporting(house, transport)
    await report.once()
    transport.results = [Refused(why="message_not_found")]
    house.clock.move(3 * SECOND)
    await report.once()
    await report.once()
    assert len(transport.sent) == 2


async def test_a_report_whose_process_died_is_taken_up_by_another(house: House) -> None:
    await peopled(house, 1)
    ada = await drafted(house)
    await ada.presses("Send")
    now = house.clock.now()
    taken = await house.vault.commit(lambda tx: tx.reports_due(TELEGRAM, now, now + LEASE))
    assert len(taken) == 1
    transport = RecordingTransport()
    assert await reporting(house, transport).once() == 0
    house.clock.move(LEASE)
    assert await reporting(house, transport).once() == 1


async def test_who_has_left_the_staff_hears_no_more_and_what_they_sent_goes_on(house: House) -> None:
    await peopled(house, 3)
    ada = await drafted(house)
    await ada.presses("Send")
    transport = RecordingTransport()
    await reporting(house, transport).once()
    await staffing(house).remove("Ada")
    house.clock.move(3 * SECOND)
    await reporting(house, transport).once()
    await run(house, transport)
    assert transport.edited == []
    assert len(transport.sent) == 1 + 3


class OnSlack(RecordingTransport):
    platform = SLACK


async def test_on_pages_the_desk_answers_with_messages(house: House) -> None:
    await peopled(house, 10)
    ada = Talker(listener=house.listener, clock=house.clock, address="U1", platform=SLACK, surface=Surface.PAGES)
    await ada.commands("start", await code(house))
    ada.surface = Surface.DOOR
    await ada.says("announce")
    await ada.says("Come on Friday.")
    ada.surface = Surface.PAGES
    await ada.presses("policy")
    await ada.presses("Continue")
    send = ada.button("Send").data
    assert "on its way" in text_of(await ada.presses("Send"))
    assert "button" in text_of(await ada.does(Pressed(data=send, message_id="1")))
    assert from_wire(send) is not None
    slack, telegram = OnSlack(), RecordingTransport()
    assert (await reporting(house, telegram).once(), await reporting(house, slack).once()) == (0, 1)
