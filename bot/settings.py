"""What an operator may set, from the environment or ``.env``. Built once, frozen, never changed.

A wrong setting is one sentence that names it, says what was wrong and shows an example; the value of a secret is in no
message. ``.env.example`` lists every setting, and a test holds the two together.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class TelegramMode(StrEnum):
    POLLING = "polling"


class SlackMode(StrEnum):
    SOCKET = "socket"


EXAMPLES = {
    "DATABASE_URL": "sqlite+aiosqlite:///data/vault.db or postgresql+psycopg://user:password@host/vault",
    "RESEARCH_DATABASE_URL": "sqlite+aiosqlite:///data/research.db",
    "KEYRING_DIR": "keyring",
    "LAB_DIR": "labs/pain-and-mind",
    "TELEGRAM_BOT_TOKEN": "123456789:the-letters-that-BotFather-gave-you",
    "TELEGRAM_API_URL": "https://api.telegram.org",
    "TELEGRAM_MODE": "polling",
    "TELEGRAM_MESSAGES_PER_SECOND": "25",
    "TELEGRAM_CHAT_MESSAGES_PER_SECOND": "1",
    "SLACK_BOT_TOKEN": "xoxb-example-from-the-page-of-your-app",
    "SLACK_APP_TOKEN": "xapp-example-from-the-page-of-your-app",
    "SLACK_API_URL": "https://slack.com/api/",
    "SLACK_MODE": "socket",
    "SLACK_MESSAGES_PER_MINUTE": "240",
    "SLACK_CHANNEL_MESSAGES_PER_SECOND": "1",
    "SLACK_TIER_FACTOR": "1",
    "HTTP_HOST": "127.0.0.1",
    "HTTP_PORT": "8080",
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "console",
}
"""An example of each setting, for its error message."""


ENGINES = ("sqlite:///", "sqlite+aiosqlite:///", "postgresql://", "postgresql+psycopg://")
"""How an address of a database can begin. ``+aiosqlite`` is another spelling of the same: see decision 0004."""


class SettingsError(Exception):
    """A setting is wrong. The message is for the operator and holds no secret."""


class Settings(BaseSettings):
    """Every setting. Those left unset (None) follow from the others: see ``adapters.wiring``."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", frozen=True, extra="ignore")

    lab_dir: Path | None = None
    database_url: SecretStr | None = None
    research_database_url: SecretStr | None = None
    keyring_dir: Path | None = None

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: TelegramMode = TelegramMode.POLLING
    telegram_messages_per_second: Annotated[float, Field(gt=0, le=100_000)] = 25
    telegram_chat_messages_per_second: Annotated[float, Field(gt=0, le=100_000)] = 1

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_mode: SlackMode = SlackMode.SOCKET
    slack_messages_per_minute: Annotated[float, Field(gt=0, le=1_000_000)] = 240
    slack_channel_messages_per_second: Annotated[float, Field(gt=0, le=100_000)] = 1
    slack_tier_factor: Annotated[float, Field(ge=0.1, le=100_000)] = 1

    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65_535)] = 8080

    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.CONSOLE

    @field_validator(
        "lab_dir",
        "database_url",
        "research_database_url",
        "keyring_dir",
        "telegram_bot_token",
        "slack_bot_token",
        "slack_app_token",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("telegram_bot_token")
    @classmethod
    def _shape_of_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, colon, rest = value.get_secret_value().partition(":")
            if not (number.isdecimal() and colon and len(rest) >= 20):  # shape only: 35 today
                raise ValueError("is not a bot token")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _shape_of_slack_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        begins = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value is not None and not value.get_secret_value().startswith(begins):
            raise ValueError(f"does not begin with {begins}")
        return value

    @model_validator(mode="after")
    def _both_slack_tokens(self) -> Settings:
        if (self.slack_bot_token is None) != (self.slack_app_token is None):
            missing = "SLACK_BOT_TOKEN" if self.slack_bot_token is None else "SLACK_APP_TOKEN"
            raise ValueError(f"{missing} is missing: Slack needs both of its tokens")
        return self

    @field_validator("database_url", "research_database_url")
    @classmethod
    def _known_engine(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(ENGINES):
            raise ValueError("is no SQLite or PostgreSQL address")
        return value

    @field_validator("telegram_api_url", "slack_api_url")
    @classmethod
    def _http_address(cls, value: str, info: ValidationInfo) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("is not an http address")
        return value.rstrip("/") + ("/" if info.field_name == "slack_api_url" else "")

    @property
    def is_demo(self) -> bool:
        """No platform has a token, so everything happens on this machine."""
        return self.telegram_bot_token is None and self.slack_bot_token is None


def read() -> Settings:
    """The settings of this process. Raises SettingsError with one sentence for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(fault["loc"], fault["msg"]) for fault in error.errors())) from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8 text: save it again as UTF-8") from None


def _sentence(where: tuple[int | str, ...], what: str) -> str:
    reason = what.removeprefix("Value error, ")
    if not where:  # about two settings together; the reason names them
        return f"{reason}."
    name = str(where[0]).upper()
    return f"{name} {reason[0].lower()}{reason[1:]}. Example: {name}={EXAMPLES.get(name, '…')}"
