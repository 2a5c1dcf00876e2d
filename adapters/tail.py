"""What this process knows of the end of each chat, so that nothing is edited that has scrolled away.

What the last message of a chat is cannot be asked, or not in time, so it is known only while everything was heard and
sent by this process. After a restart, or an uncertain send, nothing is known and the question comes anew.
"""

from __future__ import annotations

from typing import Final

#: Chats remembered, the latest used; about 200 bytes each. A forgotten chat costs one question that comes anew.
MOST_CHATS: Final = 20_000


class Tail:
    """The last message of each chat, by a number that grows within a chat."""

    def __init__(self, most: int = MOST_CHATS) -> None:
        self._most = most
        self._last: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._last)

    def stands(self, chat: str, message_id: int) -> None:
        """A message stands in the chat, theirs or ours. One that is older than the last changes nothing."""
        last = self._last.pop(chat, 0)
        if not last and len(self._last) >= self._most:
            del self._last[next(iter(self._last))]
        self._last[chat] = max(last, message_id)

    def unknown(self, chat: str) -> None:
        """Something may stand there that nobody knows of."""
        self._last.pop(chat, None)

    def is_last(self, chat: str, message_id: int) -> bool:
        """True only when it is known to be so."""
        return self._last.get(chat) == message_id
