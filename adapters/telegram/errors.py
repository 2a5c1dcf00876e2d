"""What can go wrong with a call. None of these carries a URL, a token, or anything a person wrote."""

from __future__ import annotations

from telegram.error import NetworkError, TelegramError, TimedOut


class ApiError(TelegramError):
    """Telegram refused: an HTTP status outside 200-299.

    `description` is Telegram's own sentence and names nobody. `retry_after` is in seconds, set for 429 only.
    PTB's own classes are not used for this, because they drop the status and put permanent refusals (``BadRequest``)
    under ``NetworkError``, so that "try again on a network error" would repeat them.
    """

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(f"Telegram answered {code}: {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to


class NotSent(NetworkError):
    """No connection came about, so Telegram saw nothing: safe to try again."""


class NoAnswer(TimedOut):
    """The request left, and no whole answer came: it may have taken effect."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TokenRejected(Exception):
    """Telegram does not know the token (401 or 404). The adapter stops; what waits is kept.

    To do: check the bot token in the settings with @BotFather, put the right one in, and start again.
    """

    def __init__(self, code: int) -> None:
        super().__init__(
            f"Telegram rejected the bot token (HTTP {code}). Nothing is lost: put a valid token from @BotFather into "
            "the settings and start again."
        )
        self.code = code
