"""Every call at its pace: messages by person and workspace, the other methods by their tier; a 429 holds the method."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from adapters.pace import Pace, Rank
from adapters.slack.client import Client
from adapters.slack.errors import ApiError, SlackTrouble
from adapters.slack.failures import too_many
from adapters.slack.fields import Json
from adapters.slack.pace import PaceSettings, TierSettings

log = structlog.get_logger(__name__)

POST = "chat.postMessage"


class Calls:
    """The Web API, paced. Raises what ``errors`` names."""

    def __init__(self, client: Client, posts: PaceSettings, tiers: TierSettings) -> None:
        self._client = client
        self._posts = Pace(posts)
        self._tiers = Pace(tiers)

    def held_for(self, method: str) -> float:
        """Seconds for which this method may not be called, as Slack has ordered."""
        return self._posts.held_for(None) if method == POST else self._tiers.held_for(method)

    async def post(self, person: str, arguments: Json, rank: Rank) -> Json:
        """Put a message into somebody's direct messages."""
        await self._posts.turn(person, rank)
        try:
            return await self._client.call(POST, {"channel": person, **arguments})
        except ApiError as error:
            if too_many(error):
                self._posts.hold(None, error.retry_after or 1)
            raise
        finally:
            self._posts.done()

    async def tiered(self, method: str, arguments: Json, rank: Rank = Rank.REPLY) -> Json:
        """Call any other method."""
        await self._tiers.turn(method, rank)
        try:
            return await self._client.call(method, arguments)
        except ApiError as error:
            if too_many(error):
                self._tiers.hold(method, error.retry_after or 1)
            raise
        finally:
            self._tiers.done()

    async def upload(self, address: str, content: bytes) -> None:
        """Send the bytes of a file to the address that was given for it; so few are sent that they need no pace."""
        await self._client.upload(address, content)

    async def profile(self, person: str, escaped: Callable[[Exception], None]) -> Json | None:
        """One user object; None when it cannot be had."""
        try:
            user = (await self.tiered("users.info", {"user": person, "include_locale": "true"})).get("user")
        except SlackTrouble as error:
            log.info("slack.profile_not_had", error=type(error).__name__)
            return None
        except Exception as error:  # a rejected token, or a bug: it must not cost anybody what they did
            escaped(error)
            return None
        return user if isinstance(user, dict) else None
