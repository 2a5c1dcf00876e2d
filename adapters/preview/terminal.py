"""A transcript as lines for a terminal of some width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from adapters.lab.faults import shown
from adapters.preview.bubbles import Bubble
from adapters.preview.papers import Box, Paper
from adapters.preview.transcript import Platform, Scene, Transcript

TITLES = {Platform.TELEGRAM: "Telegram, in messages", Platform.SLACK: "Slack, on pages"}
NARROWEST = 40  # columns; less is no terminal


def lines(transcript: Transcript, width: int) -> Iterator[str]:
    """The transcript, no line longer than `width`."""
    width = max(width, NARROWEST)
    title = TITLES[transcript.platform]
    yield from (title, "=" * len(title), "")
    for scene in transcript.scenes:
        yield from _scene(scene, width)
        yield ""
    if transcript.unused:
        yield from wrapped(f"Not asked on this way: {', '.join(transcript.unused)}.", width)
        yield ""


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> Iterator[str]:
    """The text in lines of at most `width`: `first` stands before the first of them, `rest` before the others."""
    rest = first if rest is None else rest
    for at, line in enumerate(text.split("\n")):
        before = first if at == 0 else rest
        yield from wrap(shown(line), width, initial_indent=before, subsequent_indent=rest) or [before.rstrip()]


def _scene(scene: Scene, width: int) -> Iterator[str]:
    for at, bubble in enumerate(scene.messages):
        yield from [""] if at else ()
        yield from _bubble(bubble, width)
    if scene.page is not None:
        yield from _page(scene.page, width)
    for note in scene.notes:
        yield from wrapped(f"({note})", width)
    for did in scene.does:
        yield from wrapped(did, width, "> ", "  ")


def _bubble(bubble: Bubble, width: int) -> Iterator[str]:
    yield from _picture(bubble.picture, width, "  | ")
    yield from wrapped(bubble.text, width, "  | ")
    for row in bubble.buttons:
        yield from _buttons(row, width, "    ")
    yield from _refused("Telegram", bubble.refused, width)


def _page(page: Paper, width: int) -> Iterator[str]:
    yield from wrapped(f"--- {page.title} ---", width, "  ")
    if page.opening:
        yield from wrapped(page.opening, width, "  | ")
    for box in page.boxes:
        yield ""
        yield from _box(box, width)
    yield ""
    yield from _buttons(page.buttons, width, "  ")
    yield from _refused("Slack", page.refused, width)


def _box(box: Box, width: int) -> Iterator[str]:
    yield from _picture(box.picture, width, "  | ")
    for text in box.above:
        yield from wrapped(text, width, "  | ")
    yield from wrapped(box.label, width, "  | ")
    if box.kind:
        yield from wrapped(f"({box.kind}{', needed' if box.needed else ''})", width, "    ")
    mark = "[ ]" if box.several else "( )"
    yield from _run([f"{mark} {option}" for option in box.options], width, "    ")
    if box.hint:
        yield from wrapped(box.hint, width, "    ")


def _picture(alt: str, width: int, indent: str) -> Iterator[str]:
    if alt:
        yield from wrapped(f"[picture: {alt}]", width, indent)


def _refused(platform: str, why: str, width: int) -> Iterator[str]:
    if why:
        yield from wrapped(f"{platform} would refuse this: {why}.", width, "  ! ")


def _buttons(row: Iterable[str], width: int, indent: str) -> Iterator[str]:
    return _run([f"[{label}]" for label in row], width, indent)


def _run(things: Iterable[str], width: int, indent: str) -> Iterator[str]:
    """The things one beside the other, as many in a line as fit; none is torn apart unless it alone is too long."""
    line = ""
    for thing in map(shown, things):
        if line and len(indent) + len(line) + 2 + len(thing) > width:
            yield indent + line
            line = ""
        line = f"{line}  {thing}" if line else thing
        if len(indent) + len(line) > width:
            *whole, line = wrap(line, width - len(indent))
            yield from (indent + part for part in whole)
    if line:
        yield indent + line
