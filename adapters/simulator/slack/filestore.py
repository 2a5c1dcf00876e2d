"""Files that the bot has uploaded, and how far each has got.

Uploading takes three steps, and the platform then looks at what came: until it has, the file has no type and no block
can show it. Sources: docs.slack.dev/reference/methods/files.getUploadURLExternal and
github.com/slackapi/java-slack-sdk/issues/1349, checked 2026-11-25.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.simulator.slack.ids import new_id

_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(kw_only=True, slots=True)
class File:
    """One file. `key` is the last part of the address it is sent to; `content` is None until it was sent there.

    `shown`: its upload was completed, so that it exists for everybody who may see it. `mimetype` is empty until the
    platform has looked at it. `length` in bytes, `created` in Unix seconds.
    """

    file_id: str
    key: str
    user_id: str
    name: str
    length: int
    alt: str
    created: int
    title: str = ""
    content: bytes | None = None
    shown: bool = False
    mimetype: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether a block can show it now."""
        return self.mimetype in _TYPES.values()


@dataclass(kw_only=True)
class Files:
    """All of them. `processing_s` is how long the platform takes to look at one, in seconds of the event loop."""

    processing_s: float = 0.05
    by_id: dict[str, File] = field(default_factory=dict)

    def new(self, *, user_id: str, name: str, length: int, alt: str, created: int) -> File:
        """A file that is still to be sent."""
        file_id, key = new_id("F"), secrets.token_urlsafe(18)
        file = File(file_id=file_id, key=key, user_id=user_id, name=name, length=length, alt=alt, created=created)
        self.by_id[file_id] = file
        return file

    def awaited(self, key: str) -> File | None:
        """The file that is to be sent to this address."""
        return next((it for it in self.by_id.values() if it.key == key and not it.shown), None)

    def complete(self, file: File, title: str) -> None:
        """It is whole; the platform now begins to look at it."""
        file.shown, file.title = True, title or file.name
        if self.processing_s > 0:
            asyncio.get_running_loop().call_later(self.processing_s, _look_at, file)
        else:
            _look_at(file)

    def seen(self) -> Iterator[File]:
        """Those that exist, the newest first."""
        return (it for it in reversed(self.by_id.values()) if it.shown)

    def picture(self, file_id: object) -> File | None:
        """A file that a block can show, by its id."""
        file = self.by_id.get(file_id) if isinstance(file_id, str) else None
        return file if file is not None and file.is_picture else None

    def remove(self, file_id: str) -> None:
        """Somebody has deleted it. KeyError when there is none."""
        del self.by_id[file_id]


def _look_at(file: File) -> None:
    content = file.content or b""
    file.mimetype = next((kind for begins, kind in _TYPES.items() if content.startswith(begins)), "text/plain")
