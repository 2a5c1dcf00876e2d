"""The keyring: keys that are in neither database, in a folder that is in no backup of either."""

from __future__ import annotations

import base64
import hmac
import os
import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.domain.ids import PersonId, StudyId, WaveNumber
from storage.keyfolder import KeyFolder, KeyringError, KeyringMissing

__all__ = ["FolderKeyring", "KeyringError", "KeyringMissing", "Keys", "lock", "placement_faults", "unlock"]

_NONCE = 12
_FIRST = 1  # the id of the first contact key and the first index key; a rotation counts on
_DAYS_KEPT = 2  # today's key and yesterday's
_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def lock(key: AESGCM, content: bytes, bound_to: bytes) -> bytes:
    """The content under the key, readable only beside what it is bound to."""
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, content, bound_to)


def unlock(key: AESGCM, locked: bytes, bound_to: bytes) -> bytes:
    """What `lock` was given. Raises cryptography's InvalidTag for anything else."""
    return key.decrypt(locked[:_NONCE], locked[_NONCE:], bound_to)


class Keys:
    """The keys of one use, such as one batch of works: each file is read at most once, and all go with this object."""

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder
        self._master: tuple[bytes, AESGCM] | None = None
        self._read: dict[str, bytes | None] = {}
        self._locks: dict[str, AESGCM] = {}
        self._days: tuple[date, ...] | None = None

    def contact(self, key_id: int = _FIRST) -> AESGCM:
        """The lock of addresses under that id. Raises KeyringError when that key is lost."""
        return self._lock(f"contact.{key_id}", self._must(f"contact.{key_id}"))

    def contact_id(self) -> int:
        """The id of the contact key that new addresses are locked with."""
        return _FIRST

    def index(self) -> bytes:
        """The key under which addresses are found again. Raises KeyringError when it is lost."""
        return self._must(f"index.{_FIRST}")

    def wave(self, study: StudyId, wave: WaveNumber) -> bytes | None:
        """The key of a wave; None when it was destroyed or lost: what it locked cannot be read."""
        return self._get(_wave_name(study, wave))

    def wave_lock(self, study: StudyId, wave: WaveNumber) -> AESGCM | None:
        name = _wave_name(study, wave)
        key = self._get(name)
        return None if key is None else self._lock(name, key)

    def new_wave(self, study: StudyId, wave: WaveNumber) -> None:
        """Make the wave's key, unless there is one."""
        self._made(_wave_name(study, wave))

    def day(self, day: date) -> bytes | None:
        """The key of a UTC day that is past or present; None when there is none."""
        return self._get(_day_name(day))

    def today(self, day: date) -> bytes:
        """The key of the UTC day, made when it is the day's first use."""
        name = _day_name(day)
        if self._get(name) is None:
            self._days = None
        return self._made(name)

    def today_lock(self, day: date) -> AESGCM:
        return self._lock(_day_name(day), self.today(day))

    def day_lock(self, day: date) -> AESGCM | None:
        key = self._get(_day_name(day))
        return None if key is None else self._lock(_day_name(day), key)

    def days(self) -> tuple[date, ...]:
        """The UTC days whose keys are kept, oldest first."""
        if self._days is None:
            self._days = _days(self._folder)
        return self._days

    def review(self, study: StudyId) -> AESGCM:
        """The lock of a study's texts under review, made with its first text."""
        return self._lock(f"review.{_plain(study)}", self._made(f"review.{_plain(study)}"))

    def study_secret(self, study: StudyId) -> bytes:
        """The secret behind a study's codes, made with its first code."""
        return self._made(f"study.{_plain(study)}")

    def marks(self) -> bytes:
        """The key behind the marks on buttons."""
        return self._made(f"mark.{_FIRST}")

    def _get(self, name: str) -> bytes | None:
        if name not in self._read:
            self._read[name] = self._folder.read(name, self._master_key())
        return self._read[name]

    def _made(self, name: str) -> bytes:
        key = self._get(name)
        if key is None:
            key = self._read[name] = self._folder.read_or_make(name, self._master_key())
        return key

    def _must(self, name: str) -> bytes:
        key = self._get(name)
        if key is None:
            raise KeyringError(
                f"The key {name} is missing in {self._folder.path}. Put it back from where the keyring was escrowed."
            )
        return key

    def _lock(self, name: str, key: bytes) -> AESGCM:
        found = self._locks.get(name)
        if found is None:
            found = self._locks[name] = AESGCM(key)
        return found

    def _master_key(self) -> tuple[bytes, AESGCM]:
        if self._master is None:
            self._master = self._folder.master()
        return self._master


class FolderKeyring:
    """``ports.Keyring`` on a folder. Holds the folder's place and no key."""

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder

    @classmethod
    def create(cls, path: Path) -> FolderKeyring:
        """A new keyring. Raises KeyringError, and changes nothing, when there is one already."""
        folder = KeyFolder(path)
        folder.make_folder()
        master = folder.master()
        for name in ("contact", "index", "mark"):
            folder.read_or_make(f"{name}.{_FIRST}", master)
        return cls(folder)

    @classmethod
    def open(cls, path: Path) -> FolderKeyring:
        """The keyring in that folder. Raises KeyringMissing, or KeyringError when it is open to others or damaged."""
        folder = KeyFolder(path)
        folder.check()
        keys = Keys(folder)
        keys.contact()
        keys.index()
        return cls(folder)

    @property
    def path(self) -> Path:
        return self._folder.path

    def keys(self) -> Keys:
        """The keys for one use."""
        return Keys(self._folder)

    def code(self, study: StudyId, person: PersonId) -> str:
        digest = hmac.digest(self.keys().study_secret(study), b"code|v1|" + person, "sha256")
        return base64.b32encode(digest).decode()[:16]

    def mark(self, purpose: str, text: str) -> str:
        digest = hmac.digest(self.keys().marks(), f"mark|{purpose}|{text}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:8]).decode().rstrip("=")

    def destroy_wave_key(self, study: StudyId, wave: WaveNumber) -> None:
        self._folder.destroy(_wave_name(study, wave))

    def destroy_day_keys(self, today: date) -> None:
        """Destroy the keys of the days before yesterday."""
        for day in _days(self._folder):
            if day <= today - timedelta(days=_DAYS_KEPT):
                self._folder.destroy(_day_name(day))


def placement_faults(keyring: Path, databases: Iterable[Path | None]) -> tuple[str, ...]:
    """What is wrong with where things stand, in sentences: a backup of one must never hold the other as well."""
    folder = keyring.resolve()
    found = []
    for database in databases:
        if database is None:
            continue
        beside = database.resolve().parent
        if folder == beside or folder.is_relative_to(beside):
            found.append(
                f"The keyring {keyring} lies within {database.parent}, the folder of a database: "
                "a copy of that folder would hold the answers and the keys to them. Move the keyring elsewhere."
            )
        elif beside.is_relative_to(folder):
            found.append(f"The database {database} lies within the keyring's folder {keyring}. Move it elsewhere.")
    return tuple(found)


def _days(folder: KeyFolder) -> tuple[date, ...]:
    return tuple(date.fromisoformat(name.removeprefix("day.")) for name in folder.names("day."))


def _day_name(day: date) -> str:
    return f"day.{day.isoformat()}"


def _wave_name(study: StudyId, wave: WaveNumber) -> str:
    return f"wave.{_plain(study)}.{wave}"


def _plain(study: StudyId) -> str:
    """A study's id as part of a file's name, different for different studies on every file system."""
    return study if _PLAIN_NAME.fullmatch(study) else "~" + study.encode().hex()
