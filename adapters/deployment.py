"""Where everything of this installation is: settings that were left unset follow from the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.domain.secret import Secret
from bot.settings import Settings

SHIPPED_LAB = Path(__file__).resolve().parent.parent / "bot" / "content"


class NotStarted(Exception):
    """Labbot cannot start or do what was asked; the message says what to do about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """The places of one installation. URLs are secret because they can hold a password."""

    demo: bool
    folder: Path
    lab: Path
    vault: Secret
    research: Secret
    keyring: Path


def deployment(settings: Settings, here: Path) -> Deployment:
    """Without any token it is the demo and stays in ``demo/``; what is set explicitly always wins."""
    demo = settings.is_demo
    folder = here / "demo" if demo else here
    data = folder / ("databases" if demo else "data")

    def url(setting: SecretStr | None, file: str) -> Secret:
        if setting is None:
            return Secret(f"sqlite+aiosqlite:///{data / file}")
        return Secret(setting.get_secret_value())

    return Deployment(
        demo=demo,
        folder=folder,
        lab=settings.lab_dir or SHIPPED_LAB,
        vault=url(settings.database_url, "vault.db"),
        research=url(settings.research_database_url, "research.db"),
        keyring=settings.keyring_dir or folder / "keyring",
    )


def faults(places: Deployment) -> list[str]:
    """What is wrong with the places themselves, one sentence each."""
    found = []
    if places.vault == places.research:
        found.append(
            "RESEARCH_DATABASE_URL is the same database as DATABASE_URL: give research one of its own, "
            "so that no one database holds both people and replies"
        )
    return found
