"""Slack's refusals and what each means for a send.

The codes are those of docs.slack.dev/reference/methods/chat.postMessage, /chat.update and /views.open, checked
2026-11-22. Most come with HTTP status 200, so the code decides and the status only where there is none.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from adapters.slack.errors import ApiError, NoAnswer, NotSent
from bot.domain.delivery import Gone, Later, Refused, SendResult, Unsure

#: After a connection that did not come about: long enough not to hammer, short enough not to be noticed.
NOT_SENT_AFTER: Final = timedelta(seconds=1)
#: After trouble of Slack's own, and after a code that nobody knows. The sender's patience is the cap.
TROUBLE_AFTER: Final = timedelta(seconds=30)
#: After a refusal that an administrator of the workspace has to put right.
SWITCHED_OFF_AFTER: Final = timedelta(minutes=10)

#: The bot is shut out of the workspace, or was installed without what it needs. Nothing works until somebody acts.
SHUT_OUT: Final = frozenset(
    {
        "account_inactive",
        "app_access_restricted",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
    }
)
_GONE: Final = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
#: Not this person's doing but the whole workspace's: nobody must be taken for gone because of it.
_SWITCHED_OFF: Final = frozenset({"messages_tab_disabled", "not_enabled"})
_OURS: Final = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_permission",
        "no_text",
        "too_many_attachments",
        "view_too_large",
    }
)
#: The thing is as we want it, or can no longer be changed. Ordinary races between a person and the bot.
_HARMLESS: Final = frozenset(
    {
        "cant_update_message",
        "edit_window_closed",
        "exchanged_trigger_id",
        "expired_trigger_id",
        "hash_conflict",
        "invalid_trigger_id",
        "is_inactive",
        "message_not_found",
        "not_found",
        "push_limit_reached",
    }
)
#: With these Slack refuses blocks, among them those that show a file which it does not know, or has not seen yet.
BAD_BLOCKS: Final = frozenset({"invalid_arguments", "invalid_blocks"})
_SLOW_DOWN: Final = frozenset({"message_limit_exceeded", "rate_limited", "ratelimited"})
_TROUBLE: Final = frozenset({"service_unavailable", "team_added_to_org"})
#: "It's possible some aspect of the operation succeeded", as Slack says of them.
_AMBIGUOUS: Final = frozenset({"fatal_error", "internal_error", "request_timeout"})


def too_many(error: ApiError) -> bool:
    """Whether this says that calls come too fast."""
    return error.status == 429 or error.code in _SLOW_DOWN


def result_of(error: Exception) -> SendResult:
    """One of the five results for anything that a call can raise, TokenRejected aside."""
    match error:
        case NotSent():
            return Later(after=NOT_SENT_AFTER, why="not_connected")
        case ApiError():
            return _refusal(error)
        case NoAnswer():
            return Unsure(why="no_answer")
        case _:
            return Unsure(why=type(error).__name__)


def _refusal(error: ApiError) -> SendResult:
    code = error.code
    if too_many(error):
        return Later(after=timedelta(seconds=error.retry_after or 1), why="too_many_requests")
    if code in _GONE:
        return Gone(why=code)
    if code in _OURS or code in _HARMLESS or code.startswith("restricted_action"):
        return Refused(why=code)
    if code in _SWITCHED_OFF:
        return Later(after=SWITCHED_OFF_AFTER, why=code, whole_lane=True)
    if code in _TROUBLE:
        return Later(after=TROUBLE_AFTER, why=code)
    if code in _AMBIGUOUS or error.status >= 500 or not code:
        return Unsure(why=code or f"http_{error.status}")
    return Later(after=TROUBLE_AFTER, why=code)
