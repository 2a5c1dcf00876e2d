"""The engine, whatever the questionnaire and whatever is done in it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given

from bot.domain.answer import Seen, Skipped, UnderReview, Written
from bot.domain.conversation import longest_json, record
from bot.domain.engine import advance
from bot.domain.press import Press, Verb, from_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.turn import Fact, Resume, Shorten
from tests.builders import CARD
from tests.domain.chats import Chat, Step, after_each, bytes_of, forms, steps


@given(form=forms(), taken=steps())
def test_saving_and_loading_between_every_two_steps_changes_nothing(form: Questionnaire, taken: list[Step]) -> None:
    straight, interrupted = Chat(form), Chat(form)
    for step in taken:
        straight.takes(step)
        interrupted.reloads()
        interrupted.takes(step)
    assert interrupted.turns == straight.turns


@given(form=forms(), taken=steps())
def test_the_open_item_is_always_one_that_the_answers_lead_to(form: Questionnaire, taken: list[Step]) -> None:
    for chat in after_each(form, taken):
        path = [item.id for item in chat.talk.path(form)]
        assert chat.talk.at is None or chat.talk.at in path
        assert chat.talk.at is not None or set(path) <= chat.talk.given().keys()


@given(form=forms(), taken=steps())
def test_only_answers_on_the_path_count_and_in_its_order(form: Questionnaire, taken: list[Step]) -> None:
    for chat in after_each(form, taken):
        path = [item.id for item in chat.talk.path(form) if item.kind != "statement"]
        counted = record(chat.talk, form)
        assert list(counted) == [item for item in path if item in counted]
        assert counted.items() <= chat.talk.given().items()
        assert Seen() not in counted.values()


@given(form=forms(), taken=steps(shorter=False))
def test_answers_given_in_any_order_and_changed_at_will_make_the_same_record(
    form: Questionnaire, taken: list[Step]
) -> None:
    *_, wandering = after_each(form, taken)
    assume(not wandering.talk.shorter)  # the button under Later; what it asks is less on purpose
    wandering.finishes()
    assume(not wandering.talk.shorter)
    straight = Chat(form)
    straight.repeats(record(wandering.talk, form))
    assert record(straight.talk, form) == record(wandering.talk, form)


@given(form=forms(), taken=steps())
def test_answering_what_is_open_ends_it_from_anywhere(form: Questionnaire, taken: list[Step]) -> None:
    *_, chat = after_each(form, taken)
    assert chat.finishes() <= len(form.items) + 1, "once more than there are items, for an answer that is changed"
    if not chat.talk.sent:
        assert chat.types("send").facts == (Fact.SENT,)
    assert chat.talk.sent


@given(form=forms(), taken=steps())
def test_what_was_sent_stays_as_it_was(form: Questionnaire, taken: list[Step]) -> None:
    chat = Chat(form)
    chat.finishes()
    sent = chat.types("send").conversation
    for step in taken:
        turn = chat.takes(step)
        assert (turn.conversation, turn.say, turn.facts) == (sent, (), (Fact.STALE,))
        assert turn.toast


@given(form=forms(), taken=steps())
def test_a_button_of_another_question_changes_nothing(form: Questionnaire, taken: list[Step]) -> None:
    for chat in after_each(form, taken):
        if chat.talk.sent:
            return
        here = len(form.items) if chat.talk.at is None else form.index(chat.talk.at)
        before = chat.talk
        for verb in (Verb.CHOOSE, Verb.BACK, Verb.SKIP, Verb.SEND, Verb.DONE, Verb.LIST):
            turn = advance(before, form, Press(verb=verb, item=here + 1), chat.showing)
            assert (turn.conversation, turn.facts) == (before, (Fact.STALE,))
            assert turn.toast
            assert turn.say, "the open question stands below it again"


@given(form=forms(), taken=steps())
def test_a_question_that_needs_an_answer_is_never_skipped(form: Questionnaire, taken: list[Step]) -> None:
    for chat in after_each(form, taken):
        needed = {item.id for item in form.items if item.required or not form.allow_skip}
        skipped = {item for item, answer in chat.talk.answers if answer == Skipped()}
        assert not needed & skipped


@given(form=forms(), taken=steps())
def test_the_support_card_follows_a_sensitive_item_whatever_is_answered_and_nothing_else(
    form: Questionnaire, taken: list[Step]
) -> None:
    before = None
    for chat in after_each(form, taken):
        turn = chat.turns[-1]
        was_sensitive = before is not None and form.item(before).sensitive_support
        was_answered = bool({Fact.ANSWERED, Fact.SKIPPED} & set(turn.facts))
        cards = [place for place, message in enumerate(turn.say) if message.text == CARD]
        assert cards == ([0] if was_sensitive and was_answered else [])
        before = turn.conversation.at


@given(form=forms(), taken=steps())
def test_every_button_is_for_what_is_open(form: Questionnaire, taken: list[Step]) -> None:
    for chat in after_each(form, taken):
        here = len(form.items) if chat.talk.at is None else form.index(chat.talk.at)
        data = [choice.data for message in chat.turns[-1].say for row in message.rows for choice in row]
        for token_and_press in map(from_wire, data):
            assert token_and_press is not None
            assert token_and_press[1].verb in {Verb.OPEN, Verb.SHORTER} or token_and_press[1].item == here


@given(form=forms(), taken=steps())
def test_a_draft_is_only_ever_of_the_open_question_and_none_is_sent(form: Questionnaire, taken: list[Step]) -> None:
    for chat in after_each(form, taken):
        if chat.talk.draft is not None:
            assert chat.talk.at is not None
            assert not chat.talk.sent


@given(form=forms(), taken=steps(), more=steps())
def test_a_shorter_check_in_asks_what_is_core_and_keeps_what_was_said(
    form: Questionnaire, taken: list[Step], more: list[Step]
) -> None:
    *_, chat = after_each(form, taken)
    said = record(chat.talk, form)
    chat.does(Shorten())
    if chat.talk.sent or not form.has_shorter:
        return
    assert said.items() <= record(chat.talk, form).items() or chat.turns[-2].conversation.draft is not None
    asked = {item.id for item in chat.talk.path(form) if item.id not in chat.talk.given()}
    assert all(form.item(item).core for item in asked)


@given(form=forms(), taken=steps())
def test_looking_again_shows_the_same_question_and_changes_nothing(form: Questionnaire, taken: list[Step]) -> None:
    *_, chat = after_each(form, taken)
    before = chat.talk
    first, second = chat.does(Resume()), chat.does(Resume())
    assert first == second
    assert first.conversation == before


@given(form=forms(), taken=steps())
def test_no_check_in_outgrows_its_bound_not_even_under_review(form: Questionnaire, taken: list[Step]) -> None:
    for chat in after_each(form, taken):
        assert bytes_of(chat.talk) <= longest_json(form)
    reviewed = tuple(
        (item, UnderReview("f" * 32) if isinstance(answer, Written) else answer) for item, answer in chat.talk.answers
    )
    assert bytes_of(replace(chat.talk, answers=reviewed)) <= longest_json(form)
