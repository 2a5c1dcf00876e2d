"""How a pretend person chooses what to do with what is shown, from its words and its labels only.

With buttons, in this order:
1. Boxes to tick: those that contain a word of `must_tick`, then others up to three, then the button that goes on.
2. A button that goes forward (its label begins with one of `forward`; or with one of `consenting` while the text is
   about age or consent, so that a bare "Yes" on a questionnaire stays a free choice).
3. One of the other buttons, drawn at random among those that are not navigation; or, with the chance `skipping`, Skip.
4. Only navigation, and the text asks for words: a sentence from `SENTENCES`. A message without any button is news, or
   a question that is over, unless `bare_questions`.
5. Otherwise nothing: the message is an end, or news.

With a field of a form: the invitation code where a code is asked for, else one of the options or a sentence; or, with
the chance `skipping`, nothing, where that is allowed.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

SENTENCES = (
    "A slow week, but I walked to the shop twice.",
    "My back was sore after sitting, a warm bath helped.",
    "The new stretches are going well so far.",
    "I slept badly and that made everything harder.",
    "Talking to my sister on Sunday was good.",
    "I asked at the surgery and somebody listened this time.",
    "Gardening for ten minutes at a time works better for me.",
    "Quite tired. I did less and that was fine.",
    "The group on Thursday gave me some ideas.",
    "I would like the sessions to be a bit shorter.",
)
_BOXES = ("☐", "☑", "⬜", "✅")
_TICKED = ("☑", "✅")


class Button(Protocol):
    """A button of any platform. One with a `url` opens a page and is left alone."""

    @property
    def text(self) -> str: ...
    @property
    def url(self) -> str | None: ...


B = TypeVar("B", bound=Button)
B_co = TypeVar("B_co", bound=Button, covariant=True)


class Shown(Protocol[B_co]):
    """A message or a page of any platform."""

    @property
    def text(self) -> str: ...
    @property
    def buttons(self) -> Sequence[B_co]: ...


class Blank(Protocol):
    """A field of a form. `options` is empty where words are typed."""

    @property
    def label(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...
    @property
    def optional(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Manners:
    """The rules. A label begins with whole words, in lower case, without the signs before its first letter or digit."""

    forward: tuple[str, ...] = (
        "i am 18 or over", "i'm 18 or over", "18 or over", "yes, i am 18", "yes, i agree", "i agree", "agree", "accept",
        "continue", "go on", "start", "begin", "send", "done", "next", "finish", "english", "london", "europe/london",
    )  # fmt: skip
    consenting: tuple[str, ...] = ("yes",)
    about_consent: tuple[str, ...] = ("18", "agree", "consent", "take part")
    navigation: tuple[str, ...] = (
        "back", "later", "skip", "stop", "leave", "delete", "pause", "not today", "not now", "shorter", "cancel",
        "help", "why", "settings", "privacy", "read the full text", "full text", "read more", "change", "under 18",
        "i am under", "i'm under", "no, i", "i do not", "do not", "cymraeg", "mute", "add to calendar", "close",
    )  # fmt: skip
    way_in: tuple[str, ...] = ("i have a code", "join")
    must_tick: tuple[str, ...] = ("check-in",)
    skips: tuple[str, ...] = ("skip",)
    finished: tuple[str, ...] = ("thank you", "thanks", "diolch")
    asks_for_words: tuple[str, ...] = ("?", "type your", "write", "in your own words", "tell us")
    asks_for_code: tuple[str, ...] = ("code",)
    bare_questions: bool = False
    skipping: float = 0.06
    most_ticks: int = 3

    def choose(self, shown: Shown[B], *, ticked: Collection[str], rng: random.Random) -> B | str | None:
        """The button to press, the words to type, or None."""
        open_buttons = [button for button in shown.buttons if button.url is None]
        answers = [button for button in open_buttons if not _begins(button, self.navigation)]
        forward = self._forward(shown.text, answers)
        choices = [button for button in answers if button not in forward]
        if any(self.is_box(button) for button in choices):
            return self._tick(choices, forward, ticked, rng)
        if forward:
            return forward[0]
        skips = [button for button in open_buttons if _begins(button, self.skips)]
        if skips and choices and rng.random() < self.skipping:
            return skips[0]
        if choices:
            return rng.choice(choices)
        return rng.choice(SENTENCES) if self.wants_words(shown) else None

    def fill(self, blank: Blank, *, code: str, rng: random.Random) -> int | str | None:
        """The place of the option to choose, the words to type, or None to leave the field as it is."""
        if blank.optional and rng.random() < self.skipping:
            return None
        if blank.options:
            return rng.randrange(len(blank.options))
        asks_for_code = any(word in blank.label.lower() for word in self.asks_for_code)
        return code if asks_for_code else rng.choice(SENTENCES)

    def door(self, buttons: Sequence[B]) -> B | None:
        """The button through which somebody unknown joins."""
        return next((button for button in buttons if _begins(button, self.way_in)), None)

    def says_thanks(self, shown: Shown[Button]) -> bool:
        text = shown.text.lower()
        return any(text.startswith(word) or f"\n{word}" in text for word in self.finished)

    def is_end(self, shown: Shown[Button]) -> bool:
        """Whether it says thanks and leaves nothing to answer."""
        return self.says_thanks(shown) and self.has_no_answer(shown)

    def is_box(self, button: Button) -> bool:
        """Whether it is a box to tick."""
        return button.text.startswith(_BOXES)

    def has_no_answer(self, shown: Shown[Button]) -> bool:
        """Whether every button is navigation or opens a page, or there is none."""
        return all(button.url is not None or _begins(button, self.navigation) for button in shown.buttons)

    def wants_words(self, shown: Shown[Button]) -> bool:
        """Whether its text asks for a typed answer."""
        text = shown.text.lower()
        open_to_words = bool(shown.buttons) or self.bare_questions
        return open_to_words and any(sign in text for sign in self.asks_for_words)

    def _forward(self, text: str, answers: Sequence[B]) -> list[B]:
        words = self.forward
        if any(word in text.lower() for word in self.about_consent):
            words += self.consenting
        return [button for button in answers if not self.is_box(button) and _begins(button, words)]

    def _tick(
        self, choices: Sequence[B], forward: Sequence[B], ticked: Collection[str], rng: random.Random
    ) -> B | None:
        fresh = [it for it in choices if not it.text.startswith(_TICKED) and plain(it.text) not in ticked]
        needed = [it for it in fresh if any(word in it.text.lower() for word in self.must_tick)]
        if needed:
            return needed[0]
        enough = bool(ticked) and (len(ticked) >= self.most_ticks or rng.random() < 0.5)
        if fresh and not enough:
            return rng.choice(fresh)
        return forward[0] if forward else None


def plain(label: str) -> str:
    """A label in lower case, without the signs and boxes before its first letter or digit."""
    start = next((place for place, sign in enumerate(label) if sign.isalnum()), 0)
    return label[start:].lower().strip()


def _begins(button: Button, words: Sequence[str]) -> bool:
    label = plain(button.text)
    return any(label.startswith(word) and not label[len(word) : len(word) + 1].isalnum() for word in words)
