"""Every shipped instrument in one questionnaire: nothing collides, and each scores as is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab import read_questionnaire
from adapters.lab.faults import Notes
from adapters.lab.instruments import Library
from bot.domain.answer import Answer, Skipped
from bot.domain.ids import ItemId, ScoreId
from bot.domain.questionnaire import Questionnaire
from tests.content.instrument_files import NAMES, instrument, slotted, words_for
from tests.content.oracle import RULES
from tests.content.test_instruments import worths

PREFIXES = {name: f"i{place}_" for place, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    """A questionnaire of them all, in a lab that has put words into the slots."""
    lab: Path = tmp_path_factory.mktemp("lab")
    (lab / "instruments").mkdir()
    for name in slotted():
        (lab / "instruments" / f"{name}.yaml").write_text(words_for(name), encoding="utf-8")
    uses = "\n".join(f"  - {{use: {name}@1, prefix: {prefix}}}" for name, prefix in PREFIXES.items())
    head = "format: checkin/1\nid: all\nversion: 1.0.0\nlanguages: [en, cy]\ntitle: {en: All, cy: Oll}\nitems:\n"
    read = read_questionnaire(f"{head}{uses}\n", "all.yaml", Library.of(lab, Notes))
    assert isinstance(read, Questionnaire), str(read)
    return read


def test_every_instrument_is_there_whole_and_no_two_things_have_one_id(form: Questionnaire) -> None:
    ids = [*(item.id for item in form.items), *(ItemId(one.id) for one in form.scores)]
    assert len(set(ids)) == len(ids)
    assert len(form.items) == sum(len(instrument(name).items) for name in NAMES)
    assert len(form.scores) == len(RULES)


def test_each_item_says_which_instrument_it_came_from(form: Questionnaire) -> None:
    for name, prefix in PREFIXES.items():
        assert {item.instrument for item in form.items if item.id.startswith(prefix)} == {f"{name}@1"}


def drawn(name: str, data: st.DataObject) -> tuple[list[int | None], dict[ItemId, Answer]]:
    """Values on an instrument's form, with gaps, and what was answered for them; a gap was skipped, or not asked."""
    read, prefix = instrument(name), PREFIXES[name]
    values = [data.draw(st.none() | st.sampled_from(worths(item)), label=key) for key, item in read.items.items()]
    skipped: dict[ItemId, Answer] = {
        ItemId(prefix + item): Skipped() for item in read.items if data.draw(st.booleans(), label=f"{item} was asked")
    }
    return values, skipped | read.answers(*values, prefix=prefix)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_it_comes_to_what_the_published_rule_comes_to_beside_any_other(
    form: Questionnaire, name: str, data: st.DataObject
) -> None:
    values, answers = drawn(name, data)
    _, others = drawn(data.draw(st.sampled_from([one for one in NAMES if one != name])), data)
    scored = form.scored(others | answers)
    for of, rule in ((of, rule) for (owner, of), rule in RULES.items() if owner == name):
        expected = rule(values)
        assert scored[ScoreId(PREFIXES[name] + of)] == (None if expected is None else float(expected))


def test_nobody_has_a_score_before_answering(form: Questionnaire) -> None:
    assert set(form.scored({}).values()) == {None}
