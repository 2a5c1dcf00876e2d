"""The keyring's folder: who may look, what is refused, and that what is destroyed is gone for everybody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import shutil
import stat
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.application.ports import Vault, VaultTransaction
from bot.domain.ids import StudyId, WaveNumber
from storage.keyfolder import KeyFolder
from storage.keyring import FolderKeyring, KeyringError, KeyringMissing, lock, placement_faults, unlock
from tests.builders import A_WEDNESDAY, a_person_id, a_queued, an_occasion
from tests.conftest import DatabaseUrls
from tests.fakes import FixedClock
from tests.storage.looking import column, windows

WEEKLY, ANOTHER = StudyId("weekly"), StudyId("another")
FIRST = WaveNumber(1)
TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keyring(place: Path) -> FolderKeyring:
    return FolderKeyring.create(place)


def wave_key(keyring: FolderKeyring, wave: WaveNumber = FIRST) -> bytes | None:
    return keyring.keys().wave(WEEKLY, wave)


def made(keyring: FolderKeyring, wave: WaveNumber = FIRST) -> bytes:
    """The key of a wave that begins now."""
    keyring.keys().new_wave(WEEKLY, wave)
    key = wave_key(keyring, wave)
    assert key is not None
    return key


def files(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


# Making and opening.


def test_a_new_keyring_is_for_its_owner_alone(keyring: FolderKeyring) -> None:
    made(keyring)
    assert stat.S_IMODE(keyring.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keyring.path.iterdir()} == {0o600}


def test_a_keyring_is_never_made_over_another(keyring: FolderKeyring) -> None:
    before = {path: path.read_bytes() for path in keyring.path.iterdir()}
    with pytest.raises(KeyringError, match="already"):
        FolderKeyring.create(keyring.path)
    assert {path: path.read_bytes() for path in keyring.path.iterdir()} == before


def test_a_keyring_is_not_made_where_others_can_look(place: Path) -> None:
    place.mkdir(mode=0o755)
    place.chmod(0o755)
    with pytest.raises(KeyringError, match="chmod 700"):
        FolderKeyring.create(place)
    assert files(place) == set()


@pytest.mark.parametrize("mode", [0o710, 0o701, 0o750, 0o777])
def test_a_folder_that_others_can_enter_is_refused(keyring: FolderKeyring, mode: int) -> None:
    keyring.path.chmod(mode)
    with pytest.raises(KeyringError, match="chmod 700"):
        FolderKeyring.open(keyring.path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_can_read_is_refused(keyring: FolderKeyring, mode: int) -> None:
    (keyring.path / "contact.1.key").chmod(mode)
    with pytest.raises(KeyringError, match="chmod 600"):
        FolderKeyring.open(keyring.path)


def test_a_keyring_that_is_not_there_is_missing_and_is_not_made(place: Path) -> None:
    with pytest.raises(KeyringMissing, match="escrow"):
        FolderKeyring.open(place)
    assert not place.exists()


@pytest.mark.parametrize("name", ["master", "contact.1", "index.1"])
def test_without_a_key_that_everything_needs_it_does_not_open(keyring: FolderKeyring, name: str) -> None:
    (keyring.path / f"{name}.key").unlink()
    with pytest.raises(KeyringError, match=r"[Pp]ut (it|the folder) back"):
        FolderKeyring.open(keyring.path)


@pytest.mark.parametrize("name", ["master", "contact.1", "index.1"])
@pytest.mark.parametrize("damage", ["emptied", "cut", "changed"])
def test_a_damaged_key_is_told_from_a_missing_one(keyring: FolderKeyring, name: str, damage: str) -> None:
    file = keyring.path / f"{name}.key"
    old = file.read_bytes()
    file.write_bytes({"emptied": b"", "cut": old[:-1], "changed": old[:-1] + bytes([old[-1] ^ 1])}[damage])
    with pytest.raises(KeyringError, match="damaged"):
        FolderKeyring.open(keyring.path)


def test_a_key_under_another_name_does_not_open(keyring: FolderKeyring) -> None:
    made(keyring)
    shutil.copyfile(keyring.path / "wave.weekly.1.key", keyring.path / "wave.weekly.2.key")
    with pytest.raises(KeyringError, match="damaged"):
        wave_key(keyring, WaveNumber(2))


def test_a_key_of_another_keyring_does_not_open(keyring: FolderKeyring, tmp_path: Path) -> None:
    other = FolderKeyring.create(tmp_path / "other")
    made(other)
    shutil.copy(other.path / "wave.weekly.1.key", keyring.path)
    with pytest.raises(KeyringError, match="another master key"):
        wave_key(keyring)


def test_no_file_holds_a_key_in_the_clear(keyring: FolderKeyring) -> None:
    keys = keyring.keys()
    inside = [made(keyring), keys.index(), keys.marks(), keys.study_secret(WEEKLY), keys.today(TODAY)]
    held = b"".join(path.read_bytes() for path in keyring.path.iterdir())
    assert [key for key in inside if key in held] == []


def test_a_study_may_be_called_anything_without_leaving_the_folder(keyring: FolderKeyring) -> None:
    studies = [StudyId(name) for name in ("a/../../b", "A", "a", "~41", "ü", "", ".", "a.1")]
    keys = {keyring.keys().study_secret(study) for study in studies}
    for study in studies:
        keyring.keys().new_wave(study, FIRST)
        keys.add(keyring.keys().wave(study, FIRST) or b"")
    assert len(keys - {b""}) == 2 * len(studies)
    assert len({name.lower() for name in files(keyring.path)}) == len(files(keyring.path))
    assert {path.name for path in keyring.path.parent.iterdir()} == {keyring.path.name}


def test_of_many_who_make_one_key_at_once_all_get_the_same(keyring: FolderKeyring) -> None:
    start, got = threading.Barrier(8), []

    def make() -> None:
        mine = FolderKeyring.open(keyring.path)
        start.wait(10)
        got.append(made(mine))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == 1
    assert not [name for name in files(keyring.path) if name.startswith(".")]


# Codes.


def test_a_code_is_what_the_study_secret_says_and_nothing_else(keyring: FolderKeyring) -> None:
    secret, person = keyring.keys().study_secret(WEEKLY), a_person_id(7)
    digest = hmac.new(secret, b"code|v1|" + person, hashlib.sha256).digest()
    assert keyring.code(WEEKLY, person) == base64.b32encode(digest).decode()[:16]


def test_codes_of_one_person_in_two_studies_are_no_more_alike_than_by_chance(keyring: FolderKeyring) -> None:
    pairs = [(keyring.code(WEEKLY, a_person_id(n)), keyring.code(ANOTHER, a_person_id(n))) for n in range(200)]
    same = sum(a == b for one, other in pairs for a, b in zip(one, other, strict=True))
    assert same < 160  # of 3200 letters, 100 agree by chance; six standard deviations more would be 160


def test_a_new_keyring_gives_other_codes_and_marks(keyring: FolderKeyring, tmp_path: Path) -> None:
    other, person = FolderKeyring.create(tmp_path / "other"), a_person_id(1)
    assert keyring.code(WEEKLY, person) != other.code(WEEKLY, person)
    assert keyring.mark("join", "x") != other.mark("join", "x")


# Destroying.


def test_what_one_process_destroys_is_gone_for_the_other(keyring: FolderKeyring) -> None:
    other = FolderKeyring.open(keyring.path)
    key = made(keyring)
    assert wave_key(other) == key
    other.destroy_wave_key(WEEKLY, FIRST)
    assert wave_key(keyring) is None
    keyring.destroy_wave_key(WEEKLY, FIRST)


def test_a_destroyed_key_leaves_no_byte_in_the_folder_and_never_comes_back(keyring: FolderKeyring) -> None:
    key, file = made(keyring), keyring.path / "wave.weekly.1.key"
    link = keyring.path / ".left-behind"
    link.hardlink_to(file)  # as a process that was killed while it made the key leaves it
    before = file.read_bytes()
    keyring.destroy_wave_key(WEEKLY, FIRST)
    assert not file.exists()
    assert before[4:] not in link.read_bytes()
    assert made(keyring) != key


def test_a_key_whose_destroyer_was_killed_in_the_middle_is_gone_already(
    keyring: FolderKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(keyring)

    def killed(_path: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            keyring.destroy_wave_key(WEEKLY, FIRST)
    assert wave_key(keyring) is None
    with pytest.raises(KeyringError, match="was just destroyed"):
        made(keyring)
    FolderKeyring.open(keyring.path).destroy_wave_key(WEEKLY, FIRST)
    assert "wave.weekly.1.key" not in files(keyring.path)


def test_a_day_has_one_key_and_two_days_are_kept(keyring: FolderKeyring) -> None:
    keys = {day: keyring.keys().today(day) for day in (TODAY - 2 * DAY, TODAY - DAY, TODAY)}
    assert len(set(keys.values())) == 3
    keyring.destroy_day_keys(TODAY)
    assert keyring.keys().days() == (TODAY - DAY, TODAY)
    assert keyring.keys().day(TODAY - 2 * DAY) is None
    assert keyring.keys().day(TODAY - DAY) == keys[TODAY - DAY]


async def test_old_day_keys_go_only_when_what_they_locked_is_under_a_new_one(
    vault: Vault, folder_keyring: FolderKeyring, clock: FixedClock
) -> None:
    await vault.commit(lambda tx: tx.enqueue(a_queued(due=A_WEDNESDAY + 9 * DAY)))
    clock.move(2 * DAY)

    def fails_after_all(tx: VaultTransaction) -> None:
        tx.renew_day_keys(clock.now().date())
        raise LookupError

    with pytest.raises(LookupError):
        await vault.commit(fails_after_all)
    assert folder_keyring.keys().day(TODAY) is not None
    await vault.commit(lambda tx: tx.renew_day_keys(clock.now().date()))
    assert folder_keyring.keys().days() == (TODAY + 2 * DAY,)


async def test_what_a_destroyed_wave_key_locked_opens_with_nothing_that_is_left(
    vault: Vault, folder_keyring: FolderKeyring, urls: DatabaseUrls
) -> None:
    await vault.commit(lambda tx: tx.begin_wave(WEEKLY, FIRST))
    await vault.commit(lambda tx: tx.add_occasion(an_occasion()))
    [tag], [body] = column(urls.vault, "occasion", "tag"), column(urls.vault, "occasion", "body_ct")
    key = wave_key(folder_keyring)
    assert key is not None
    assert unlock(AESGCM(key), body, tag)
    folder_keyring.destroy_wave_key(WEEKLY, FIRST)
    assert await vault.commit(lambda tx: tx.occasions_of_wave(WEEKLY, FIRST)) == ()
    left = [*windows(folder_keyring.path), *every_key(folder_keyring)]
    assert len(left) > 100
    assert [one for one in left if opens(one, body, tag)] == []


def every_key(keyring: FolderKeyring) -> list[bytes]:
    folder = KeyFolder(keyring.path)
    found = [folder.read(name, folder.master()) for name in folder.names("") if name != "master"]
    return [key for key in found if key is not None]


def opens(key: bytes, body: bytes, tag: bytes) -> bool:
    try:
        unlock(AESGCM(key), body, tag)
    except InvalidTag:
        return False
    return True


def test_what_is_locked_opens_only_beside_what_it_is_bound_to() -> None:
    key, other = AESGCM(b"k" * 32), AESGCM(b"l" * 32)
    locked = lock(key, b"words", b"row 1")
    assert unlock(key, locked, b"row 1") == b"words"
    assert lock(key, b"words", b"row 1") != locked
    for wrong, bound in ((key, b"row 2"), (other, b"row 1")):
        with pytest.raises(InvalidTag):
            unlock(wrong, locked, bound)


# Where things stand.


def test_a_keyring_and_databases_in_folders_of_their_own_are_in_order(tmp_path: Path) -> None:
    databases = [tmp_path / "data" / "vault.db", tmp_path / "research" / "research.db", None]
    assert placement_faults(tmp_path / "keyring", databases) == ()


@pytest.mark.parametrize(
    ("keyring", "database"),
    [
        ("data", "data/vault.db"),
        ("data/keyring", "data/vault.db"),
        ("data/../data/deep/er", "data/vault.db"),
        ("keyring", "keyring/data/vault.db"),
        ("link", "data/vault.db"),
    ],
)
def test_a_keyring_that_one_copy_would_take_along_is_a_fault(tmp_path: Path, keyring: str, database: str) -> None:
    (tmp_path / "data" / "keyring").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "data" / "keyring")
    [fault] = placement_faults(tmp_path / keyring, [tmp_path / "elsewhere" / "research.db", tmp_path / database])
    assert "Move" in fault
