"""What a lab folder is refused for, by code. The readers beside this file find it."""

from __future__ import annotations

from adapters.lab.faults import fault

# Files.

UNREADABLE = fault(
    "unreadable-file",
    "A file is not there, is too large, or is not UTF-8.",
    "What is in it would be missing, or a letter would come out wrong.",
    "Save it as UTF-8, with less than 256 KiB, where Labbot may read it.",
)
NOT_YAML = fault(
    "not-yaml",
    "A file is no YAML, or uses a tab, an anchor, an alias, a tag, a directive or a second document.",
    "Two programs can read such a line in two ways.",
    "Write plain keys, lists and texts in quotation marks.",
)
WRONG_NAME = fault(
    "wrong-name",
    "A file's name and what is in it do not agree.",
    "Things are found by the names of their files.",
    "Rename the file, or correct what is in it.",
)

# Keys and values.

MISSING_KEY = fault(
    "missing-key",
    "A key that is needed is not there.",
    "Labbot does not guess what a lab has not decided.",
    "Add the key.",
)
UNKNOWN_KEY = fault(
    "unknown-key",
    "A key is not known there.",
    "It would do nothing, and whoever wrote it would think that it does.",
    "Correct its spelling, or remove it.",
)
UNKNOWN_WORD = fault(
    "unknown-word",
    "A word is none of those that can stand there.",
    "Labbot does not guess which was meant.",
    "Use one of the words in the message.",
)
WRONG_SHAPE = fault(
    "wrong-shape",
    "There is no list, map or text where one is expected.",
    "It cannot be read as what it is meant to be.",
    "Write it as the message says.",
)
WRONG_VALUE = fault(
    "wrong-value",
    "A number, date, time, length of time, id or yes-or-no is not written as one.",
    "One program would read it as this, and another as that.",
    "Write it as the message says; numbers, true and false have no quotation marks.",
)
OUT_OF_RANGE = fault(
    "out-of-range",
    "A number is too small or too large.",
    "Labbot, or the people who answer, could not cope with it.",
    "Choose one in the range that the message gives.",
)
TOO_LONG = fault(
    "too-long",
    "A text does not fit where it is shown.",
    "A phone would cut it off, and people would read half of it.",
    "Say it in fewer words.",
)
TWICE = fault(
    "twice",
    "Something is there twice, or two things have one name.",
    "Only one of them would count, and nobody could tell which.",
    "Keep one, or give the other another name.",
)
MISSING_TRANSLATION = fault(
    "missing-translation",
    "A text of the lab's own is not there in every language of its file.",
    "Somebody who chose that language would be asked in another.",
    "Add the text in that language.",
)
UNKNOWN_LANGUAGE = fault(
    "unknown-language",
    "A text is there in a language that the file does not have, or that the bot does not speak.",
    "Nobody would ever see it.",
    "Correct the tag, or add the language.",
)
NOT_YET = fault(
    "not-yet",
    "Something is asked for that this version of Labbot cannot do.",
    "A lab would rely on it in vain.",
    "Take it out for now.",
)

# Questionnaires.

NO_QUESTION = fault(
    "no-question",
    "There are no questions, or far too many.",
    "People would open it for nothing, or would not get to its end.",
    "Ask something; three minutes hold about fifteen questions.",
)
OPTIONS = fault(
    "options",
    "The options of a question do not fit together: too few, too many, or not to be told apart.",
    "People could not choose, or could not type what they choose.",
    "Give each option words of its own, and as many as the message says.",
)
SCALE = fault(
    "scale",
    "A scale or number has ends that do not fit, or a scale has an end without a name.",
    "Who listens to a screen reader has nothing but the names to tell which end is which.",
    "Put the smaller end first, and name both.",
)
SHOW_IF = fault(
    "show-if",
    "A condition cannot be read, or looks at something that is not answered by then.",
    "It could not be decided who sees the question; since it looks backwards only, no branch is endless.",
    "Write it like: pain >= 4 and sleep == 'bad', about earlier items.",
)
UNREACHABLE = fault(
    "unreachable",
    "A condition can never come true.",
    "Nobody would ever see the question.",
    "Compare with something that can be answered.",
)
RISK = fault(
    "risk",
    "An item marked with a risk lacks what must surround it.",
    "Somebody in danger may tell it here, where nobody reads along.",
    "Take the item out, or ask it where somebody can act on it.",
)
INSTRUMENT = fault(
    "instrument",
    "An instrument is not known, or is not placed as it may be.",
    "Its scores mean something only with its own wording and codes.",
    "Place an instrument that is there, whole and unchanged.",
)
SCORE = fault(
    "score",
    "A score cannot be made of what it names.",
    "Researchers would get an empty column, or a wrong one.",
    "Name items that have values, and as many as must be answered.",
)
BANDS = fault(
    "bands",
    "The bands of a score overlap, leave gaps, or are out of order.",
    "One score would have two names, or none.",
    "List them from low to high, so that every number falls into one of them.",
)

# lab.yaml.

ASKING = fault(
    "asking",
    "When something is asked cannot be worked out.",
    "Nobody would be asked, or everybody at the wrong time.",
    "Give the keys that this kind of asking needs, and no others.",
)
QUIET = fault(
    "quiet-hours",
    "Something is asked inside the lab's quiet hours.",
    "Nobody is written to at that time.",
    "Choose another hour.",
)
NO_FORM = fault(
    "no-form",
    "A study asks a questionnaire that is not there.",
    "There would be nothing to ask.",
    "Correct the name, or add the file.",
)
NOT_ACTIVE = fault(
    "not-active",
    "A study asks a questionnaire that is a draft or retired.",
    "Its author has said that it should not be asked.",
    "Set 'status: active', or take it out of the study.",
)
LATE_REMINDER = fault(
    "late-reminder",
    "A reminder comes after the time to answer.",
    "It would remind people of what they can no longer do.",
    "Choose a shorter span.",
)
WRONG_PURPOSES = fault(
    "purposes",
    "The purposes that people agree to do not fit what the studies do.",
    "Nothing is done with people that they were not asked about, and nobody can weigh a long list of choices.",
    "Ask for check-ins and for what else is needed, and nothing more.",
)
SHORT_RETENTION = fault(
    "short-retention",
    "A study's data would go before its last wave is over.",
    "The last answers would be deleted before anybody has seen them.",
    "Choose a later day for 'retention_until'.",
)
NATION_NAME = fault(
    "nation-name",
    "HELP has lines for a nation whose name the bot cannot say.",
    "HELP must never fail.",
    "Give the name in texts/en.po.",
)
EVENTS = fault(
    "events",
    "The calendar, or a reminder of an event, cannot be used.",
    "People would not hear of the lab's events.",
    "Correct what the message names.",
)

# Consent texts and sentences.

CONSENT_FILE = fault(
    "consent-file",
    "A consent text lacks its front matter, or that says something else than the file's name.",
    "It must be plain for ever which text somebody agreed to.",
    "Make the front matter and the name agree.",
)
MISSING_CONSENT = fault(
    "missing-consent",
    "A study has no consent text in a language of the lab.",
    "Nobody may agree to what they cannot read.",
    "Write it, or take the language out.",
)
SHORT_FORM = fault(
    "short-form",
    "The short form of a consent text is too short or too long.",
    "It is read on one screen of a phone, and by everybody.",
    "Write 6 to 8 short lines, and then an empty line.",
)
MISSING_NOTICE = fault(
    "missing-notice",
    "The short form of a consent text leaves out that nobody reads along.",
    "Somebody in danger could wait here for help that does not come.",
    "Add the notice of 'support' to it, word for word.",
)
SENTENCES = fault(
    "sentences",
    "A catalogue cannot be read, or has a sentence or a gap that the bot does not use.",
    "The bot would go on saying what it said before.",
    "Write msgid and msgstr as in the shipped catalogue, with the same gaps.",
)

MISTAKES = (
    UNREADABLE, NOT_YAML, WRONG_NAME, MISSING_KEY, UNKNOWN_KEY, UNKNOWN_WORD, WRONG_SHAPE, WRONG_VALUE,
    OUT_OF_RANGE, TOO_LONG, TWICE, MISSING_TRANSLATION, UNKNOWN_LANGUAGE, NOT_YET, NO_QUESTION, OPTIONS, SCALE, SHOW_IF,
    UNREACHABLE, RISK, INSTRUMENT, SCORE, BANDS, ASKING, QUIET, NO_FORM, NOT_ACTIVE, LATE_REMINDER, WRONG_PURPOSES,
    SHORT_RETENTION, NATION_NAME, EVENTS, CONSENT_FILE, MISSING_CONSENT, SHORT_FORM, MISSING_NOTICE, SENTENCES,
)  # fmt: skip
