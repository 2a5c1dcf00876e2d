"""Our pictures as files of the app in its workspace: found there or uploaded once, and used when Slack has seen them.

Slack shows a picture from a public address or from a file. We have no public address, so each picture is a private
file of the bot, which may show it in its own messages and pages. Slack looks at an uploaded file in its own time,
refuses blocks that show it before that, and says with `mimetype` that it has. Sources, checked 2026-11-25:
docs.slack.dev/reference/block-kit/composition-objects/slack-file-object, slack.com/blog/developers/
uploading-private-images-blockkit, github.com/slackapi/java-slack-sdk/issues/1349.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final

import structlog

from adapters.pace import Rank
from adapters.slack import limits
from adapters.slack.calls import Calls
from adapters.slack.errors import SlackTrouble, TokenRejected
from adapters.slack.fields import WrongShape, optional_words, thing, things, words

log = structlog.get_logger(__name__)

#: The rights that all this needs, which an app may do without; then its people read the words of a picture.
RIGHTS: Final = "files:write files:read"
#: Seconds that Slack may take to look at a file. Reports speak of one or two.
LOOKS_S: Final = 60.0
#: Seconds between two tries while Slack cannot be reached, at most.
MOST_PAUSE_S: Final = 600.0


class Files:
    """The pictures of these names. `load` gives the bytes of one; `pause_s` is between two looks at what Slack has.

    The name of a file holds a digest of what is in it. So a new process finds what an earlier one has uploaded, nothing
    piles up, and a picture that was drawn anew is another file. A picture that Slack refuses to show is told in words
    until the next start.
    """

    def __init__(
        self,
        calls: Calls,
        names: Collection[str],
        load: Callable[[str], bytes],
        *,
        pause_s: float,
        escaped: Callable[[Exception], None],
    ) -> None:
        self._calls = calls
        self._names = names
        self._load = load
        self._pause_s = pause_s
        self._escaped = escaped
        self._shown: dict[str, str] = {}

    @property
    def shown(self) -> Mapping[str, str]:
        """The name of each picture that can be shown now → its file's id."""
        return MappingProxyType(self._shown)

    async def prepare(self, user: str) -> None:
        """Make every picture ready, and return. `user` is the bot's own, under which its files are found."""
        for name in self._names:
            try:
                await self._patiently(name, user)
            except TokenRejected as error:
                if error.code != "missing_scope":
                    self._escaped(error)
                else:
                    log.warning("slack.pictures_not_allowed", to_do=f"give the app {RIGHTS}, and install it again")
                return
            except Exception as error:  # a bug there costs a picture, whose words are shown instead
                self._escaped(error)

    def refused(self, file_ids: Collection[str]) -> None:
        """Slack has just refused to show these, and took the same without them."""
        for name, file_id in tuple(self._shown.items()):
            if file_id in file_ids:
                del self._shown[name]
                log.warning("slack.picture_refused", picture=name)

    async def _patiently(self, name: str, user: str) -> None:
        """Make one picture ready, however long Slack cannot be reached."""
        wait_s = self._pause_s
        while True:
            try:
                self._shown[name] = await self._ready(name, user)
            except (SlackTrouble, WrongShape, TimeoutError) as error:
                log.warning("slack.picture_not_had", picture=name, error=type(error).__name__)
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, MOST_PAUSE_S)
            else:
                return

    async def _ready(self, name: str, user: str) -> str:
        """The id of the picture's file, once Slack has looked at it."""
        content = self._load(name)
        filename = f"{name}-{hashlib.sha256(content).hexdigest()[:12]}.png"
        file_id = await self._found(filename, user) or await self._uploaded(filename, content)
        async with asyncio.timeout(LOOKS_S):
            while not await self._is_seen(file_id):  # noqa: ASYNC110 - Slack tells nobody that it has looked
                await asyncio.sleep(self._pause_s)
        return file_id

    async def _found(self, filename: str, user: str) -> str | None:
        """The id of the bot's newest file of that name; None when there is none among its last hundred."""
        asked = {"user": user, "count": str(limits.FILES_A_PAGE)}
        told = await self._calls.tiered("files.list", asked, Rank.QUEUED)
        return next((words(file, "id") for file in things(told, "files") if file.get("name") == filename), None)

    async def _uploaded(self, filename: str, content: bytes) -> str:
        """The id of a new file that nobody but the bot sees, because it is shared nowhere."""
        announced = {"filename": filename, "length": str(len(content))}
        given = await self._calls.tiered("files.getUploadURLExternal", announced, Rank.QUEUED)
        file_id = words(given, "file_id")
        await self._calls.upload(words(given, "upload_url"), content)
        whole = {"files": [{"id": file_id, "title": filename}]}
        await self._calls.tiered("files.completeUploadExternal", whole, Rank.QUEUED)
        return file_id

    async def _is_seen(self, file_id: str) -> bool:
        """Whether Slack has looked at the file."""
        told = await self._calls.tiered("files.info", {"file": file_id}, Rank.QUEUED)
        return bool(optional_words(thing(told, "file"), "mimetype"))
