"""The pictures that stand above questions, ready to be handed to a platform."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

_FOLDER: Final = files("bot.content") / "pictures"


class NoSuchPicture(LookupError):
    """A question names a picture that is not in ``bot/content/pictures``: a mistake of ours, not of a lab or a person.

    To do: draw it, or correct the map's name in ``bot/domain/body.py``.
    """


@cache
def picture(name: str) -> bytes:
    """The picture of that name, as the bytes of a PNG; read once. Raises NoSuchPicture."""
    try:
        return (_FOLDER / f"{name}.png").read_bytes()
    except FileNotFoundError:
        raise NoSuchPicture(f"there is no {name}.png in bot/content/pictures") from None
