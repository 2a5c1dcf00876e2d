"""Waves in the vault, the questionnaires that were used in them, and the words that await review."""

from __future__ import annotations

from bot.domain.ids import FormId, ItemId, StudyId, WaveNumber
from bot.domain.questionnaire import FormVersion
from bot.domain.secret import Secret
from bot.domain.wave import Wave, WaveState
from storage.keyring import lock
from storage.rows import Row, Statement
from storage.types import new_key
from storage.vault.part import Part
from storage.vault.records import padded

_REVIEW_BLOCK = 2048  # bytes: 500 characters, the most a text may have, at four bytes each, and their length

_WAVE = Statement("SELECT study_id, number, state, release_id FROM wave WHERE study_id = :study AND number = :number")
_WAVES = Statement("SELECT study_id, number, state, release_id FROM wave WHERE study_id = :study ORDER BY number")
_BEGIN = Statement(
    "INSERT INTO wave (study_id, number, state) VALUES (:study, :number, :state)"
    " ON CONFLICT (study_id, number) DO NOTHING"
)
_SET = Statement("UPDATE wave SET state = :state, release_id = :release WHERE study_id = :study AND number = :number")
_HOLD = Statement(
    "INSERT INTO text_review (review_id, study_id, wave, item, body_ct, state)"
    " VALUES (:id, :study, :wave, :item, :body, 'waiting')"
)
_FORMS = Statement("SELECT form, version, sha256, source FROM form_version ORDER BY form, version")
_FORM = Statement("SELECT sha256 FROM form_version WHERE form = :form AND version = :version")
_ADD_FORM = Statement(
    "INSERT INTO form_version (form, version, sha256, source) VALUES (:form, :version, :sha256, :source)"
    " ON CONFLICT (form, version) DO NOTHING"
)


class Waves(Part):
    """The part of a vault transaction that is about waves."""

    def wave(self, study: StudyId, number: WaveNumber) -> Wave | None:
        row = self._rows.one(_WAVE, study=study, number=number)
        return None if row is None else _wave(row)

    def waves(self, study: StudyId) -> tuple[Wave, ...]:
        return tuple(_wave(row) for row in self._rows.all(_WAVES, study=study))

    def begin_wave(self, study: StudyId, number: WaveNumber) -> Wave:
        found = self.wave(study, number)
        if found is not None:
            return found  # its key, if it was lost, is not made again: nobody would hear of the loss
        self._keys.new_wave(study, number)
        self._rows.run(_BEGIN, study=study, number=number, state=WaveState.OPEN.value)
        begun = self.wave(study, number)
        return begun if begun is not None else Wave(study=study, number=number, state=WaveState.OPEN)

    def set_wave_state(self, wave: Wave, state: WaveState, release_id: bytes | None = None) -> None:
        self._rows.run(_SET, study=wave.study, number=wave.number, state=state.value, release=release_id)

    def hold_for_review(self, study: StudyId, wave: WaveNumber, item: ItemId, words: Secret) -> str:
        review = new_key()
        content = words.reveal().encode()
        size = -(-(len(content) + 4) // _REVIEW_BLOCK) * _REVIEW_BLOCK
        body = lock(self._keys.review(study), padded(content, size), review)
        self._rows.run(_HOLD, id=review, study=study, wave=wave, item=item, body=body)
        return review.hex()

    def form_versions(self) -> tuple[tuple[FormVersion, str], ...]:
        return tuple(
            (FormVersion(form=FormId(form), version=version, sha256=sha256), source)
            for form, version, sha256, source in self._rows.all(_FORMS)
        )

    def add_form_version(self, ref: FormVersion, source: str) -> None:
        """Raises ValueError when the version is known with another text."""
        self._rows.run(_ADD_FORM, form=ref.form, version=ref.version, sha256=ref.sha256, source=source)
        kept = self._rows.one(_FORM, form=ref.form, version=ref.version)
        if kept is not None and kept[0] != ref.sha256:
            raise ValueError(f"version {ref.version} of {ref.form} was used with another text: give it a new version")


def _wave(row: Row) -> Wave:
    return Wave(study=StudyId(row[0]), number=WaveNumber(row[1]), state=WaveState(row[2]), release_id=row[3])
