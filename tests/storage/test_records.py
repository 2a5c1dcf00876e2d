"""The secret parts of rows: one size whatever is inside, the same value out again, and no content in an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Answer, Chosen, Number, Seen, Skipped, UnderReview, Written
from bot.domain.conversation import Conversation
from bot.domain.delivery import Parcel
from bot.domain.ids import ContactId, ItemId, OptionCode, PersonId
from bot.domain.message import Choice, Message, Picture, Urgency
from bot.domain.occasion import Occasion, OccasionState, padded_size
from bot.domain.richtext import Part, RichText, Style
from bot.domain.secret import Secret
from storage.vault.records import (
    OutboxBody,
    occasion_from_bytes,
    occasion_to_bytes,
    outbox_from_bytes,
    outbox_to_bytes,
    padded,
    unpadded,
)
from tests.builders import a_contact_id, a_form, a_key, a_queued, a_talk, an_item, an_occasion

CANARY = "canary-9f3e71"
MOST_WRITTEN = 120  # characters
FORM = a_form(
    an_item("statement"),
    an_item("single_choice"),
    an_item("scale", ends=(-10, 10)),
    an_item("yes_no"),
    an_item("long_text", max_length=MOST_WRITTEN),
)

ids = st.binary(min_size=16, max_size=16)
written = st.text(max_size=MOST_WRITTEN).map(lambda text: Written(Secret(text)))
reviews = st.binary(min_size=16, max_size=16).map(lambda review: UnderReview(review.hex()))
skips = st.just(Skipped())
ANSWERS: dict[str, st.SearchStrategy[Answer]] = {
    "statement": st.just(Seen()),
    "single_choice": st.sampled_from(["bad", "good"]).map(lambda code: Chosen(OptionCode(code))) | skips,
    "scale": st.integers(-10, 10).map(Number) | skips,
    "yes_no": st.sampled_from(["yes", "no"]).map(lambda code: Chosen(OptionCode(code))) | skips,
    "long_text": written | reviews | skips,
}
talks: st.SearchStrategy[Conversation | None] = st.none() | st.builds(
    lambda answers, at, sent: a_talk(FORM, answers, at=at, sent=sent),
    st.fixed_dictionaries({}, optional=ANSWERS),
    st.none() | st.sampled_from([item.id for item in FORM.items]),
    st.booleans(),
)
occasions: st.SearchStrategy[Occasion] = st.builds(
    lambda person, talk, message, again, asked: replace(
        an_occasion(talk=talk),
        person=PersonId(person),
        size=padded_size(FORM),
        message_id=message,
        offered_again=again,
        asked_at=asked,
    ),
    ids,
    talks,
    st.none() | st.text("0123456789.-", max_size=40),
    st.integers(0, 1000),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
parts = st.builds(Part, st.text(max_size=60), st.sampled_from(Style))
choices = st.builds(lambda label, data: Choice(label=label, data=data), st.text(max_size=20), st.text(max_size=16))
pictures = st.builds(lambda name, alt: Picture(name=name, alt=alt), st.text(max_size=20), st.text(max_size=60))
messages: st.SearchStrategy[Message] = st.builds(
    lambda said, rows, urgency, reply, picture: Message(
        text=RichText(tuple(said)),
        rows=tuple(map(tuple, rows)),
        urgency=urgency,
        reply_expected=reply,
        picture=picture,
    ),
    st.lists(parts, max_size=4),
    st.lists(st.lists(choices, max_size=3), max_size=3),
    st.sampled_from(Urgency),
    st.booleans(),
    st.none() | pictures,
)


@given(occasions)
def test_an_occasion_has_one_size_and_comes_out_as_it_went_in(occasion: Occasion) -> None:
    content = occasion_to_bytes(occasion)
    assert len(content) == padded_size(FORM)
    body = occasion_from_bytes(content)
    found = replace(
        occasion,
        person=body.person,
        talk=body.talk,
        message_id=body.message_id,
        offered_again=body.offered_again,
        asked_at=body.asked_at,
    )
    assert found == occasion


@pytest.mark.parametrize("letter", ["\0", "\U0001f642", '"', "\\", "\u2028", "€"])
def test_the_longest_answers_fit(letter: str) -> None:
    answers: dict[str, Answer] = {
        "statement": Seen(),
        "single_choice": Chosen(OptionCode("good")),
        "scale": Number(-10),
        "yes_no": Chosen(OptionCode("yes")),
        "long_text": Written(Secret(letter * MOST_WRITTEN)),
    }
    talk = a_talk(FORM, answers, at="single_choice", sent=True)
    occasion = replace(an_occasion(talk=talk, state=OccasionState.DONE), size=padded_size(FORM), message_id="9" * 40)
    assert len(occasion_to_bytes(occasion)) == padded_size(FORM)


@given(st.binary(max_size=60), st.integers(64, 200))
def test_what_is_padded_is_as_long_as_asked_and_comes_out_again(content: bytes, size: int) -> None:
    assert len(padded(content, size)) == size
    assert unpadded(padded(content, size)) == content


def test_what_fits_exactly_is_taken_and_one_byte_more_is_not() -> None:
    assert len(padded(b"x" * 28, 32)) == 32
    with pytest.raises(ValueError, match="does not fit its 32"):
        padded(b"x" * 29, 32)


def test_an_occasion_that_does_not_fit_is_refused_without_its_content() -> None:
    talk = a_talk(FORM, {"long_text": Written(Secret(CANARY * 80))})
    with pytest.raises(ValueError, match="bound is wrong") as refused:
        occasion_to_bytes(an_occasion(talk=talk))
    assert CANARY not in repr(refused.value)


@given(ids, messages, st.booleans())
def test_a_waiting_message_comes_out_as_it_went_in(contact: bytes, message: Message, about_a_check_in: bool) -> None:
    occasion = a_key(wave=7, slot="w3.0") if about_a_check_in else None
    body = OutboxBody(contact=ContactId(contact), message=message, occasion=occasion)
    assert outbox_from_bytes(outbox_to_bytes(body)) == body


@pytest.mark.parametrize(
    "talk",
    [
        {"form": ["weekly", "1", "0"], "lang": "en", "at": None, "answers": [["x", {"?": CANARY}]], "sent": False},
        {"form": ["weekly", "1", "0"], "lang": "en", "at": None, "answers": [[CANARY]], "sent": False},
        {"form": CANARY},
    ],
)
def test_an_occasion_of_another_version_is_refused_without_its_content(talk: object) -> None:
    record = orjson.loads(unpadded(occasion_to_bytes(an_occasion())))
    with pytest.raises(ValueError, match="do not fit together") as refused:
        occasion_from_bytes(padded(orjson.dumps({**record, "talk": talk}), 1024))
    assert CANARY not in repr(refused.value)


def test_a_message_that_waits_since_before_there_were_pictures_has_none() -> None:
    queued = a_queued("hello", parcel=Parcel.SERVICE)
    body = OutboxBody(contact=a_contact_id(1), message=queued.message, occasion=None)
    record = orjson.loads(outbox_to_bytes(body))
    del record["message"]["picture"]
    assert outbox_from_bytes(orjson.dumps(record)) == body


def test_a_picture_of_another_version_is_refused_without_its_content() -> None:
    body = OutboxBody(contact=a_contact_id(1), message=a_queued("hello").message, occasion=None)
    record = orjson.loads(outbox_to_bytes(body))
    record["message"]["picture"] = {"said": CANARY}
    with pytest.raises(ValueError, match="does not fit this version") as refused:
        outbox_from_bytes(orjson.dumps(record))
    assert CANARY not in repr(refused.value)


@pytest.mark.parametrize("change", [{"message": CANARY}, {"occasion": [CANARY]}, {"contact": 7}])
def test_a_waiting_message_of_another_version_is_refused_without_its_content(change: dict[str, object]) -> None:
    queued = a_queued(CANARY, parcel=Parcel.SERVICE)
    body = OutboxBody(contact=a_contact_id(1), message=queued.message, occasion=None)
    record = orjson.loads(outbox_to_bytes(body))
    with pytest.raises(ValueError, match="does not fit this version") as refused:
        outbox_from_bytes(orjson.dumps({**record, **change}))
    assert CANARY not in repr(refused.value)


def test_an_item_of_any_name_is_kept() -> None:
    talk = a_talk(FORM, {"ŵ": Skipped()})
    body = occasion_from_bytes(occasion_to_bytes(an_occasion(talk=talk)))
    assert body.talk is not None
    assert body.talk.answers == ((ItemId("ŵ"), Skipped()),)


def test_a_prompts_moment_keeps_its_instant() -> None:
    asked = datetime(2026, 11, 25, 12, 30, 0, 1, tzinfo=UTC)
    assert occasion_from_bytes(occasion_to_bytes(replace(an_occasion(), asked_at=asked))).asked_at == asked
