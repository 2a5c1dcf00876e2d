"""Cursors of answers that come in pages."""

from __future__ import annotations


def start_of(cursor: str, kind: str) -> int | None:
    """The place where a page starts; None when the cursor is not one of this kind."""
    if not cursor:
        return 0
    head, _, place = cursor.partition(":")
    return int(place) if head == kind and place.isdigit() else None


def cursor_after(kind: str, place: int, *, total: int) -> str:
    """The cursor of the page that starts there; empty when there is none."""
    return f"{kind}:{place}" if place < total else ""
