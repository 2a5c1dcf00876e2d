"""What the bot says: complete in both languages, plain, and promising nothing that is not so."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from adapters.lab import EXAMPLE, read_lab
from adapters.lab.catalogue import PLURAL_FORMS, Catalogue, read_catalogue
from adapters.lab.faults import Notes
from bot.domain.ids import Language
from bot.domain.lab import Lab
from bot.domain.plurals import rule_of
from bot.domain.words import Counted, Template, gaps

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "cy")
BUTTONS = re.compile(
    r"checkin\.(start|not_today|continue|go_on|yes|no|back|skip|later|send|done|today|yesterday|shorter|\w+_options)"
    r"|join\.(age_yes|age_no|continue|agree|full_text|not_now|purpose\..+)"
)


def _source(language: str) -> str:
    return (EXAMPLE / "texts" / f"{language}.po").read_text(encoding="utf-8")


def _catalogue(language: str) -> Catalogue:
    notes = Notes(f"{language}.po")
    found = read_catalogue(_source(language), Language(language), notes)
    assert not notes.faults, notes.faults
    return found


def _sentences(language: str) -> dict[str, Template]:
    return _catalogue(language).texts()


def _forms(template: Template) -> tuple[str, ...]:
    """Every form of a sentence, in the order of its catalogue."""
    return template.every() if isinstance(template, Counted) else (template,)


def _plain(language: str) -> dict[str, str]:
    """The sentences that no number inflects: labels, typed words, commands."""
    return {key: text for key, text in _sentences(language).items() if isinstance(text, str)}


def _everything_said() -> list[tuple[str, str]]:
    """Every text of the shipped lab that a person could read, with where it stands."""
    files = [path for path in sorted(EXAMPLE.rglob("*")) if path.suffix in {".yaml", ".md", ".po"}]
    return [(str(path.relative_to(EXAMPLE)), path.read_text(encoding="utf-8")) for path in files]


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    english, welsh = map(_sentences, LANGUAGES)
    assert english.keys() == welsh.keys()
    for key, sentence in english.items():
        assert gaps(sentence) == gaps(welsh[key]), key
        assert isinstance(sentence, Counted) == isinstance(welsh[key], Counted), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_with_forms_has_every_form_of_its_language(language: str) -> None:
    counted = {key: text for key, text in _sentences(language).items() if isinstance(text, Counted)}
    assert len(counted) > 5
    for key, text in counted.items():
        assert "n" in gaps(text), key
        assert {*text.own} == {*rule_of(Language(language)).own.values()}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_reader_reads_a_catalogue_as_babel_does(language: str) -> None:
    catalogue = read_po(io.BytesIO(_source(language).encode()), abort_invalid=True)
    theirs = {
        str(entry.id[0] if entry.pluralizable else entry.id): (
            tuple(entry.string or ()) if entry.pluralizable else (entry.string,)
        )
        for entry in catalogue
        if entry.id
    }
    assert theirs == {key: _forms(text) for key, text in _sentences(language).items()}
    assert catalogue.num_plurals == len(rule_of(Language(language)).forms)
    assert f'"Plural-Forms: {PLURAL_FORMS[Language(language)]}\\n"' in _source(language)


def test_the_welsh_says_that_it_awaits_a_native_reader() -> None:
    for file in ("texts/cy.po", "consent/weekly.1.cy.md", "questionnaires/weekly-checkin.yaml"):
        assert "native reader" in (EXAMPLE / file).read_text(encoding="utf-8")
    assert _catalogue("cy").reviewed_by == ""


@pytest.mark.parametrize(("file", "text"), _everything_said())
def test_nothing_unsealed_is_called_more_than_it_is(file: str, text: str) -> None:
    assert not re.search(r"anonym|di-?enw", text, re.IGNORECASE), file


def _spoken() -> list[tuple[str, str]]:
    lab = read_lab(EXAMPLE)
    assert isinstance(lab, Lab), str(lab)
    said = [
        (f"{code}:{key}", form) for code in LANGUAGES for key, text in _sentences(code).items() for form in _forms(text)
    ]
    for form in lab.forms.values():
        for item in form.items:
            texts = [item.text, *(option.text for option in item.options), *(text for _, text in item.anchors)]
            said += [(f"{form.id}.{item.id}", text) for one in texts for _, text in one.by_language]
    said += [(f"consent {text.language}", text.full) for text in lab.consents]
    return said


@pytest.mark.parametrize(("where", "text"), _spoken())
def test_the_tone_is_plain(where: str, text: str) -> None:
    assert "!" not in text, where
    assert not re.search(r"\bjust\b", text, re.IGNORECASE), where
    assert not re.search(r"\b(organize|behavior|color|center)\b", text, re.IGNORECASE), where


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_a_button_fits_it(language: str) -> None:
    for key, text in _plain(language).items():
        if BUTTONS.fullmatch(key):
            assert len(text) <= 40, key
        if key.startswith("command."):
            assert 3 <= len(text) <= 256, key  # core.telegram.org/bots/api#botcommand


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_typed_word_means_two_commands(language: str) -> None:
    owner: dict[str, str] = {}
    for key, text in _plain(language).items():
        if key.startswith("word."):
            for word in text.split(","):
                assert word == word.strip().casefold()
                assert owner.setdefault(word, key) == key, word


def test_stop_and_help_are_understood_in_every_language() -> None:
    for language in LANGUAGES:
        said = _plain(language)
        assert {"stop", "stopall", "unsubscribe"} <= set(said["word.stop"].split(","))
        assert {"help", "help me", "crisis"} <= set(said["word.help"].split(","))


def test_the_consent_text_holds_the_five_sentences_with_the_studys_own_number() -> None:
    lab = read_lab(EXAMPLE)
    assert isinstance(lab, Lab), str(lab)
    study = lab.studies[0]
    for language in map(Language, LANGUAGES):
        words, consent = lab.words[language], lab.consent_text(study, language)
        assert consent.language == language
        five = words.say("privacy.five", others=words.say(f"number.{study.k - 1}")).split("\n\n")
        assert len(five) == 5
        assert all(sentence in consent.full for sentence in five)
        assert lab.support.not_monitored.text(language) in consent.short


def test_every_sentence_that_the_code_asks_for_exists() -> None:
    known = _sentences("en").keys()
    asked = {
        (path.name, key)
        for folder in ("bot", "adapters")
        for path in (ROOT / folder).rglob("*.py")
        for key in re.findall(r"""\.say\(\s*"([a-z0-9_.-]+)"[,)\s]""", path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 20
    assert {(file, key) for file, key in asked if key not in known} == set()
