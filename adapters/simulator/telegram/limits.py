"""The platform's numbers, each with its unit, its source and the day it was checked.

Sources: "API" is core.telegram.org/bots/api, Bot API 10.1 of 11 June 2026; "server" is Telegram's own open-source Bot
API server, github.com/tdlib/telegram-bot-api at 01a3679; "FAQ" is core.telegram.org/bots/faq.
"""

# Receiving
POLL_LIMIT = 100  # updates an answer; API#getupdates, checked 2026-11-22
POLL_TIMEOUT_S = 50  # seconds; longer is clamped; server Client.h, checked 2026-11-22
OFFSET_SLACK = 10  # further ahead counts as "from the start"; tdlib/td TQueue.cpp, checked 2026-11-22
MESSAGE_KEPT_S = 24 * 3600  # seconds an unfetched message waits; server Client.cpp, checked 2026-11-22
QUERY_KEPT_S = 150  # seconds an unfetched button press waits; server Client.cpp, checked 2026-11-22
QUEUE_LENGTH = 100_000  # updates waiting for one bot; tdlib/td TQueue.cpp, checked 2026-11-22
# Kinds that come only when asked for by name; API#getupdates, checked 2026-11-22
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

# Messages
TEXT_CODE_POINTS = 4096  # after entities are parsed; API#sendmessage, checked 2026-11-22
TEXT_BYTES = 32768  # of UTF-8, before parsing; server Client.cpp, checked 2026-11-22
CAPTION_CODE_POINTS = 1024  # after entities are parsed; API#senddocument, API#sendphoto, checked 2026-11-25
ENTITIES = 100  # later ones are ignored; not documented, python-telegram-bot constants, checked 2026-11-22
CALLBACK_DATA_BYTES = 64  # at least 1; API#inlinekeyboardbutton, checked 2026-11-22
BUTTONS = 100  # in one keyboard; not documented, python-telegram-bot constants, checked 2026-11-22
BUTTONS_A_ROW = 8  # not documented, python-telegram-bot constants, checked 2026-11-22
COPY_TEXT = 256  # characters; API#copytextbutton, checked 2026-11-22
TOAST = 200  # characters; API#answercallbackquery, checked 2026-11-22
START_PAYLOAD = 64  # of A-Z a-z 0-9 _ -; core.telegram.org/bots/features#deep-linking, checked 2026-11-22
DELETE_WITHIN_S = 48 * 3600  # seconds; API#deletemessage, checked 2026-11-22
DELETE_AT_ONCE = 100  # ids a call; API#deletemessages, checked 2026-11-22
UPLOAD_BYTES = 50 * 1024 * 1024  # API#senddocument, checked 2026-11-22
PHOTO_BYTES = 10 * 1024 * 1024  # API#sendphoto, tdlib/td FileLoaderUtils.cpp, checked 2026-11-25
PHOTO_SIDES = 10_000  # pixels, width and height together; API#sendphoto, checked 2026-11-25
PHOTO_RATIO = 20  # the longer side over the shorter; API#sendphoto, checked 2026-11-25
PHOTO_ENDINGS = (".jpg", ".jpeg", ".gif", ".png", ".tif", ".bmp")  # tdlib/td MessagesManager.cpp, checked 2026-11-25

# Commands and descriptions
COMMANDS = 100  # for one scope and language; API#setmycommands, checked 2026-11-22
COMMAND_NAME = 32  # characters of a-z 0-9 _; API#botcommand, checked 2026-11-22
COMMAND_DESCRIPTION = 256  # characters; API#botcommand, checked 2026-11-22
DESCRIPTION = 512  # characters; API#setmydescription, checked 2026-11-22
SHORT_DESCRIPTION = 120  # characters; API#setmyshortdescription, checked 2026-11-22

# Pace
CHAT_A_SECOND = 1.0  # messages to one chat; short bursts tolerated; FAQ, checked 2026-11-22
CHAT_BURST = 5  # messages; our reading of "short bursts", the platform names no number
OVERALL_A_SECOND = 30  # messages over all chats; FAQ, checked 2026-11-22
GROUP_A_MINUTE = 20  # messages to one group; FAQ, checked 2026-11-22

ENTITY_TYPES = frozenset(  # API#messageentity, checked 2026-11-24
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
CHAT_ACTIONS = frozenset(  # API#sendchataction, checked 2026-11-24
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
UPDATE_KINDS = frozenset(  # API#update, checked 2026-11-24
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    }
)
# What this project must always ask for
EXPECTED_KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})
