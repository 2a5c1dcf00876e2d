"""What both Alembic environments do: run inside the transaction that ``storage.migrate`` opened."""

from __future__ import annotations

from typing import Literal

from alembic import context
from sqlalchemy import MetaData

from storage.types import UTCDateTime


def run(metadata: MetaData) -> None:
    """Runs the scripts, or compares them with `metadata`. Raises RuntimeError for ``alembic`` on the command line."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise RuntimeError("start migrations through storage.migrate: it brings the connection and its settings")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        render_item=rendered,
        compare_type=True,
    )
    context.run_migrations()


def rendered(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Scripts must not import our types: a later version may have moved them."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False
