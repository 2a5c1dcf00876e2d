"""Log lines: a fixed event name and counts. Tokens are taken out last, after exceptions have been formatted."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A bot token after "bot" in a URL has no word boundary before its digits, so the pattern asks for "no digit" instead.
_TOKENS = re.compile(
    r"(?<![0-9])[0-9]{6,12}:[A-Za-z0-9_-]{30,}"  # Telegram
    r"|x(?:ox[abeprs]|app)-[A-Za-z0-9-]{10,}"  # Slack
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # user:password in a URL
)

Event = MutableMapping[str, Any]


def clean(text: str) -> str:
    """`text` with every token and URL password taken out."""
    return _TOKENS.sub("[removed]", text)


class _CleanFormatter(structlog.stdlib.ProcessorFormatter):
    """Cleans the finished line, so that nothing a library logs can slip past."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


def configure(level: str, fmt: str) -> None:
    """Set up logging for the process: `fmt` is ``console`` or ``json``. Standard-library loggers are caught too."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if fmt == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = _CleanFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "aiohttp.access", "apscheduler", "asyncio", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
