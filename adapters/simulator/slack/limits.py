"""The platform's numbers, each with its unit, its source and the day it was checked.

Sources, all checked 2026-11-22; those of views, options, dialogs, inputs of every kind, pictures, files, rates and
views.push again 2026-11-25. "kit" is docs.slack.dev/reference/block-kit and the page of the block, element or object
named; "methods" is docs.slack.dev/reference/methods; "views" is docs.slack.dev/reference/views and
docs.slack.dev/surfaces/modals; "rates" is docs.slack.dev/apis/web-api/rate-limits; "socket" is
docs.slack.dev/apis/events-api/using-socket-mode; "events" is docs.slack.dev/apis/events-api.
"""

# Messages
TEXT = 4000  # characters; more is accepted by chat.postMessage, but refused by chat.update; methods
TEXT_CUT = 40_000  # characters; what is above is cut off without a word; methods, chat.postMessage
BLOCKS_TEXT = 12_000  # characters in all blocks of a message; what we hold the bot to
BLOCKS_TEXT_REFUSED = 13_200  # characters; msg_blocks_too_long, not documented; github.com/slackapi/bolt-js/issues/2509
MARKDOWN_TEXT = 12_000  # characters; methods, chat.postMessage
BLOCKS_A_MESSAGE = 50  # kit, blocks
BLOCKS_A_VIEW = 100  # kit, blocks

# Blocks
SECTION_TEXT = 3000  # characters; kit, section block
SECTION_FIELDS = 10  # kit, section block
FIELD_TEXT = 2000  # characters; kit, section block
HEADER_TEXT = 150  # characters; kit, header block
ACTIONS = 25  # elements; kit, actions block
CONTEXT = 10  # elements; kit, context block
CONTEXT_TEXT = 3000  # characters; kit, text object
MARKDOWN_BLOCKS = 12_000  # characters, of all in a message together; kit, markdown block
LABEL = 2000  # characters, of a label or a hint; kit, input block
IMAGE_URL = 3000  # characters; kit, image block
ALT_TEXT = 2000  # characters; kit, image block
IMAGE_TITLE = 2000  # characters; kit, image block
ID = 255  # characters of action_id, block_id, callback_id; kit

# Elements and composition objects
BUTTON_TEXT = 75  # characters; kit, button element
BUTTON_VALUE = 2000  # characters; kit, button element
BUTTON_URL = 3000  # characters; kit, button element
SELECT_OPTIONS = 100  # kit, select menu element
OPTION_GROUPS = 100  # kit, select menu element
CHOICES = 10  # options of radio buttons and checkboxes; kit
OVERFLOW_OPTIONS = 5  # kit, overflow menu element
OPTION_TEXT = 75  # characters, also of a description; kit, option object
OPTION_VALUE = 150  # characters; kit, option object
PLACEHOLDER = 150  # characters; kit
INPUT_LENGTH = 3000  # characters, the most that max_length may be; kit, plain-text input element
CONFIRM_TITLE = 100  # characters; kit, confirmation dialog object
CONFIRM_TEXT = 300  # characters; kit, confirmation dialog object
CONFIRM_BUTTON = 30  # characters; kit, confirmation dialog object

# Views
VIEW_TITLE = 24  # characters, also of submit and close; views
PRIVATE_METADATA = 3000  # characters; views
VIEW_BYTES = 250_000  # of JSON; methods, views.open: view_too_large
STACKED_VIEWS = 3  # methods, views.push: push_limit_reached
TRIGGER_S = 3.0  # seconds that a trigger_id lives, for one use; methods, views.open
RESPONSE_USES = 5  # of one response_url; docs.slack.dev/interactivity/handling-user-interaction
RESPONSE_KEPT_S = 30 * 60  # seconds that a response_url lives; the same page

# Files
FILE_ALT_TEXT = 1000  # characters; methods, files.getUploadURLExternal: alt_txt_too_large

# Pace. One method, one workspace, one app, in any 60 seconds.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute; rates
CHANNEL_A_SECOND = 1.0  # messages to one channel; short bursts tolerated; rates
CHANNEL_BURST = 5  # messages; our reading of "short bursts", the platform names no number
WORKSPACE_A_MINUTE = 300  # messages; our reading of "several hundred", the platform names no number
USERS_A_PAGE = 200  # users.list; "no more than 200 results at a time"; methods, users.list

# Receiving
ACK_S = 3.0  # seconds to acknowledge an envelope; socket
RETRY_AFTER_S = (0.0, 60.0, 300.0)  # seconds before each of the three retries of an event; events
CONNECTIONS = 10  # of one app at once; socket
CONNECTION_TIME_S = 18_060  # seconds a connection is said to live, about; socket, the example of hello
EVENT_KEPT_S = 24 * 3600  # seconds an event that reached nobody is kept, with "Delayed Events" on; events
