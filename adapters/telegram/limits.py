"""Telegram's numbers, each with its unit, its source and the day it was checked.

Sources: "API" is core.telegram.org/bots/api, Bot API 10.1 of 11 June 2026; "server" is Telegram's own open-source Bot
API server, github.com/tdlib/telegram-bot-api at 01a3679; "td" is what that server is built on, github.com/tdlib/td at
022d602; "FAQ" is core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; "PTB" is
python-telegram-bot's constants.
"""

from __future__ import annotations

from typing import Final

# Messages
TEXT_CODE_POINTS: Final = 4096  # code points after entities; at most 16 kB, under the 32768 bytes; API, 2026-11-22
CAPTION_CODE_POINTS: Final = 1024  # code points after entities; API#sendphoto, td MessageContent.cpp, 2026-11-25
ENTITIES: Final = 100  # a message, later ones are ignored; not documented, PTB, 2026-11-22
CALLBACK_DATA_BYTES: Final = 64  # bytes of UTF-8, at least 1; API#inlinekeyboardbutton, 2026-11-22
BUTTONS: Final = 100  # a keyboard; not documented, PTB, 2026-11-22
BUTTONS_A_ROW: Final = 8  # not documented, PTB, 2026-11-22
TOAST: Final = 200  # characters; API#answercallbackquery, 2026-11-22
PICTURE_BYTES: Final = 10 * 1024 * 1024  # API#sendphoto, td FileLoaderUtils.cpp, 2026-11-25
PICTURE_SIDES: Final = 10_000  # pixels, width and height together; API#sendphoto, 2026-11-25
PICTURE_RATIO: Final = 20  # the longer side over the shorter, at most; API#sendphoto, 2026-11-25

# Listening
POLL_LIMIT: Final = 100  # updates an answer; API#getupdates, 2026-11-22
POLL_LONGEST_S: Final = 50  # seconds; longer is clamped; server Client.h, 2026-11-22
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
START_PAYLOAD: Final = 64  # characters of A-Z a-z 0-9 _ -; core.telegram.org/bots/features#deep-linking, 2026-11-22

# Pace
OVERALL_A_SECOND: Final = 30  # messages over all chats; FAQ, 2026-11-22
GROUP_A_MINUTE: Final = 20  # messages to one group; FAQ, 2026-11-22
CHAT_A_SECOND: Final = 1  # message to one chat, short bursts tolerated; FAQ, 2026-11-22
