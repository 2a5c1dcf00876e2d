"""What is kept of a check-in under way: read back as it was written, in no more room than was said beforehand."""

from __future__ import annotations

import json
from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Answer, Chosen, Number, Seen, Skipped, UnderReview, Written, from_record, to_record
from bot.domain.conversation import Conversation, from_json, longest_json, record, to_json
from bot.domain.ids import ItemId, Language, OptionCode
from bot.domain.item import Item
from bot.domain.occasion import padded_size
from bot.domain.questionnaire import FormVersion
from bot.domain.secret import Secret
from tests.builders import a_form, a_talk, an_item, an_option
from tests.domain.chats import LONGEST_REF, bytes_of

CODES = st.from_regex("[a-z][a-z0-9_]{0,25}", fullmatch=True)
ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.builds(Chosen, CODES.map(OptionCode)),
    st.builds(Number, st.integers(0, 9999)),
    st.builds(Written, st.builds(Secret, st.text())),
    st.builds(Skipped),
    st.builds(Seen),
    st.builds(UnderReview, st.from_regex("[0-9a-f]{32}", fullmatch=True)),
)
TALKS = st.builds(
    Conversation,
    form=st.builds(FormVersion, form=CODES, version=st.just("1.0.0"), sha256=st.just("0" * 64)),
    language=st.sampled_from([Language("en"), Language("cy"), Language("sgn-GB")]),
    at=st.none() | CODES.map(ItemId),
    answers=st.lists(st.tuples(CODES.map(ItemId), ANSWERS), unique_by=lambda pair: pair[0]).map(tuple),
    sent=st.booleans(),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(ANSWERS)
def test_an_answer_is_read_back_as_it_was_written(answer: Answer) -> None:
    assert from_record(orjson.loads(orjson.dumps(to_record(answer)))) == answer


@given(TALKS)
def test_a_check_in_is_read_back_as_it_was_written(talk: Conversation) -> None:
    for text in (orjson.dumps(to_json(talk)), json.dumps(to_json(talk))):
        assert from_json(json.loads(text)) == talk


@given(talk=TALKS, data=st.data())
def test_a_record_that_is_not_ours_is_refused_without_its_content(talk: Conversation, data: st.DataObject) -> None:
    kept = dict(to_json(talk))
    key = data.draw(st.sampled_from(sorted(kept)))
    kept[key] = {"told": ["in", "confidence"]}
    with pytest.raises(ValueError, match="do not fit together") as caught:
        from_json(kept)
    assert "confidence" not in str(caught.value)
    del kept[key]
    with pytest.raises(ValueError, match="do not fit together"):
        from_json(kept)


@pytest.mark.parametrize("answer", [{"d": "in confidence"}, {"t": "in confidence"}])
def test_a_day_or_time_that_is_none_is_refused_without_its_content(answer: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="do not fit together") as caught:
        from_record(answer)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@given(st.dictionaries(st.sampled_from(["form", "lang", "at", "answers", "sent", "c", "n", "w"]), JSON))
def test_a_record_of_any_other_shape_is_refused_and_not_stumbled_over(made_up: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="do not fit together"):
        from_json(made_up)


def test_the_record_is_in_the_order_of_the_questionnaire_without_statements_and_without_left_branches() -> None:
    form = a_form(
        an_item("statement", "intro"),
        an_item("scale", "pain"),
        an_item("yes_no", "branch", show_if="pain >= 4"),
        an_item("yes_no", "twig", show_if="branch == 'yes'"),
        an_item("long_text", "last"),
    )
    yes = Chosen(OptionCode("yes"))
    said: dict[str, Answer] = {"last": Skipped(), "twig": yes, "branch": yes, "pain": Number(7), "intro": Seen()}
    assert list(record(a_talk(form, said), form)) == ["pain", "branch", "twig", "last"]
    left = record(a_talk(form, {**said, "pain": Number(1)}), form)
    assert left == {"pain": Number(1), "last": Skipped()}, "the twig hangs on a branch that is no longer there"


def long_id(place: int) -> str:
    return f"{'i' * 23}{place:03}"


FULLEST: dict[str, tuple[Item, Answer]] = {
    "own words of astral characters": (
        an_item("long_text", long_id(0), max_length=500),
        Written(Secret("\U0001f642" * 500)),
    ),
    "own words of control characters": (
        an_item("long_text", long_id(0), max_length=500),
        Written(Secret("\x01" * 500)),
    ),
    "one word under review": (an_item("long_text", long_id(0), max_length=1), UnderReview("f" * 32)),
    "the longest code": (
        an_item("single_choice", long_id(0), options=(an_option("c" * 26), "b")),
        Chosen(OptionCode("c" * 26)),
    ),
    "the largest number": (an_item("scale", long_id(0), ends=(9990, 9999)), Number(9999)),
    "yes": (an_item("yes_no", long_id(0)), Chosen(OptionCode("yes"))),
    "a short option skipped": (an_item("single_choice", long_id(0), options=("a", "b")), Skipped()),
    "a statement": (an_item("statement", long_id(0)), Seen()),
}


@pytest.mark.parametrize("what", FULLEST)
@pytest.mark.parametrize("many", [1, 100])
def test_the_fullest_check_in_that_can_be_fits_its_bound(what: str, many: int) -> None:
    item, answer = FULLEST[what]
    ids = [ItemId(long_id(place)) for place in range(many)]
    form = a_form(*(replace(item, id=one) for one in ids))
    talk = Conversation(
        form=LONGEST_REF,
        language=Language("sgn-GB"),
        at=ids[-1],
        answers=tuple((one, answer) for one in ids),
        sent=False,
    )
    assert bytes_of(talk) <= longest_json(form)
    assert padded_size(form) % 512 == 0
    assert padded_size(form) >= longest_json(form)
