"""Nothing that a person in a chat can see stands in the code: each sentence comes out of the catalogues.

Two nets. Whatever looks like a sentence is caught anywhere, and at the places that people look at (a message, a button,
a field of a page) a single letter is enough. What people see when it all runs is looked at in
``tests/application/test_every_word.py``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.wiring.platforms import MENU
from bot.domain.spoken import Word
from tests.builders import words

ROOT = Path(__file__).resolve().parent.parent
SPEAKING = ("bot/domain", "bot/application", "adapters/telegram", "adapters/slack")
"""The folders between a catalogue and a person."""

OPERATORS = "answers a command of the command line, which speaks English to whoever runs the lab"
NOT_FOR_CHATS = {
    "adapters/slack/client.py": "names of HTTP headers, and what a log says of a call",
    "adapters/telegram/failures.py": "phrases of Telegram's, to be recognised",
    "adapters/telegram/inbound.py": "names of Telegram's updates",
    "adapters/telegram/request.py": "names of HTTP headers",
    "bot/application/close_wave.py": OPERATORS,
    "bot/application/export.py": OPERATORS,
    "bot/application/plan.py": OPERATORS,
    "bot/application/release.py": OPERATORS,
    "bot/application/staff.py": OPERATORS,
    "bot/domain/codebook.py": "the codebook, which is in English",
    "bot/domain/expressions.py": "tells the author of a questionnaire what cannot be read",
    "bot/domain/scoring_words.py": "the codebook, which is in English",
    "bot/domain/staff.py": OPERATORS,
    "bot/domain/wave.py": OPERATORS,
}
OF_A_CHAT = re.compile(r"bot\.domain\.(message|richtext|reply|sheet|asking|paging|turn)")

SENTENCE = re.compile(r"[^\W\d_]\S* (.* )?[^\W\d_]|\b[A-Z]['’]?[a-z]")
NAME = re.compile(r"(\w+([.:]\w+)+ ?)+|([A-Z][a-z]+){2,}")  # of modules, rights or a class
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_-]+)+")
LETTER = re.compile(r"[^\W\d_]")
SHOWING = re.compile(
    r"(\w+\.)*(Message|RichText|plain|bold|paragraphs|Choice|Picture|Sheet|Field|Reply|Turn|Offer|Misread|Posted|Part"
    r"|service|with_hint|shown|again|_say|_nothing|_button|_box|button|cut|escaped)"
)
SHOWN = re.compile(
    "text|label|title|hint|help|note|page_note|toast|alt|alt_text|caption|description|placeholder|fallback|opening"
    "|submit|close|errors|options|labels"
)
OPAQUE = re.compile("data|keep|name|type|method|action_id|block_id|value|callback_data|image_url")
SILENT = re.compile(r"(\w+\.)*say|log\.\w+|logging\.getLogger|re\.\w+|(Type|Param)Var|NewType|\w+\.strftime|__init__")


def visible(node: ast.AST, shown: bool = False) -> Iterator[tuple[int, str]]:
    """Each text below `node` that somebody could see, with its line; `shown` when it stands where people look."""
    if is_silent(node):
        return
    match node:
        case ast.Constant(value=str(text)):
            if LETTER.search(text) if shown else SENTENCE.search(text) and not NAME.fullmatch(text):
                yield node.lineno, text
        case ast.FormattedValue(value=value) | ast.Subscript(value=value):  # not how it is written, not by which name
            yield from visible(value, shown)
        case ast.Call(func=func, args=arguments, keywords=keywords):
            looked_at = SHOWING.fullmatch(dotted(func)) is not None
            yield from visible(func)
            for argument in arguments:
                yield from visible(argument, looked_at)
            for one in keywords:
                yield from visible(one.value, is_looked_at(one.arg or "", looked_at))
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                yield from visible(value, isinstance(key, ast.Constant) and is_looked_at(str(key.value)))
        case _:
            for child in ast.iter_child_nodes(node):
                yield from visible(child, shown and not isinstance(node, ast.Compare))


def is_looked_at(name: str, unless_opaque: bool = False) -> bool:
    """Whether people look at what has that name in a call or on the wire."""
    return bool(SHOWN.fullmatch(name)) or (unless_opaque and not OPAQUE.fullmatch(name))


def is_silent(node: ast.AST) -> bool:
    """Whether nobody in a chat sees anything of it: docstrings, what a bug says of itself, logs, keys of sentences."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Raise() | ast.FunctionDef(name="__repr__" | "__str__"):
            return True
        case ast.ClassDef(bases=bases):
            return any(dotted(base).endswith(("Error", "Exception")) for base in bases)
        case ast.Call(func=func):
            return SILENT.fullmatch(dotted(func)) is not None
    return False


def dotted(node: ast.AST) -> str:
    """``words.say`` for that expression; what is no name in it is left out."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return ".".join(part for part in (dotted(value), attribute) if part)
    return ""


def speaking() -> list[str]:
    return [str(path.relative_to(ROOT)) for folder in SPEAKING for path in sorted((ROOT / folder).rglob("*.py"))]


def parsed(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


@pytest.mark.parametrize("name", speaking())
def test_no_sentence_stands_outside_the_catalogues(name: str) -> None:
    found = [f"{name}:{line}: {text!r}" for line, text in visible(parsed(name))]
    if name in NOT_FOR_CHATS:
        assert found, "drop the exception"
    else:
        assert found == [], "give it a key in bot/content/texts/*.po, in both languages, and say() it"


@pytest.mark.parametrize("name", NOT_FOR_CHATS)
def test_what_may_have_sentences_of_its_own_has_no_message_to_put_them_into(name: str) -> None:
    imports = [node for node in ast.walk(parsed(name)) if isinstance(node, ast.ImportFrom)]
    assert [node.module for node in imports if OF_A_CHAT.fullmatch(node.module or "")] == []


PLANTED = (
    'x = "Please type a number."',
    'x = "please wait"',
    'x = "Sorry"',
    'x = f"You have {n} left"',
    'x = {"a": ("Monday",)}',
    'def f(label="Go on"): pass',
    'return Message(text=RichText.plain("ok"))',
    'return Message(text=paragraphs(words.say("menu.hello"), "ok"))',
    'return Choice(label=f"x {n}", data="q:1")',
    'return Choice(label="x" if done else words.say("checkin.done"), data=data)',
    'return Field(item=1, kind=kind, label=label, options=("a", "b"))',
    'return Misread("no")',
    'return Reply(toast="no")',
    'return service(f"{n} left")',
    'return {"type": "button", "text": {"type": "plain_text", "text": "ok"}}',
    'return {"type": "image", "alt_text": "back"}',
    'await self._call("sendMessage", body={"caption": "back"})',
    'x = Sheet(title=title, opening=opening, close="x")',
)
SILENT_CODE = (
    '"""A docstring."""',
    'raise ValueError("a bug says what it is")',
    'class Lost(Exception):\n    def __init__(self) -> None:\n        super().__init__("Slack said no")',
    'log.info("telegram.poll_failed", why="not reached yet")',
    'return Choice(label=words.say("checkin.done"), data="q:done")',
    'return Message(text=RichText.plain(words.say("pages.next") + ": "))',
    'return Choice(label=f"{at:%H:%M}", data=data)',
    'x = re.compile(r"Monday or Tuesday")',
    'return {"type": "button", "action_id": "b:1"}',
    'if kind == "long_text": pass',
)


@pytest.mark.parametrize("code", PLANTED)
def test_the_nets_catch_what_is_planted(code: str) -> None:
    assert list(visible(ast.parse(f"async def f():\n    {code}")))


@pytest.mark.parametrize("code", SILENT_CODE)
def test_the_nets_let_through_what_nobody_sees(code: str) -> None:
    assert list(visible(ast.parse(code))) == []


# The other way round: nothing stands in the catalogues that nobody ever hears.


def asked_for() -> Iterator[re.Pattern[str]]:
    """What the code could ask for: each key in it, with anything where it puts something into one."""
    for path in (path for folder in ("bot", "adapters") for path in sorted((ROOT / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(text)) if KEY.fullmatch(text):
                    yield re.compile(re.escape(text))
                case ast.JoinedStr(values=values):
                    parts = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else "" for one in values]
                    if re.search("[a-z]{4}", "".join(parts)):
                        yield re.compile("".join(part or ".+" for part in parts))


def test_every_sentence_of_the_catalogues_is_asked_for_somewhere() -> None:
    patterns = tuple(asked_for())
    silent = [key for key in words().by_key if not any(pattern.fullmatch(key) for pattern in patterns)]
    assert silent == [], "say it, or take it out of both catalogues"


def test_every_word_and_every_command_of_the_catalogues_means_something() -> None:
    keys = words().by_key
    named = {key.removeprefix("word.") for key in keys if key.startswith("word.")}
    assert named == {word.value for word in Word} | {"stop_too"}
    assert {key.removeprefix("command.") for key in keys if key.startswith("command.")} == set(MENU)
