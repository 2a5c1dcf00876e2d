"""python-telegram-bot's Bot on our connections: one pool for sending, one connection for listening.

The methods of every answer go through PTB's request object as plain values, because building PTB's objects costs
more processor time than everything else in an answer; the rare ones use PTB's typed methods.
Editing a question with 12 buttons, processor time, one call at a time / 16 at a time, 2026-11-24, CPython 3.11:
``Bot.edit_message_text`` 625 / 660 µs, ``Bot.do_api_request`` 204 / 139 µs, the request object 158 / 101 µs.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final, cast

from telegram import Bot, InputFile
from telegram.request import RequestData

from adapters.telegram.errors import ApiError, TokenRejected
from adapters.telegram.request import POOL, AiohttpRequest
from bot.domain.secret import Secret

#: Stands in PTB's URLs where the token belongs. Braces would be read as a format.
PLACEHOLDER: Final = "the-token-is-filled-in-at-the-socket"
OFFICIAL: Final = "https://api.telegram.org"

#: These log URLs or what people wrote, at INFO (httpx) or DEBUG (telegram).
_TALKATIVE: Final = ("telegram", "telegram.Bot", "httpx", "httpcore")


def quieten() -> None:
    """Set the libraries that log URLs or message texts to WARNING, whatever the root logger says."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


@dataclass(slots=True)
class _Parameter:
    """What PTB's RequestData reads of a parameter; ours are plain JSON values already and no files."""

    name: str
    value: object
    input_files: None = None


class Client:
    """The Bot API of one bot. Raises what ``errors`` names, and nothing else."""

    def __init__(self, *, token: Secret, api_url: str = OFFICIAL, pool: int = POOL) -> None:
        quieten()
        self._sending = AiohttpRequest(token=token, placeholder=PLACEHOLDER, pool=pool)
        self._listening = AiohttpRequest(token=token, placeholder=PLACEHOLDER, pool=1)
        self.bot = Bot(
            PLACEHOLDER,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=self._sending,
            get_updates_request=self._listening,
        )
        self._base = self.bot.base_url

    async def open(self) -> None:
        """Open the pools. Bot.initialize is not called: it asks getMe, and fails when the network is down."""
        await self._sending.initialize()
        await self._listening.initialize()

    async def close(self) -> None:
        await self._sending.shutdown()
        await self._listening.shutdown()

    async def call(self, method: str, parameters: dict[str, object]) -> object:
        """The result of one method, as plain values. A file among the parameters is uploaded (sendPhoto only)."""
        if isinstance(photo := parameters.get("photo"), InputFile):
            return await self._upload(photo, parameters)
        return await self._post(self._sending, method, parameters, None)

    async def get_updates(self, parameters: dict[str, object], read_timeout_s: float) -> object:
        """getUpdates on its own connection, so that a long poll never stands in the way of a reply."""
        return await self._post(self._listening, "getUpdates", parameters, read_timeout_s)

    async def _upload(self, photo: InputFile, parameters: dict[str, object]) -> object:
        """sendPhoto by PTB's typed method, which makes the form; the other parameters are passed on as they are."""
        rest: dict[str, Any] = {name: value for name, value in parameters.items() if value is not photo}
        try:
            sent = await self.bot.send_photo(rest.pop("chat_id"), photo, api_kwargs=rest)
        except ApiError as error:
            raise _told(error) from None
        return sent.to_dict()

    async def _post(
        self, request: AiohttpRequest, method: str, parameters: dict[str, object], read_timeout_s: float | None
    ) -> object:
        data = RequestData(cast(Any, [_Parameter(name, value) for name, value in parameters.items()]))
        try:
            return await request.post(
                f"{self._base}/{method}",
                data,
                read_timeout=AiohttpRequest.DEFAULT_NONE if read_timeout_s is None else read_timeout_s,
            )
        except ApiError as error:
            raise _told(error) from None


def _told(error: ApiError) -> ApiError | TokenRejected:
    """What a refusal means: of this one call, or of the bot."""
    return TokenRejected(error.code) if error.code in (401, 404) else error
