"""What is published about the shipped instruments: worked examples, cut-offs and ends, each with where it is written.

`values` are those on the owner's form, in order; None is a question left out, and a text is the code of an option.
Sources were read on 2026-11-25.
"""

from __future__ import annotations

from dataclasses import dataclass

CAMCOPS = "github.com/ucam-department-of-psychiatry/camcops 56a303e1, server/camcops_server/tasks"
AWELL = "github.com/awell-health/awell-score c37843e5, src/scores"
PHQ_4 = "commondataelements.ninds.nih.gov, PHQ-4 (F2495)"
PHQ_8 = "doi.org/10.1186/1472-6963-13-160, table 2"
GAD_7 = "scales.arabpsychology.com/index.php/s/gad-7-anxiety-severity"
GAD_2 = "help.yourcabana.com, Generalized Anxiety Disorder 2-item; Kroenke and others, Ann Intern Med 2007"
PRACTICE = "common practice for one or two missing answers, not the owner's rule"
ONS = "cy.ons.gov.uk, freedom of information: annual UK SWB score distributions"
NRS = "physiotherapy.ca/divisions/pain-science/numeric-rating-scale-nrs-11"
FARRAR = "Farrar and others, Pain 2001; 94: 149-58"
KEELE = "physio-pedia.com/STarT_Back_Screening_Tool; keele.ac.uk/sbst"
ODI = "idcafe.net/how-is-the-oswestry-disability-scale-scored; doi.org/10.1186/1750-1164-7-12, table 1"
NDI = "chiro.org/forms/NDI_Explain.shtml"
WHO = "help.valant.com/who-five-well-being-index-who-5; Topp and others 2015"
PROMIS = "healthmeasures.net, PROMIS score cut points"
GERMAN_NORMS = "scalda.mijn.bsl.nl/german-adult-population-norm-values-of-the-short-warwick-edinbur/27180890"
MSK = "link.springer.com/article/10.1186/s12955-020-01455-4"
STEPTOE = "Steptoe and others 2013, doi.org/10.1073/pnas.1219686110"


@dataclass(frozen=True, slots=True)
class Fact:
    """These values come to `number`, or to no score, and fall in the band of that id, or in none."""

    name: str
    score: str
    values: tuple[int | str | None, ...]
    number: float | None
    band: str | None
    source: str

    def __str__(self) -> str:
        return f"{self.score}{self.values}"


def fact(name: str, score: str, values: tuple[int | str | None, ...], number: float | None, *rest: str) -> Fact:
    """A fact whose last word is its source, and whose last but one, if there is one, is its band."""
    return Fact(name, score, values, number, rest[0] if len(rest) == 2 else None, rest[-1])


FACTS = (
    # Pain.
    fact("nrs-pain", "nrs_pain", (0,), 0, "none", NRS),
    fact("nrs-pain", "nrs_pain", (3,), 3, "mild", NRS),
    fact("nrs-pain", "nrs_pain", (4,), 4, "moderate", NRS),
    fact("nrs-pain", "nrs_pain", (6,), 6, "moderate", NRS),
    fact("nrs-pain", "nrs_pain", (7,), 7, "severe", NRS),
    fact("peg", "peg", (7, 8, 6), 7, "iatrox.com/calculators/peg-pain"),
    fact("peg", "peg", (5, 5, 5), 5, "plustopcare.org, assessing analgesia and function tool"),
    fact("peg", "peg", (5, 6, 6), 5.67, "the mean of three, doi.org/10.1007/s11606-009-0981-1"),
    fact("peg", "peg", (10, 10, 10), 10, "doi.org/10.1007/s11606-009-0981-1"),
    fact("peg", "peg", (7, 8, None), None, "all three are needed"),
    # PHQ-2, PHQ-4, PHQ-8.
    fact("phq-2", "phq2", (1, 1), 2, "negative", f"{AWELL}/phq_2"),
    fact("phq-2", "phq2", (3, 0), 3, "positive", f"{AWELL}/phq_2"),
    fact("phq-2", "phq2", (3, 3), 6, "positive", f"{AWELL}/phq_2"),
    fact("phq-2", "phq2", (3, None), None, "both are needed"),
    fact("phq-4", "phq4", (0, 1, 3, 1), 5, "mild", f"{AWELL}/phq_4"),
    fact("phq-4", "phq4_anxiety", (0, 1, 3, 1), 1, "negative", f"{AWELL}/phq_4"),
    fact("phq-4", "phq4_depression", (0, 1, 3, 1), 4, "positive", f"{AWELL}/phq_4"),
    fact("phq-4", "phq4", (1, 1, 0, 0), 2, "normal", PHQ_4),
    fact("phq-4", "phq4", (1, 1, 1, 0), 3, "mild", PHQ_4),
    fact("phq-4", "phq4", (3, 3, 0, 0), 6, "moderate", PHQ_4),
    fact("phq-4", "phq4", (3, 3, 2, 0), 8, "moderate", PHQ_4),
    fact("phq-4", "phq4", (3, 3, 3, 0), 9, "severe", PHQ_4),
    fact("phq-4", "phq4", (3, 3, 3, 3), 12, "severe", PHQ_4),
    fact("phq-4", "phq4_anxiety", (3, 0, 0, 0), 3, "positive", PHQ_4),
    fact("phq-4", "phq4_depression", (3, 3, 2, 0), 2, "negative", PHQ_4),
    fact("phq-4", "phq4", (1, 1, 1, None), None, "all four are needed"),
    fact("phq-8", "phq8", (3, 0, 1, 2, 0, 0, 1, 0), 7, "mild", f"{AWELL}/phq_8"),
    fact("phq-8", "phq8", (3, 3, 3, 3, 3, 3, 3, 3), 24, "severe", PHQ_8),
    fact("phq-8", "phq8", (0, 0, 0, 0, 0, 0, 0, 0), 0, "none", PHQ_8),
    fact("phq-8", "phq8", (1, 1, 1, 1, 0, 0, 0, 0), 4, "none", PHQ_8),
    fact("phq-8", "phq8", (1, 1, 1, 1, 1, 0, 0, 0), 5, "mild", PHQ_8),
    fact("phq-8", "phq8", (3, 3, 3, 0, 0, 0, 0, 0), 9, "mild", PHQ_8),
    fact("phq-8", "phq8", (3, 3, 3, 1, 0, 0, 0, 0), 10, "moderate", PHQ_8),
    fact("phq-8", "phq8", (3, 3, 3, 3, 2, 0, 0, 0), 14, "moderate", PHQ_8),
    fact("phq-8", "phq8", (3, 3, 3, 3, 3, 0, 0, 0), 15, "moderately_severe", PHQ_8),
    fact("phq-8", "phq8", (3, 3, 3, 3, 3, 3, 1, 0), 19, "moderately_severe", PHQ_8),
    fact("phq-8", "phq8", (3, 3, 3, 3, 3, 3, 2, 0), 20, "severe", f"{CAMCOPS}/phq8.py"),
    fact("phq-8", "phq8", (1, 1, 1, 1, 1, 1, None, None), 8, "mild", PRACTICE),
    fact("phq-8", "phq8", (2, 1, 1, 1, 1, 1, 1, None), 9, "mild", PRACTICE),
    fact("phq-8", "phq8", (3, 3, 3, 3, 3, None, None, None), None, PRACTICE),
    # GAD-7 and GAD-2.
    fact("gad-7", "gad7", (3, 0, 1, 2, 0, 0, 1), 7, "mild", f"{AWELL}/GAD_7"),
    fact("gad-7", "gad7", (1, 1, 1, 1, 0, 0, 0), 4, "minimal", GAD_7),
    fact("gad-7", "gad7", (1, 1, 1, 1, 1, 0, 0), 5, "mild", GAD_7),
    fact("gad-7", "gad7", (3, 3, 3, 0, 0, 0, 0), 9, "mild", GAD_7),
    fact("gad-7", "gad7", (3, 3, 3, 1, 0, 0, 0), 10, "moderate", GAD_7),
    fact("gad-7", "gad7", (3, 3, 3, 3, 2, 0, 0), 14, "moderate", GAD_7),
    fact("gad-7", "gad7", (3, 3, 3, 3, 3, 0, 0), 15, "severe", f"{CAMCOPS}/gad7.py"),
    fact("gad-7", "gad7", (3, 3, 3, 3, 3, 3, 3), 21, "severe", GAD_7),
    fact("gad-7", "gad7", (2, 2, 2, 1, 1, 1, None), 11, "moderate", PRACTICE),  # 10.5: to the even it would be 10
    fact("gad-7", "gad7", (2, 2, 2, 2, None, None, None), None, PRACTICE),
    fact("gad-7", "gad2", (1, 2, 3, 3, 3, 3, 3), 3, "positive", GAD_2),
    fact("gad-7", "gad2", (1, 1, 3, 3, 3, 3, 3), 2, "negative", GAD_2),
    fact("gad-7", "gad2", (1, None, 3, 3, 3, 3, 3), None, GAD_2),
    fact("gad-2", "gad2", (1, 1), 2, "negative", GAD_2),
    fact("gad-2", "gad2", (3, 0), 3, "positive", GAD_2),
    # The ONS's four: each by itself.
    fact("ons-4", "ons4_satisfied", (4, 0, 0, 0), 4, "low", ONS),
    fact("ons-4", "ons4_satisfied", (5, 0, 0, 0), 5, "medium", ONS),
    fact("ons-4", "ons4_satisfied", (7, 0, 0, 0), 7, "high", ONS),
    fact("ons-4", "ons4_satisfied", (9, 0, 0, 0), 9, "very_high", ONS),
    fact("ons-4", "ons4_worthwhile", (0, 0, 0, 0), 0, "low", ONS),
    fact("ons-4", "ons4_worthwhile", (0, 6, 0, 0), 6, "medium", ONS),
    fact("ons-4", "ons4_worthwhile", (0, 7, 0, 0), 7, "high", ONS),
    fact("ons-4", "ons4_worthwhile", (0, 10, 0, 0), 10, "very_high", ONS),
    fact("ons-4", "ons4_happy", (0, 0, 4, 0), 4, "low", ONS),
    fact("ons-4", "ons4_happy", (0, 0, 6, 0), 6, "medium", ONS),
    fact("ons-4", "ons4_happy", (0, 0, 8, 0), 8, "high", ONS),
    fact("ons-4", "ons4_happy", (0, 0, 9, 0), 9, "very_high", ONS),
    fact("ons-4", "ons4_anxious", (0, 0, 0, 1), 1, "very_low", ONS),
    fact("ons-4", "ons4_anxious", (0, 0, 0, 2), 2, "low", ONS),
    fact("ons-4", "ons4_anxious", (0, 0, 0, 4), 4, "medium", ONS),
    fact("ons-4", "ons4_anxious", (0, 0, 0, 6), 6, "high", ONS),
    fact("ons-4", "ons4_anxious", (5, 5, 5, None), None, ONS),
    # Change, sleep, wellbeing.
    fact("pgic", "pgic", ("very_much_improved",), 1, "important", "commondataelements.ninds.nih.gov, PGIC (F2677)"),
    fact("pgic", "pgic", ("much_improved",), 2, "important", FARRAR),
    fact("pgic", "pgic", ("minimally_improved",), 3, "not_important", FARRAR),
    fact("pgic", "pgic", ("very_much_worse",), 7, "not_important", "commondataelements.ninds.nih.gov, PGIC (F2677)"),
    fact("sleep-own", "sleep_own", (3,), 100, "our own: four steps spread over 0 to 100"),
    fact("who-5", "who5", (4, 1, 0, 2, 3), 40, "low", f"{AWELL}/who_5"),
    fact("who-5", "who5", (5, 5, 5, 5, 5), 100, "not_low", WHO),
    fact("who-5", "who5", (3, 3, 3, 3, 0), 48, "low", WHO),  # raw 12: "below 13"
    fact("who-5", "who5", (3, 3, 3, 3, 1), 52, "not_low", WHO),
    fact("who-5", "who5", (2, 2, 1, 1, 1), 28, "very_low", WHO),
    fact("who-5", "who5", (5, 5, 5, 5, None), None, f"{AWELL}/who_5"),
    fact("swemwbs", "swemwbs", (1, 1, 1, 1, 1, 1, 1), 7, "the two ends are the same on both scales"),
    fact("swemwbs", "swemwbs", (5, 5, 5, 5, 5, 5, 5), 35, "the two ends are the same on both scales"),
    fact("swemwbs", "swemwbs", (5, 3, 3, 3, 3, 3, 3), 20.73, GERMAN_NORMS),
    fact("swemwbs", "swemwbs", (5, 5, 5, 5, 4, 4, 4), 29.31, GERMAN_NORMS),
    fact("swemwbs", "swemwbs_raw", (5, 3, 3, 3, 3, 3, 3), 23, GERMAN_NORMS),
    fact("swemwbs", "swemwbs", (5, 3, 3, 3, 3, 3, None), None, "all seven are needed"),
    fact("pss-4", "pss4", (2, 1, 4, 3), 8, f"{AWELL}/pss_4"),
    fact("pss-4", "pss4", (0, 4, 4, 0), 0, f"{AWELL}/pss_4"),
    fact("pss-4", "pss4", (4, 0, 0, 4), 16, f"{AWELL}/pss_4"),
    fact("ucla-3", "ucla3", (1, 1, 1), 3, "below", "campaigntoendloneliness.org/evaluation"),
    fact("ucla-3", "ucla3", (1, 2, 2), 5, "below", STEPTOE),
    fact("ucla-3", "ucla3", (2, 2, 2), 6, "lonely", STEPTOE),
    # Back, neck and what they keep people from.
    fact("promis-pi-4a", "promis_pi4a_t", (1, 1, 1, 1), 41.6, "normal", PROMIS),
    fact("promis-pi-4a", "promis_pi4a_t", (2, 2, 2, 1), 53.9, "normal", PROMIS),
    fact("promis-pi-4a", "promis_pi4a_t", (2, 2, 2, 2), 55.6, "mild", PROMIS),
    fact("promis-pi-4a", "promis_pi4a_t", (3, 3, 3, 3), 61.2, "moderate", PROMIS),
    fact("promis-pi-4a", "promis_pi4a_t", (5, 5, 5, 4), 71.6, "severe", PROMIS),
    fact("promis-pi-4a", "promis_pi4a_t", (5, 5, 5, 5), None, "sources differ: 75.6 and 75.8"),
    fact("promis-pi-4a", "promis_pi4a_raw", (5, 5, 5, 5), 20, PROMIS),
    fact("promis-pi-4a", "promis_pi4a_t", (2, 2, 2, None), None, "the table holds for four answers"),
    fact("start-back", "startback_total", (1, 1, 1, 0, 0, 0, 0, 0, "p3"), 3, "low", KEELE),
    fact("start-back", "startback_total", (1, 1, 1, 1, 0, 0, 0, 0, "p3"), 4, "medium_or_high", KEELE),
    fact("start-back", "startback_distress", (1, 1, 1, 1, 0, 0, 0, 0, "p3"), 0, "low_or_medium", KEELE),
    fact("start-back", "startback_distress", (0, 0, 0, 0, 1, 1, 1, 0, "p3"), 3, "low_or_medium", KEELE),
    fact("start-back", "startback_distress", (0, 0, 0, 0, 1, 1, 1, 0, "p4"), 4, "high", KEELE),
    fact("start-back", "startback_total", (1, 1, 1, 1, 1, 1, 1, 1, "p5"), 9, "medium_or_high", KEELE),
    fact("start-back", "startback_distress", (1, 1, 1, 1, 1, 1, 1, 1, "p5"), 5, "high", KEELE),
    fact("start-back", "startback_total", (1, 1, 1, 1, 1, 1, 1, 1, None), None, "all nine are needed"),
    fact("msk-hq", "mskhq", (4,) * 14, 56, MSK),
    fact("msk-hq", "mskhq", (0,) * 14, 0, MSK),
    fact("msk-hq", "mskhq", (*(4,) * 13, None), None, "all fourteen are needed here"),
    fact("odi", "odi", (2, 2, 2, 2, 2, 2, 1, 1, 1, 1), 32, "moderate", ODI),
    fact("odi", "odi", (5, 5, 3, 3, 0, 0, 0, 0, 0, None), 36, "moderate", f"{ODI}; {AWELL}/oswestry"),
    fact("odi", "odi", (1,) * 10, 20, "minimal", ODI),
    fact("odi", "odi", (2, *(1,) * 9), 22, "moderate", ODI),
    fact("odi", "odi", (3,) * 10, 60, "severe", ODI),
    fact("odi", "odi", (4,) * 10, 80, "very_severe", ODI),
    fact("odi", "odi", (5,) * 10, 100, "extreme", ODI),
    fact("odi", "odi", (*(5,) * 8, None, None), None, f"{AWELL}/oswestry"),
    fact("ndi", "ndi", (4, *(0,) * 9), 8, "none", NDI),
    fact("ndi", "ndi", (5, *(0,) * 9), 10, "mild", NDI),
    fact("ndi", "ndi", (5, 5, 4, *(0,) * 7), 28, "mild", NDI),
    fact("ndi", "ndi", (5, 5, 5, *(0,) * 7), 30, "moderate", NDI),
    fact("ndi", "ndi", (*(5,) * 5, *(0,) * 5), 50, "severe", NDI),
    fact("ndi", "ndi", (*(5,) * 7, *(0,) * 3), 70, "complete", NDI),
    fact("ndi", "ndi", (*(2,) * 9, None), 40, "moderate", NDI),  # 18 and their mean, 2, of 50
    fact("ndi", "ndi", (*(2,) * 8, None, None), None, f"{AWELL}/ndi"),
)
