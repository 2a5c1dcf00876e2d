"""Which wording counts as speaking of suicide or self-harm."""

from __future__ import annotations

import pytest

from adapters.lab.advice.safety import speaks_of_risk

RISKY = (
    "Have you had suicidal thoughts?",
    "Did you think of suicide?",
    "Did you self-harm this week?",
    "Self harm",
    "Have you wanted to hurt yourself?",
    "Thoughts of harming themselves",
    "Have you thought of ending your own life?",
    "Did you want to take your life?",
    "Thoughts that you would be better off dead",
    "An overdose",
    "Did you want to end it all?",
    "Meddwl am hunanladdiad",
    "Hunan-niweidio",
    "A wnaethoch frifo eich hun?",
    "Meddwl am ladd eich hun",
    "Niweidio fy hun",
    "Dod â'ch bywyd i ben",
    "Meddwl y byddai'n well eich byd yn farw",
)
HARMLESS = (
    "How bad was your pain?",
    "Did pain kill the mood?",
    "Does heat harm or help?",
    "How did you end the day?",
    "Did you take your medicine with your meals?",
    "Did you look after yourself?",
    "How has life been?",
    "Beth helpodd fwyaf yr wythnos hon?",
    "Sut mae eich hwyliau wedi bod?",
    "Pa mor hunanhyderus ydych chi?",
)


@pytest.mark.parametrize("text", RISKY)
def test_words_for_suicide_and_self_harm_are_found(text: str) -> None:
    assert speaks_of_risk(text)
    assert speaks_of_risk(text.upper())


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_are_only_near_are_not(text: str) -> None:
    assert not speaks_of_risk(text)
