"""Reads what ``profiled.py`` wrote and says where the processor time went."""

from __future__ import annotations

import json
import pstats
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent.parent)
_STANDARD = (f"python{sys.version_info[0]}.{sys.version_info[1]}/",)
Stack = Sequence[str]


def read_samples(file: Path, most: int = 25) -> str:
    """Shares of the samples: by package, by function alone, and by function with all that it called."""
    stacks: list[tuple[list[str], int]] = [
        (stack, count) for stack, count in json.loads(file.read_text(encoding="utf-8")) if stack
    ]
    total = sum(count for _, count in stacks) or 1
    parts = [f"{total} samples"]
    for title, names in _VIEWS:
        counted = _count(stacks, names)
        parts.append(f"\n{title}")
        parts += [f"  {count / total:>6.1%}  {name}" for name, count in counted.most_common(most)]
    return "\n".join(parts)


def read_calls(file: Path, most: int = 40) -> str:
    """cProfile's own table, by time in the function alone and then with all that it called."""
    out = StringIO()
    others = file.with_name(file.name + ".others")
    for title, part in (("The first thread", file), ("The other threads", others)):
        if part.exists():
            out.write(f"\n{title}\n")
            stats = pstats.Stats(str(part), stream=out)
            for order in ("tottime", "cumtime"):
                stats.sort_stats(order).print_stats(most)
    return out.getvalue().replace(ROOT + "/", "")


def _count(stacks: Iterable[tuple[Stack, int]], names: Callable[[Stack], Iterable[str]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for stack, count in stacks:
        for name in names(stack):
            counted[name] += count
    return counted


def _package(place: str) -> str:
    """``telegram``, ``bot.domain``, ``(asyncio)`` and the like: the package in which a line stands."""
    file = place.split(":", 1)[0]
    if file.startswith(ROOT + "/"):
        inside = file.removeprefix(ROOT + "/")
        if not inside.startswith("."):
            return ".".join(inside.split("/")[:2]).removesuffix(".py")
    if "site-packages/" in file:
        return file.rpartition("site-packages/")[2].split("/")[0]
    for sign in _STANDARD:
        if sign in file:
            return f"({file.rpartition(sign)[2].split('/')[0].removesuffix('.py')})"
    return file


def _function(place: str) -> str:
    file, _, rest = place.partition(":")
    name = rest.partition(":")[0]
    for sign in (ROOT + "/", "site-packages/", *_STANDARD):
        file = file.rpartition(sign)[2] or file
    return f"{file}:{name}"


def _innermost_package(stack: Stack) -> Iterable[str]:
    other = "other thread: " if stack[0] == "(other thread)" else ""
    return (other + _package(stack[1 if other else 0]),)


def _ours_innermost(stack: Stack) -> Iterable[str]:
    """The innermost function of this project: what it calls elsewhere is put to its account."""
    ours = next((place for place in stack if place.startswith(ROOT + "/") and "site-packages" not in place), None)
    return (_function(ours) if ours else "(nobody's of ours)",)


def _alone(stack: Stack) -> Iterable[str]:
    return (_function(stack[1 if stack[0] == "(other thread)" and len(stack) > 1 else 0]),)


def _with_callees(stack: Stack) -> Iterable[str]:
    return {_function(place) for place in stack}


_VIEWS: tuple[tuple[str, Callable[[Stack], Iterable[str]]], ...] = (
    ("By package of the innermost function", _innermost_package),
    ("By the innermost function of this project, with what it calls elsewhere", _ours_innermost),
    ("By function, alone", _alone),
    ("By function, with everything that it calls", _with_callees),
)
