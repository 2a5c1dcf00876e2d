"""How a pretend person chooses what to do with what is shown, from its words and its labels only.

In this order:
1. Boxes to tick: those that contain a word of `must_tick`, then as many as are asked for, or a few; then the button
   that goes on. Where the numbers can be typed, they are now and then.
2. Where more can be written, it is now and then.
3. A button that goes forward (its label begins with one of `forward`; or with one of `consenting` while the text is
   about age or consent, so that a bare "Yes" on a questionnaire stays a free choice).
4. Now and then Skip.
5. One of the other buttons, drawn at random among those that are not navigation; or the next part of a long list; or,
   where it can be typed, a number, a day or a time.
6. Only navigation, and the text asks for words: those. A message without any button is news, or a question that is
   over, unless `bare_questions`.
7. Otherwise nothing: the message is an end, or news.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from adapters.simulator.people import reading

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


@dataclass(frozen=True, kw_only=True)
class Manners:
    """The rules. A label begins with whole words, in lower case, without the signs before its first letter or digit.

    `skipping`, `typing`, `browsing` and `writing_on` are chances: to pass over a question, to type what could be
    pressed, to look at more of a long list, and to write one more message.
    """

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
    onward: tuple[str, ...] = ("more choices",)
    backward: tuple[str, ...] = ("earlier choices",)
    way_in: tuple[str, ...] = ("i have a code", "join")
    must_tick: tuple[str, ...] = ("check-in",)
    skips: tuple[str, ...] = ("skip",)
    finished: tuple[str, ...] = ("thank you", "thanks", "diolch")
    asks_for_words: tuple[str, ...] = ("?", "type a", "type your", "write", "in your own words", "tell us")
    takes_more: tuple[str, ...] = ("write more",)
    bare_questions: bool = False
    skipping: float = 0.06
    typing: float = 0.2
    browsing: float = 0.4
    writing_on: float = 0.3
    most_ticks: int = 3

    def choose(self, shown: Shown[B], *, rng: random.Random) -> B | str | None:
        """The button to press, the words to type, or None."""
        open_buttons = [button for button in shown.buttons if button.url is None]
        answers = [button for button in open_buttons if not _begins(button, self.navigation)]
        forward = self._forward(shown.text, answers)
        onward = [button for button in answers if _begins(button, self.onward)]
        choices = [button for button in answers if button not in forward and not self.turns(button)]
        if any(self.is_box(button) for button in choices):
            return self._tick(shown.text, choices, onward, forward, rng)
        if forward:
            return self._more_words(shown.text, rng) or forward[0]
        skips = [button for button in open_buttons if _begins(button, self.skips)]
        asks = bool(choices) or self.wants_words(shown)
        if skips and asks and rng.random() < self.skipping:
            return skips[0]
        if choices:
            return self._pick(shown.text, choices, onward, rng)
        return self._words(shown.text, rng) if asks else None

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

    def turns(self, button: Button) -> bool:
        """Whether it shows another part of a long list."""
        return _begins(button, self.onward + self.backward)

    def is_begun(self, shown: Shown[Button]) -> bool:
        """Whether an answer to it is being put together: boxes are ticked, or its list was turned."""
        return any(it.text.startswith(_TICKED) or _begins(it, self.backward) for it in shown.buttons)

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
        self, text: str, boxes: Sequence[B], onward: Sequence[B], forward: Sequence[B], rng: random.Random
    ) -> B | str | None:
        fresh = [it for it in boxes if not it.text.startswith(_TICKED)]
        needed = [it for it in fresh if any(word in it.text.lower() for word in self.must_tick)]
        if needed:
            return needed[0]
        ticked = max(len(boxes) - len(fresh), reading.noted(text))
        fewest, most = reading.how_many(text)
        if not ticked and rng.random() < self.typing and (words := reading.numbers(text, len(boxes), rng)):
            return words
        full = not fresh or ticked >= (most or len(boxes) + 1)
        if full or (ticked >= fewest and (ticked >= self.most_ticks or rng.random() < 0.5)):
            return forward[0] if forward else None
        return onward[0] if onward and rng.random() < self.browsing else rng.choice(fresh)

    def _pick(self, text: str, choices: Sequence[B], onward: Sequence[B], rng: random.Random) -> B | str:
        if onward and rng.random() < self.browsing:
            return onward[0]
        if rng.random() < self.typing and (words := reading.typed(text, rng)):
            return words
        return rng.choice(choices)

    def _more_words(self, text: str, rng: random.Random) -> str | None:
        """One more message, where there is room for it; else nothing."""
        takes_more = any(sign in text.lower() for sign in self.takes_more)
        words = rng.choice(SENTENCES) if takes_more and rng.random() < self.writing_on else ""
        return words if words and len(words) <= (reading.room(text) or 0) else None

    def _words(self, text: str, rng: random.Random) -> str:
        return reading.typed(text, rng) or rng.choice(SENTENCES)[: reading.room(text)]


def plain(label: str) -> str:
    """A label in lower case, without the signs and boxes before its first letter or digit."""
    start = next((place for place, sign in enumerate(label) if sign.isalnum()), 0)
    return label[start:].lower().strip()


def _begins(button: Button, words: Sequence[str]) -> bool:
    label = plain(button.text)
    return any(label.startswith(word) and not label[len(word) : len(word) + 1].isalnum() for word in words)
