"""Slack's numbers, each with its unit, its source and the day it was checked.

Sources: "kit" is docs.slack.dev/reference/block-kit, the page of the block or element; "methods" is
docs.slack.dev/reference/methods, the page of the method; "rates" is docs.slack.dev/apis/web-api/rate-limits; "socket"
is docs.slack.dev/apis/events-api/using-socket-mode. All were checked on 2026-11-22; choices, pictures and files on
2026-11-25.
"""

from __future__ import annotations

from typing import Final

# Messages
TEXT: Final = 4000  # characters of `text`, escapes included; chat.update refuses more; methods
BLOCKS: Final = 50  # a message; kit
RICH_TEXT: Final = 3000  # characters a block; not documented for rich text, so that of a section is kept to; kit
ACTIONS: Final = 25  # elements an actions block; kit
BUTTON_TEXT: Final = 75  # characters; kit, button
BUTTON_VALUE: Final = 2000  # characters; kit, button

# Views
VIEW_BLOCKS: Final = 100  # kit
VIEW_WORDS: Final = 24  # characters of title, submit and close; docs.slack.dev/reference/views
LABEL: Final = 2000  # characters of an input's label, and of its hint; kit, input
OPTION_TEXT: Final = 75  # characters; kit, option
CHOICES: Final = 10  # options; kit, radio buttons and checkboxes
SELECT: Final = 100  # options, and groups of options; kit, select menu and multi-select menu
INPUT: Final = 3000  # characters that can be typed into one field; kit, plain-text input
ALT_TEXT: Final = 2000  # characters; kit, image block
TRIGGER_S: Final = 3.0  # seconds that a trigger_id lives, for one view; methods, views.open

# Receiving
ACK_S: Final = 3.0  # seconds to acknowledge an envelope; socket
CONNECTIONS: Final = 10  # sockets of one app, in all its processes; socket

# Files
FILES_A_PAGE: Final = 100  # ours: as many as Slack gives unasked; methods, files.list

# Pace, of this app in this workspace
CHANNEL_A_SECOND: Final = 1  # message to one channel, short bursts tolerated; rates
WORKSPACE_A_MINUTE: Final = 240  # messages; ours: Slack says "several hundred"; rates
TIERS: Final = {  # calls a minute of each method; methods
    "chat.update": 50,
    "conversations.history": 50,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "files.info": 100,
    "files.list": 50,
    "users.info": 100,
    "views.open": 100,
    "views.push": 100,
    "views.update": 100,
    "views.publish": 100,
}
