"""Catalogues: what is read out of one, and each mistake in one told at its line."""

from __future__ import annotations

from gettext import c2py

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.lab.catalogue import PLURAL_FORMS, Catalogue, check_overrides, read_catalogue
from adapters.lab.faults import Notes
from bot.domain.ids import Language
from bot.domain.plurals import RULES, Plural, rule_of
from bot.domain.words import Counted
from tests.builders import ENGLISH, WELSH

FRENCH = Language("fr")
HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"{}\\n"\n\n'
ONE_DAY = 'msgid "days"\nmsgid_plural "days"\nmsgstr[0] "{n} day, {name}"\nmsgstr[1] "{n} days, {name}"\n'
SHIPPED = 'msgid "days"\nmsgstr "{n}: {name}"\n\nmsgid "plain"\nmsgstr "{name}"\n'


def _read(source: str, language: Language = ENGLISH) -> Catalogue:
    notes = Notes("test.po")
    catalogue = read_catalogue(source, language, notes)
    assert [str(fault) for fault in notes.faults] == []
    return catalogue


def _faults(source: str, language: Language = ENGLISH) -> list[str]:
    notes = Notes("test.po")
    own = read_catalogue(source, language, notes)
    check_overrides(own.sentences, _read(SHIPPED).sentences, notes)
    return [str(fault) for fault in notes.faults]


def test_a_sentence_may_go_over_several_lines_and_have_escapes() -> None:
    source = '# a comment\nmsgid "menu"\nmsgstr ""\n"Hello.\\n"\n"Say \\"start\\", or go\\tto C:\\\\."\n'
    assert _read(source).texts() == {"menu": 'Hello.\nSay "start", or go\tto C:\\.'}


def test_entries_need_no_line_between_them() -> None:
    assert _read('msgid "a"\nmsgstr "A"\nmsgid "b"\nmsgstr "B"\n').texts() == {"a": "A", "b": "B"}


def test_what_is_not_translated_or_not_certain_is_left_out() -> None:
    empty = 'msgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgid_plural "b"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    assert _read(f'{empty}\n#, fuzzy\nmsgid "c"\nmsgstr "C"\n\nmsgid "d"\nmsgstr "D"\n').texts() == {"d": "D"}


def test_plural_forms_are_read_in_the_order_of_the_language() -> None:
    assert _read(ONE_DAY).texts() == {"days": Counted(other="{n} days, {name}", own={Plural.ONE: "{n} day, {name}"})}
    six = "".join(f'msgstr[{at}] "{form.value} {{n}}"\n' for at, form in enumerate(rule_of(WELSH).forms))
    assert _read(f'msgid "days"\nmsgid_plural "days"\n{six}', WELSH).texts() == {
        "days": Counted(
            other="other {n}",
            own={
                form: f"{form.value} {{n}}" for form in (Plural.ZERO, Plural.ONE, Plural.TWO, Plural.FEW, Plural.MANY)
            },
        )
    }


def test_in_a_language_whose_rule_is_not_known_the_last_form_is_for_every_number() -> None:
    source = HEADER.format("Plural-Forms: nplurals=2; plural=(n > 1);") + ONE_DAY
    assert _read(source, FRENCH).texts() == {"days": Counted(other="{n} days, {name}", own={})}
    assert _faults(source, FRENCH) == []


@pytest.mark.parametrize("language", RULES)
def test_the_header_that_we_ask_for_is_the_rule_of_the_domain(language: Language) -> None:
    count, _, expression = PLURAL_FORMS[language].rstrip(";").partition("; plural=")
    rule, place = rule_of(language), c2py(expression)
    assert count == f"nplurals={len(rule.forms)}"
    assert all(rule.forms[place(n)] is rule.of(n) for n in range(1000))


@pytest.mark.parametrize(
    "stated",
    [
        "nplurals=2; plural=(n != 1);",
        "nplurals=2; plural=n!=1",
        "nplurals = 2 ; plural = n != 1 ;",
    ],
)
def test_a_header_may_be_written_as_tools_write_it(stated: str) -> None:
    assert _faults(HEADER.format(f"Plural-Forms: {stated}")) == []


@pytest.mark.parametrize(
    ("language", "stated"),
    [
        (ENGLISH, "nplurals=2; plural=(n > 1);"),
        (ENGLISH, "nplurals=1; plural=0;"),
        (WELSH, "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;"),
    ],
)
def test_a_header_with_another_rule_is_a_fault_that_gives_the_right_one(language: Language, stated: str) -> None:
    (fault,) = _faults(HEADER.format(f"Plural-Forms: {stated}"), language)
    assert fault.startswith(f"test.po:1: these are not the plural forms of '{language}'")
    assert PLURAL_FORMS[language] in fault


@pytest.mark.parametrize(
    ("header", "reader"),
    [("X-Reviewed-By: Mair Owen", "Mair Owen"), ("X-Reviewed-By:", ""), ("x-reviewed-by:  Mair ", "Mair")],
)
def test_the_header_names_the_native_reader(header: str, reader: str) -> None:
    assert _read(HEADER.format(header)).reviewed_by == reader


def test_a_catalogue_that_says_nothing_of_a_reader_differs_from_one_that_awaits_one() -> None:
    assert _read(HEADER.format("MIME-Version: 1.0")).reviewed_by is None
    assert _read(ONE_DAY).reviewed_by is None


@pytest.mark.parametrize(
    ("old", "new", "said", "remedy"),
    [
        ('msgstr[0] "{n} day, {name}"\n', "", "lacks its form msgstr[0]", "msgstr[0] is 'one', msgstr[1] is 'other'"),
        ('msgstr[0] "{n} day, {name}"', 'msgstr[0] ""', "lacks its form msgstr[0]", "msgstr[0] is 'one'"),
        ("msgstr[1]", "msgstr[2]", "has a form msgstr[2] too many", "msgstr[1] is 'other'"),
        ("day, {name}", "day", "do not have the same gaps", "only {n}"),
        ("{name}", "{nam}", "has no {nam} to fill in", "{n}, {name}"),
        ('"days"', '"plain"', "no number chooses among the forms of 'plain'", "one msgstr"),
        ('"days"', '"dais"', "never says 'dais'", "'days'"),
    ],
)
def test_a_mistake_in_the_forms_of_a_labs_sentence_is_told_at_its_line(
    old: str, new: str, said: str, remedy: str
) -> None:
    faults = _faults("\n# ours\n" + ONE_DAY.replace(old, new))
    assert any(fault.startswith("test.po:3: ") and said in fault and remedy in fault for fault in faults), faults


def test_a_form_may_spell_its_number_out() -> None:
    assert _faults(ONE_DAY.replace("{n} day,", "one day,")) == []


def test_a_lab_may_say_a_counted_sentence_without_forms() -> None:
    assert _faults('msgid "days"\nmsgstr "{name}: {n}"\n') == []


@pytest.mark.parametrize("line", ['msgid "a', 'msgctxt "a"', "a", '"a"', 'msgstr[x] "a"', 'msgid "a" "b"'])
def test_a_line_that_is_none_of_a_catalogue_is_told(line: str) -> None:
    (fault,) = _faults(f"# first\n{line}\n")
    assert fault.startswith("test.po:2: this line cannot be read")


def test_a_sentence_that_is_there_twice_is_told_at_the_second() -> None:
    (fault,) = _faults('msgid "plain"\nmsgstr "{name}"\n\nmsgid "plain"\nmsgstr "{name}"\n')
    assert fault.startswith("test.po:4: 'plain' is here twice, first on line 1")


def test_a_lab_may_name_nations_that_the_bot_does_not_know() -> None:
    assert _faults('msgid "support.nation.cornwall"\nmsgstr "Cornwall"\n') == []


_LINES = st.sampled_from(
    ('msgid "a"', 'msgid_plural "a"', 'msgstr "A {n}"', 'msgstr[0] "A"', 'msgstr[3] "A"', '""', "#", "")
)


@given(st.lists(_LINES | st.text(max_size=20)), st.sampled_from((ENGLISH, WELSH, FRENCH)))
def test_no_file_makes_the_reader_raise(lines: list[str], language: Language) -> None:
    assert isinstance(read_catalogue("\n".join(lines), language, Notes("test.po")), Catalogue)
