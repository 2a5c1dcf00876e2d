"""A folder with one small file for each key, every one locked with the folder's master key.

Two processes that want the same new key at once get the same one: a file appears whole or not at all, and only once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
MASTER = "master"
_NONCE = 12
_ID = 8
_MASTER_MAGIC = b"LBM1"
_KEY_MAGIC = b"LBK1"
_REMAINS = b"LBX1"  # of a key that was overwritten, until its file is taken away
_CHECK = 4
_CAN_LINK = os.name != "nt"
_HIDDEN_FROM = 0o077  # permission bits of the group and of everybody else


class KeyringError(Exception):
    """The keyring cannot be used. The message is a sentence for the operator: what is wrong, and what to do."""


class KeyringMissing(KeyringError):
    """There is no keyring at that place."""


class KeyFolder:
    """Reads and writes the files. Knows nothing of what a key is for, and keeps none."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make_folder(self) -> None:
        """The folder with a new master key. Raises KeyringError when there is one already."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.check_hidden(self.path)
        identity, key = secrets.token_bytes(_ID), secrets.token_bytes(KEY_BYTES)
        if not self._appear(MASTER, _MASTER_MAGIC + identity + key + _checked(identity + key)):
            raise KeyringError(f"There is a keyring in {self.path} already; it was left as it is.")

    def check(self) -> None:
        """Raises KeyringError when the folder is missing, open to others, or has lost its master key."""
        if not self.path.is_dir():
            raise KeyringMissing(
                f"There is no keyring in {self.path}. Without the keyring that belongs to it, nothing in the vault "
                "can be read: neither addresses nor answers. Put the folder back from where it was escrowed "
                "(`labbot keys escrow` made that copy), or point the setting at the right folder."
            )
        self.check_hidden(self.path)
        for entry in self.path.iterdir():
            self.check_hidden(entry)
        self.master()

    def check_hidden(self, path: Path) -> None:
        """Raises KeyringError when somebody else on this machine may read `path`."""
        with contextlib.suppress(FileNotFoundError):  # another process destroyed a key a moment ago
            if _CAN_LINK and stat.S_IMODE(path.stat().st_mode) & _HIDDEN_FROM:
                wanted = "700" if path.is_dir() else "600"
                raise KeyringError(f"Others on this machine can read {path}. Run: chmod {wanted} '{path}'")

    def master(self) -> tuple[bytes, AESGCM]:
        """The master key's id, and the lock that it opens. Raises KeyringError when it is missing or damaged."""
        found = self._read(MASTER)
        if found is None:
            raise KeyringMissing(
                f"There is no master key in {self.path}. Nothing in the vault can be read without it: put the folder "
                "back from where it was escrowed."
            )
        magic, rest = found[:4], found[4:-_CHECK]
        if magic != _MASTER_MAGIC or len(rest) != _ID + KEY_BYTES or found[-_CHECK:] != _checked(rest):
            raise self._damaged(MASTER)
        return rest[:_ID], AESGCM(rest[_ID:])

    def read(self, name: str, master: tuple[bytes, AESGCM]) -> bytes | None:
        """The key of that name; None when there is none, or what is left of one that somebody is destroying.

        Raises KeyringError for a damaged or foreign file.
        """
        found = self._read(name)
        if found is None or found.startswith(_REMAINS):
            return None
        identity, lock = master
        head = len(_KEY_MAGIC) + _ID
        if found[: len(_KEY_MAGIC)] != _KEY_MAGIC:
            raise self._damaged(name)
        if found[len(_KEY_MAGIC) : head] != identity:
            raise KeyringError(f"The key {name} in {self.path} belongs to another master key. Put its own one back.")
        try:
            return lock.decrypt(found[head : head + _NONCE], found[head + _NONCE :], _bound(name, identity))
        except InvalidTag:
            raise self._damaged(name) from None

    def read_or_make(self, name: str, master: tuple[bytes, AESGCM]) -> bytes:
        """The key of that name, made when there is none yet."""
        found = self.read(name, master)
        if found is not None:
            return found
        identity, lock = master
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(_NONCE)
        locked = lock.encrypt(nonce, key, _bound(name, identity))
        if self._appear(name, _KEY_MAGIC + identity + nonce + locked):
            return key
        theirs = self.read(name, master)  # another process was a moment faster
        if theirs is None:
            raise KeyringError(
                f"The key {name} in {self.path} was just destroyed. If its file is still there, delete it."
            )
        return theirs

    def names(self, beginning: str) -> tuple[str, ...]:
        """The keys whose name begins so, in order of name."""
        files = os.listdir(self.path)
        return tuple(sorted(name[:-4] for name in files if name.endswith(".key") and name.startswith(beginning)))

    def destroy(self, name: str) -> None:
        """Overwrite the key and take it away, on disk when this returns. A key that is not there is destroyed."""
        place = self._place(name)
        with contextlib.suppress(FileNotFoundError):
            with place.open("r+b") as file:
                file.write(_REMAINS + secrets.token_bytes(max(place.stat().st_size - len(_REMAINS), 1)))
                file.flush()
                os.fsync(file.fileno())
            place.unlink()
            self._settle()

    def _place(self, name: str) -> Path:
        return self.path / f"{name}.key"

    def _read(self, name: str) -> bytes | None:
        try:
            opened = os.open(self._place(name), os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyringError(f"The key {name} in {self.path} cannot be read ({error.strerror}).") from None
        try:
            return os.read(opened, 4096)
        finally:
            os.close(opened)

    def _appear(self, name: str, content: bytes) -> bool:
        """Whether the file is now there, whole and durable, by our doing; False when it was there before."""
        draft = self.path / f".{name}.{secrets.token_hex(8)}"
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(opened, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # A link fails when the name is taken, where a rename would replace what is there. Windows renames like
            # that by itself, and has no links to speak of.
            (os.link if _CAN_LINK else os.rename)(draft, self._place(name))
        except FileExistsError:
            return False
        finally:
            draft.unlink(missing_ok=True)
        self._settle()
        return True

    def _settle(self) -> None:
        """Make the folder's list of names durable. Windows has no such call and does it by itself."""
        if _CAN_LINK:
            opened = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)

    def _damaged(self, name: str) -> KeyringError:
        return KeyringError(
            f"The key {name} in {self.path} is damaged. Put that file back from where the keyring was escrowed."
        )


def _checked(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_CHECK]


def _bound(name: str, identity: bytes) -> bytes:
    """What a locked key is tied to, so that a file that was renamed no longer opens."""
    return b"labbot key|" + name.encode() + b"|" + identity
