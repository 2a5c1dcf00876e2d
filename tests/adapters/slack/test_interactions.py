"""What buttons, pages and slash commands say."""

from __future__ import annotations

import pytest

from adapters.slack.arrival import Origin
from bot.domain.heard import (
    Command,
    Entry,
    Pressed,
    Submitted,
    Surface,
)
from bot.domain.secret import Secret
from tests.adapters.slack.payloads import (
    NOW,
    SENT,
    arrived,
    button,
    commanded,
    pressed,
    pressed_in_view,
    submitted,
    view,
    what,
)


def test_a_press_names_its_message_and_each_click_is_another() -> None:
    first = arrived(pressed())
    assert first.heard.what == Pressed(data="d:1", message_id=f"D1:{SENT}")
    assert first.heard.surface is Surface.PAGES
    assert first.heard.at == NOW
    assert (first.trigger, first.origin) == ("1.2.x", Origin.MESSAGE)
    second = arrived(pressed(actions=[{**button(), "action_ts": "1790000001.2"}]))
    assert first.heard.update != second.heard.update


def test_a_press_on_a_message_that_can_no_longer_be_seen_is_a_press() -> None:
    assert arrived(pressed(message=None)).pressed is None


def test_a_choice_on_a_page_keeps_it_open_and_carries_that_choice_alone() -> None:
    action = {
        "type": "radio_buttons",
        "action_id": "answer",
        "block_id": "i0.7",
        "selected_option": {"value": "0"},
        "action_ts": "1.1",
    }
    found = arrived(pressed_in_view(action))
    assert found.heard.what == Submitted(data="q:k", entries=(Entry(item=0, places=(0,)),))
    assert (found.view_id, found.view_hash, found.origin) == ("V1", "h1", Origin.MODAL)


ALL = (
    Entry(item=0, places=(1,)),
    Entry(item=3, words=Secret("well & <good>")),
    Entry(item=4),
    Entry(item=5),
)


def test_a_page_that_is_handed_in_carries_every_field() -> None:
    found = arrived(submitted())
    assert found.heard.what == Submitted(data="q:s", entries=ALL)
    assert dict(found.inputs) == {0: "i0.7", 3: "i3.7", 4: "i4.7", 5: "i5.7"}


def test_back_takes_along_what_stands_on_the_page_and_help_does_not() -> None:
    back = arrived(pressed_in_view(button("q:b")))
    assert back.heard.what == Submitted(data="q:b", entries=ALL)
    assert back.leaves
    assert what(pressed_in_view(button("m:help"))) == Pressed(data="m:help", message_id=None)


def test_a_button_on_the_home_is_a_press() -> None:
    found = arrived(pressed_in_view(button("m:privacy"), type="home", private_metadata="", state=None))
    assert found.heard.what == Pressed(data="m:privacy", message_id=None)
    assert found.origin is Origin.HOME


def test_each_handing_in_has_a_name_of_its_own_though_the_hash_stays() -> None:
    names = [
        arrived(submitted()).heard.update,
        arrived(submitted(trigger_id="1.2.y")).heard.update,
        arrived(submitted(trigger_id=None)).heard.update,
        arrived(submitted(trigger_id=None, view=view(state=None))).heard.update,
    ]
    assert len(set(names)) == 4
    assert arrived(submitted(trigger_id=None)).heard.update == names[2]


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("start CODE", "start", "CODE"),
        ("", "menu", ""),
        ("  Help  me ", "help", "me"),
        ("x" * 500, "x" * 32, ""),
        ("start " + "y" * 500, "start", "y" * 64),
    ],
)
def test_a_command_is_its_word_and_what_follows(text: str, name: str, argument: str) -> None:
    found = arrived(commanded(text=text))
    assert found.heard.what == Command(name=name, argument=argument)
    assert (found.heard.update, found.in_private) == ("slack:cmd:1.2.x", False)
