"""Occasions in the vault: all that says who answered, readable only with their wave's key."""

from __future__ import annotations

import base64
import hmac
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.domain.ids import FormId, PersonId, StudyId, WaveNumber
from bot.domain.occasion import Occasion, OccasionKey, OccasionState
from bot.domain.rounds import held_slot
from storage.keyring import KeyringError, lock, unlock
from storage.rows import Row, Statement
from storage.types import KEY_BYTES, instant
from storage.vault.part import Part
from storage.vault.records import occasion_from_bytes, occasion_to_bytes
from storage.vault.waves import Waves

_SEALED = 28  # bytes that a lock adds: the nonce before and the tag behind
_TOKEN = 6  # bytes; 8 characters in a button

_COLUMNS = "SELECT tag, study_id, wave, form, version, slot, state, next_due, lease, fence, body_ct FROM occasion"
_OF_WAVE = Statement(f"{_COLUMNS} WHERE study_id = :study AND wave = :wave")
_UNSHOWN = Statement(f"{_COLUMNS} WHERE lease IS NOT NULL AND lease < :before ORDER BY lease LIMIT :limit")
_DUE = Statement(f"{_COLUMNS} WHERE next_due IS NOT NULL AND next_due <= :now ORDER BY next_due LIMIT :limit")
_ADD = Statement(
    "INSERT INTO occasion (tag, study_id, wave, form, version, slot, state, next_due, lease, fence, body_ct) VALUES"
    " (:tag, :study, :wave, :form, :version, :slot, :state, :due, :lease, 0, :body) ON CONFLICT (tag) DO NOTHING"
)
_SAVE = Statement(
    "UPDATE occasion SET state = :state, version = :version, next_due = :due, lease = :lease, fence = fence + 1,"
    " body_ct = :body WHERE tag = :tag AND fence = :fence"
)
_OFF_THE_CLOCK = Statement("UPDATE occasion SET next_due = NULL, lease = NULL WHERE tag = :tag")
_DELETE = Statement("DELETE FROM occasion WHERE tag = :tag")


@cache
def _among(count: int) -> Statement:
    places = ", ".join(f":t{at}" for at in range(count))
    return Statement(f"{_COLUMNS} WHERE tag IN ({places})")


class Occasions(Waves, Part):
    """The part of a vault transaction that is about occasions."""

    def occasions(self, person: PersonId, keys: Sequence[OccasionKey]) -> tuple[Occasion, ...]:
        tags: dict[str, bytes] = {}
        for key in keys:
            wave_key = self._keys.wave(key.study, key.wave)
            if wave_key is not None:
                tags[f"t{len(tags)}"] = _tag(wave_key, person, key.form, key.slot)
        if not tags:
            return ()
        found = {occasion.tag: occasion for occasion in self._readable(self._rows.all(_among(len(tags)), **tags))}
        return tuple(found[tag] for tag in dict.fromkeys(tags.values()) if tag in found)

    def add_occasion(self, occasion: Occasion) -> Occasion | None:
        """Raises KeyringError when the wave has no key."""
        key = occasion.key
        wave_key, wave_lock = self._keys.wave(key.study, key.wave), self._keys.wave_lock(key.study, key.wave)
        if wave_key is None or wave_lock is None:
            raise KeyringError(f"Wave {key.wave} of {key.study} has no key: it was never begun, or was released.")
        tag = _tag(wave_key, occasion.person, key.form, key.slot)
        added = self._rows.run(
            _ADD,
            tag=tag,
            study=key.study,
            wave=key.wave,
            form=key.form,
            version=occasion.version,
            slot=key.slot,
            state=occasion.state.value,
            due=occasion.due,
            lease=occasion.unshown_since,
            body=lock(wave_lock, occasion_to_bytes(occasion), tag),
        )
        return replace(occasion, fence=0, tag=tag, token=_token(wave_key, tag)) if added else None

    def save_occasion(self, occasion: Occasion) -> Occasion | None:
        wave_lock = self._keys.wave_lock(occasion.key.study, occasion.key.wave)
        if wave_lock is None:
            return None  # the wave was released since the occasion was loaded
        saved = self._rows.run(
            _SAVE,
            tag=occasion.tag,
            fence=occasion.fence,
            state=occasion.state.value,
            version=occasion.version,
            due=occasion.due,
            lease=occasion.unshown_since,
            body=lock(wave_lock, occasion_to_bytes(occasion), occasion.tag),
        )
        return replace(occasion, fence=occasion.fence + 1) if saved else None

    def occasions_of_wave(self, study: StudyId, number: WaveNumber) -> tuple[Occasion, ...]:
        found = self._readable(self._rows.all(_OF_WAVE, study=study, wave=number))
        random.SystemRandom().shuffle(found)
        return tuple(found)

    def delete_occasions(self, tags: Iterable[bytes]) -> None:
        self._rows.run_many(_DELETE, ({"tag": tag} for tag in tags))

    def move_occasion(self, occasion: Occasion, to: WaveNumber) -> Occasion:
        """The slot tells the wave in which the occasion was planned, however often it moves."""
        key = occasion.key
        self.begin_wave(key.study, to)
        moved = self.add_occasion(replace(occasion, key=replace(key, wave=to, slot=held_slot(key))))
        if moved is None:
            raise ValueError("an occasion was moved twice")
        self.delete_occasions([occasion.tag])
        return moved

    def due(self, now: datetime, limit: int) -> tuple[Occasion, ...]:
        return self._on_the_clock(self._rows.all(_DUE, now=now, limit=limit))

    def unshown(self, before: datetime, limit: int) -> tuple[Occasion, ...]:
        return self._on_the_clock(self._rows.all(_UNSHOWN, before=before, limit=limit))

    def _on_the_clock(self, rows: list[Row]) -> tuple[Occasion, ...]:
        """Those that can be read. The others, whose key is lost, would come first at every look: they come no more."""
        found = self._readable(rows)
        readable = {one.tag for one in found}
        self._rows.run_many(_OFF_THE_CLOCK, [{"tag": row[0]} for row in rows if row[0] not in readable])
        return tuple(found)

    def _readable(self, rows: Iterable[Row]) -> list[Occasion]:
        """The occasions of waves that still have their key."""
        found = []
        for row in rows:
            wave_key, wave_lock = self._keys.wave(row[1], row[2]), self._keys.wave_lock(row[1], row[2])
            if wave_key is not None and wave_lock is not None:
                found.append(_occasion(row, wave_key, wave_lock))
        return found


def _occasion(row: Row, wave_key: bytes, wave_lock: AESGCM) -> Occasion:
    tag, study, wave, form, version, slot, state, next_due, lease, fence, body_ct = row
    body = occasion_from_bytes(unlock(wave_lock, body_ct, tag))
    return Occasion(
        key=OccasionKey(study=StudyId(study), wave=WaveNumber(wave), form=FormId(form), slot=slot),
        person=body.person,
        version=version,
        state=OccasionState(state),
        size=len(body_ct) - _SEALED,
        talk=body.talk,
        message_id=body.message_id,
        offered_again=body.offered_again,
        unshown_since=None if lease is None else instant(lease),
        asked_at=body.asked_at,
        acted_at=body.acted_at,
        due=None if next_due is None else instant(next_due),
        fence=fence,
        token=_token(wave_key, tag),
        tag=tag,
    )


def _tag(wave_key: bytes, person: PersonId, form: FormId, slot: str) -> bytes:
    """The name under which one person's one asking lies; without the wave's key it leads to nobody."""
    return hmac.digest(wave_key, person + f"|{form}|{slot}".encode(), "sha256")[:KEY_BYTES]


def _token(wave_key: bytes, tag: bytes) -> str:
    """What the buttons of this check-in carry."""
    return base64.urlsafe_b64encode(hmac.digest(wave_key, b"press|" + tag, "sha256")[:_TOKEN]).decode()
