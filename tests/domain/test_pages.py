"""Questions on pages: what is on a page, what handing it in does, and that nothing done to pages changes the record."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Answer, AtTime, Chosen, Number, OnDay, Several, Skipped, Written
from bot.domain.conversation import Presentation, from_json, page, record, to_json
from bot.domain.engine import advance, begin
from bot.domain.expressions import names
from bot.domain.heard import Entry
from bot.domain.ids import ItemId, OptionCode
from bot.domain.item import Item
from bot.domain.kind import Asked, More
from bot.domain.press import Press, Verb, from_wire
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of
from bot.domain.secret import Secret
from bot.domain.sheet import Field, FieldKind, Sheet
from bot.domain.turn import Fact, Filled, Resume, Shorten, Turn, Typed
from tests.builders import CARD, ENGLISH, TODAY, a_form, an_item, showing, words
from tests.domain.casefile import case_of
from tests.domain.chats import Chat, forms

FITS = 4
SHOWING = replace(showing(), fits=FITS)


def weekly() -> Questionnaire:
    """Pain and kept_from decide whether helped is asked."""
    return a_form(
        an_item("statement", "intro"),
        an_item("scale", "pain"),
        an_item("yes_no", "kept_from"),
        an_item("single_choice", "helped", show_if="pain >= 4 or kept_from == 'yes'"),
        an_item("scale", "mood", required=True, sensitive_support=True),
        an_item("long_text", "anything"),
    )


def start(form: Questionnaire) -> Turn:
    return begin(form, ENGLISH, SHOWING)


def fills(turn: Turn, form: Questionnaire, *entries: Entry, verb: Verb | None = None) -> Turn:
    """Hand in the page of the turn, or leave it by another way."""
    assert turn.sheet is not None
    read = from_wire(turn.sheet.data)
    assert read is not None
    press = read[1] if verb is None else replace(read[1], verb=verb)
    return advance(turn.conversation, form, Filled(press, entries), SHOWING)


def shown(turn: Turn) -> Sheet:
    assert turn.sheet is not None
    assert turn.say == ()
    return turn.sheet


def items_of(turn: Turn, form: Questionnaire) -> list[str]:
    return [form.items[field.item].id for field in shown(turn).fields]


def test_a_page_ends_before_an_item_that_depends_on_it() -> None:
    form = weekly()
    first = start(form)
    assert items_of(first, form) == ["intro", "pain", "kept_from"]
    second = fills(first, form, Entry(item=1, places=(7,)), Entry(item=2, places=(1,)))
    assert items_of(second, form) == ["helped", "mood", "anything"]
    other = fills(first, form, Entry(item=1, places=(0,)), Entry(item=2, places=(1,)))
    assert items_of(other, form) == ["mood", "anything"]


def test_the_whole_of_it_ends_in_thanks_and_one_record() -> None:
    form = weekly()
    turn = fills(start(form), form, Entry(item=1, places=(7,)), Entry(item=2, places=(0,)))
    turn = fills(
        turn, form, Entry(item=3, places=(1,)), Entry(item=4, places=(5,)), Entry(item=5, words=Secret("Walking"))
    )
    closing = shown(turn)
    assert closing.fields == ()
    assert "Walking" in closing.opening.text()
    turn = fills(turn, form)
    assert turn.facts == (Fact.SENT,)
    assert shown(turn).submit == ""
    assert record(turn.conversation, form) == {
        "pain": Number(7),
        "kept_from": Chosen(OptionCode("yes")),
        "helped": Chosen(OptionCode("good")),
        "mood": Number(5),
        "anything": Written(Secret("Walking")),
    }
    assert turn.conversation.presentation is Presentation.PAGES


def test_what_is_left_empty_is_skipped_and_what_is_needed_is_said_in_its_place() -> None:
    form = weekly()
    turn = fills(start(form), form)
    assert turn.conversation.given()[ItemId("pain")] == Skipped()
    stays = fills(turn, form, Entry(item=5, words=Secret("x")))
    assert [place for place, _ in stays.errors] == [4]
    assert stays.sheet is None
    assert stays.conversation.given()[ItemId("anything")] == Written(Secret("x")), "what was right is kept"


def test_words_that_are_too_long_are_said_in_their_place_and_nothing_moves() -> None:
    form = weekly()
    turn = fills(start(form), form)
    stays = fills(turn, form, Entry(item=4, places=(5,)), Entry(item=5, words=Secret("x" * 501)))
    [(place, hint)] = stays.errors
    assert place == 5
    assert "500" in hint
    assert stays.conversation.at == turn.conversation.at


def test_the_support_card_is_read_first_on_the_page_after_a_sensitive_one() -> None:
    form = weekly()
    turn = fills(fills(start(form), form), form, Entry(item=4, places=(9,)))
    assert shown(turn).opening.text().startswith(CARD.text())


def test_a_choice_is_kept_at_once_and_the_page_stays_as_it_is() -> None:
    form = weekly()
    turn = start(form)
    kept = fills(turn, form, Entry(item=2, places=(0,)), verb=Verb.KEEP)
    assert (kept.sheet, kept.say, kept.errors) == (None, (), ())
    assert kept.conversation.given()[ItemId("kept_from")] == Chosen(OptionCode("yes"))
    again = advance(kept.conversation, form, Resume(), SHOWING)
    [field] = [one for one in shown(again).fields if one.item == 2]
    assert field.chosen == (0,)


def test_back_keeps_what_was_filled_in_and_shows_the_page_before_with_its_answers() -> None:
    form = weekly()
    second = fills(start(form), form, Entry(item=1, places=(7,)), Entry(item=2, places=(0,)))
    first = fills(second, form, Entry(item=5, words=Secret("half a thought")), verb=Verb.BACK)
    assert items_of(first, form) == ["intro", "pain", "kept_from"]
    assert [field.chosen for field in shown(first).fields] == [(), (7,), (0,)]
    assert first.conversation.given()[ItemId("anything")] == Written(Secret("half a thought"))


def test_a_page_that_was_left_behind_changes_nothing_and_the_open_one_comes_back() -> None:
    form = weekly()
    first = start(form)
    second = fills(first, form, Entry(item=1, places=(7,)))
    stale = advance(second.conversation, form, Filled(page_press(first), (Entry(item=1, places=(0,)),)), SHOWING)
    assert stale.conversation == second.conversation
    assert items_of(stale, form) == items_of(second, form)
    assert Fact.STALE in stale.facts


def page_press(turn: Turn) -> Press:
    read = from_wire(shown(turn).data)
    assert read is not None
    return read[1]


def test_handing_in_the_last_page_twice_sends_once() -> None:
    form = a_form(an_item("scale", "pain"))
    closing = fills(start(form), form, Entry(item=0, places=(3,)))
    sent = fills(closing, form)
    again = fills(replace(closing, conversation=sent.conversation), form)
    assert again.conversation == sent.conversation
    assert again.facts == (Fact.STALE,)
    assert shown(again).submit == ""


def test_an_entry_that_no_page_could_hold_is_not_an_answer() -> None:
    form = weekly()
    turn = fills(start(form), form, Entry(item=99, places=(0,)), Entry(item=1, places=(999,)), Entry(item=0))
    assert [place for place, _ in turn.errors] == [1]


# Whatever the questionnaire, whatever is done to its pages.

ways = st.lists(st.tuples(st.sampled_from([Verb.NEXT, Verb.KEEP, Verb.BACK]), st.integers(0, 9)), max_size=12)


def an_entry(form: Questionnaire, field: Field, nth: int) -> Entry:
    """One of the answers that the item's case says are taken, in its field; or nothing."""
    item = form.items[field.item]
    answers = [row.gives for row in case_of(item).takes if row.gives is not None and fits(item, row.gives)]
    if nth == 0 or field.kind is FieldKind.READ:
        return Entry(item=field.item)
    return an_entry_of(item, answers[nth % len(answers)], field.item)


def fits(item: Item, answer: Answer) -> bool:
    """Whether the answer is whole: a beginning waits in a chat for more, and cannot stand on a page."""
    return not isinstance(answer, Several) or len(answer.codes) >= (item.fewest or 1)


def an_entry_of(item: Item, answer: Answer, place: int) -> Entry:
    """The answer as it comes back from its field."""
    asked = Asked(item=item, words=words(), today=TODAY)
    match answer:
        case Chosen() | Number() if kind_of(item).offer(asked).field is FieldKind.ONE:
            places = range(len(kind_of(item).offer(asked).labels))
            return Entry(item=place, places=(next(at for at in places if kind_of(item).choose(asked, at) == answer),))
        case Several(codes):
            taken = (kind_of(item).choose(asked, at) for at in range(20))
            alone = [one.draft if isinstance(one, More) else None for one in taken]
            return Entry(item=place, places=tuple(alone.index(Several((code,))) for code in codes))
        case OnDay(day):
            return Entry(item=place, words=Secret(day.isoformat()))
        case AtTime(at):
            return Entry(item=place, words=Secret(f"{at:%H:%M}"))
        case Number(value):
            return Entry(item=place, words=Secret(str(value)))
        case Written(own):
            return Entry(item=place, words=own)
    raise AssertionError(f"no field holds {answer}")


def walk(form: Questionnaire, taken: list[tuple[Verb, int]]) -> list[Turn]:
    """Every turn of somebody who does `taken`, saved and loaded between every two steps."""
    turns = [start(form)]
    for verb, nth in taken:
        last = turns[-1]
        talk = from_json(to_json(last.conversation))
        open_now = advance(talk, form, Resume(), SHOWING)
        sheet = open_now.sheet
        if sheet is None or not sheet.submit:
            return turns
        read = from_wire(sheet.data)
        assert read is not None
        closing = read[1].verb is Verb.SEND
        press = replace(read[1], verb=Verb.BACK if closing and verb is Verb.BACK else read[1].verb if closing else verb)
        entries = tuple(an_entry(form, field, nth) for field in sheet.fields)
        turns.append(advance(talk, form, Filled(press, entries), SHOWING))
    return turns


@given(forms(), ways)
def test_the_open_page_is_always_on_the_path_and_no_field_depends_on_another_of_it(
    form: Questionnaire, taken: list[tuple[Verb, int]]
) -> None:
    for turn in walk(form, taken):
        open_page = page(turn.conversation, form, FITS)
        on_path = {item.id for item in form.path(turn.conversation.given())}
        ids = {item.id for item in open_page.items}
        assert len(ids) <= FITS
        assert ids <= on_path
        assert not any(item.show_if is not None and names(item.show_if) & ids for item in open_page.items)


@given(forms(), ways)
def test_no_answer_counts_that_its_page_could_not_have_been_shown_for(
    form: Questionnaire, taken: list[tuple[Verb, int]]
) -> None:
    for turn in walk(form, taken):
        kept = record(turn.conversation, form)
        assert set(kept) <= {item.id for item in form.path(turn.conversation.given())}


@given(forms(), st.integers(1, 9))
def test_handing_in_page_after_page_always_ends(form: Questionnaire, nth: int) -> None:
    turn = start(form)
    for _ in range(len(form.items) + 2):
        sheet = shown(turn)
        if not sheet.submit:
            break
        turn = fills(turn, form, *(an_entry(form, field, nth) for field in sheet.fields))
        assert not turn.errors
    assert turn.conversation.sent


@given(forms(), st.integers(1, 9))
def test_pages_and_single_questions_make_the_same_record(form: Questionnaire, nth: int) -> None:
    turn = start(form)
    while shown(turn).submit:
        turn = fills(turn, form, *(an_entry(form, field, nth) for field in shown(turn).fields))
    chat = Chat(form)
    chat.repeats(record(turn.conversation, form))
    assert record(chat.talk, form) == record(turn.conversation, form)


def test_what_is_emptied_in_a_shorter_check_in_stays_on_the_page_that_is_open() -> None:
    form = a_form(an_item("multi_choice", "helped"), an_item("short_text", "why"), an_item("scale", "mood", core=True))
    talk = advance(begin(form, ENGLISH, showing()).conversation, form, Typed(Secret("1")), showing()).conversation
    turn = advance(talk, form, Shorten(), SHOWING)
    assert items_of(turn, form) == ["helped", "mood"]
    page_of = shown(turn)
    kept = fills(turn, form, Entry(item=0), Entry(item=2, places=(4,)), verb=Verb.KEEP)
    turn = fills(replace(kept, sheet=page_of), form, Entry(item=0), Entry(item=2, places=(5,)))
    assert turn.facts == (Fact.ANSWERED,)
    assert record(turn.conversation, form) == {ItemId("helped"): Skipped(), ItemId("mood"): Number(5)}


def test_a_draft_from_a_chat_does_not_wander_to_the_page_before() -> None:
    form = a_form(an_item("yes_no"), an_item("multi_choice", "helped", show_if="yes_no == 'yes'"))
    talk = begin(form, ENGLISH, showing()).conversation
    for act in (Typed(Secret("yes")), Press(verb=Verb.CHOOSE, item=1, choice=0)):
        talk = advance(talk, form, act, showing()).conversation
    back = advance(talk, form, Press(verb=Verb.BACK, item=1), SHOWING).conversation
    assert (back.at, back.draft) == ("yes_no", None)
    assert isinstance(back.given()[ItemId("helped")], Several)
