"""What can go wrong with a call. None of these carries a URL, a token, or anything a person wrote."""

from __future__ import annotations


class SlackTrouble(Exception):
    """A call did not do what it was asked to."""


class ApiError(SlackTrouble):
    """Slack refused. `code` is Slack's own word, such as ``channel_not_found``; empty when it gave none.

    `status` is the HTTP status, mostly 200. `retry_after` is in seconds, set for 429 only.
    """

    def __init__(self, code: str, *, status: int = 200, retry_after: int | None = None) -> None:
        super().__init__(f"Slack answered {status} {code}".rstrip())
        self.code = code
        self.status = status
        self.retry_after = retry_after


class NotSent(SlackTrouble):
    """No connection came about, so Slack saw nothing: safe to try again."""


class NoAnswer(SlackTrouble):
    """The request left, and no whole answer came: it may have taken effect."""


class TokenRejected(Exception):
    """Slack does not let this bot into the workspace any more. The adapter stops; what waits is kept.

    To do: look the code up on docs.slack.dev, install the app again, put its tokens into the settings, start again.
    """

    def __init__(self, code: str, *, token: str = "bot token") -> None:  # noqa: S107 - says which, and is none
        super().__init__(
            f"Slack rejected the {token} ({code}). Nothing is lost: install the app in its workspace, put its tokens "
            "into the settings and start again."
        )
        self.code = code
