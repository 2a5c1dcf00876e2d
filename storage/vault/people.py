"""People in the vault: who can be reached where, and what they agreed."""

from __future__ import annotations

import hmac
from datetime import time
from typing import Any

import orjson

from bot.domain.ids import ContactId, Group, Language, PersonId, Platform, Purpose, StudyId
from bot.domain.participant import (
    Consent,
    Contact,
    Decision,
    Invitation,
    Joining,
    Known,
    Person,
    Reach,
    Standing,
)
from bot.domain.schedule import Weekday, WeekTime
from bot.domain.secret import Secret
from storage.keyring import lock, unlock
from storage.rows import Row, Statement
from storage.types import day, new_key
from storage.vault.part import Part

_AT = Statement(
    "SELECT p.person_id, p.standing, p.language, p.zone, p.day_hour, c.contact_id, c.state FROM contact c"
    " JOIN person p ON p.person_id = c.person_id WHERE c.address_bidx = :bidx"
)
_PERSON = Statement("SELECT person_id, standing, language, zone, day_hour FROM person WHERE person_id = :person")
_ADD_PERSON = Statement(
    "INSERT INTO person (person_id, standing, language, zone, day_hour)"
    " VALUES (:person, :standing, :language, :zone, :day_hour)"
)
_ADD_CONTACT = Statement(
    "INSERT INTO contact (contact_id, person_id, platform, state, key_id, address_ct, address_bidx)"
    " VALUES (:contact, :person, :platform, :state, :key_id, :address, :bidx) ON CONFLICT (address_bidx) DO NOTHING"
)
_ADD_GROUP = Statement("INSERT INTO membership (person_id, group_id) VALUES (:person, :group)")
_ADD_CONSENT = Statement(
    "INSERT INTO consent (consent_id, person_id, study_id, purpose, version, text_sha256, language, decision, on_day,"
    " ordinal) VALUES (:id, :person, :study, :purpose, :version, :sha256, :language, :decision, :day, :ordinal)"
)
_ENROL = Statement("INSERT INTO enrolment (study_id, person_id) VALUES (:study, :person)")
_USE_UP = Statement("UPDATE invitation SET uses_left = uses_left - 1 WHERE code = :code AND uses_left > 0")
_INVITATION = Statement("SELECT code, groups, uses_left, last_day FROM invitation WHERE code = :code")
_INVITE = Statement(
    "INSERT INTO invitation (code, groups, uses_left, last_day) VALUES (:code, :groups, :uses, :last_day)"
    " ON CONFLICT (code) DO NOTHING"
)
_STAND = Statement("UPDATE person SET standing = :standing WHERE person_id = :person")
_OWN_TIME = Statement("UPDATE person SET day_hour = :day_hour WHERE person_id = :person")
_REACH = Statement("UPDATE contact SET state = :state WHERE contact_id = :contact")
_CONSENTS = Statement(
    "SELECT study_id, purpose, version, text_sha256, language, decision, on_day FROM consent"
    " WHERE person_id = :person ORDER BY study_id, purpose, ordinal"
)
_GROUPS = Statement("SELECT group_id FROM membership WHERE person_id = :person")
_CONTACTS = Statement(
    "SELECT p.person_id, p.standing, p.language, p.zone, p.day_hour, c.contact_id, c.state, c.platform, c.key_id,"
    " c.address_ct FROM contact c JOIN person p ON p.person_id = c.person_id"
    " WHERE c.person_id = :person ORDER BY c.contact_id"
)
_ENROLLED = Statement(
    "SELECT p.person_id, p.standing, p.language, p.zone, p.day_hour, c.contact_id, c.state, c.platform, c.key_id,"
    " c.address_ct FROM enrolment e JOIN person p ON p.person_id = e.person_id"
    " JOIN contact c ON c.contact_id = (SELECT o.contact_id FROM contact o"
    " WHERE o.person_id = e.person_id AND o.state = 'ok' ORDER BY o.contact_id LIMIT 1)"
    " WHERE e.study_id = :study AND e.person_id > :after AND p.standing = 'active'"
    " ORDER BY e.person_id LIMIT :limit"
)
_EVERYBODY = Statement(
    "SELECT p.person_id, p.standing, p.language, p.zone, p.day_hour, c.contact_id, c.state, c.platform, c.key_id,"
    " c.address_ct FROM person p JOIN contact c ON c.contact_id = (SELECT o.contact_id FROM contact o"
    " WHERE o.person_id = p.person_id AND o.state = 'ok' ORDER BY o.contact_id LIMIT 1)"
    " WHERE p.person_id > :after AND p.standing = 'active' ORDER BY p.person_id LIMIT :limit"
)


class People(Part):
    """The part of a vault transaction that is about people."""

    def person_at(self, platform: Platform, address: Secret) -> Known | None:
        row = self._rows.one(_AT, bidx=self._bidx(platform, address))
        if row is None:
            return None
        person = _person(row)
        contact = Contact(
            id=ContactId(row[5]), person=person.id, platform=platform, address=address, reach=Reach(row[6])
        )
        return Known(person=person, contact=contact)

    def person(self, person: PersonId) -> Person | None:
        row = self._rows.one(_PERSON, person=person)
        return None if row is None else _person(row)

    def join(self, joining: Joining) -> bool:
        rows = self._rows
        if joining.invitation is not None and not rows.run(_USE_UP, code=joining.invitation):
            return False
        if rows.one(_AT, bidx=self._bidx(joining.contact.platform, joining.contact.address)) is not None:
            self._give_back(joining.invitation)
            return False
        person = joining.person
        rows.run(
            _ADD_PERSON,
            person=person.id,
            standing=person.standing.value,
            language=person.language,
            zone=person.zone,
            day_hour=_day_hour(person.own_time),
        )
        if not self._add_contact(joining.contact):  # another process let the same chat in a moment ago
            rows.run(_FORGET, person=person.id)
            self._give_back(joining.invitation)
            return False
        for group in joining.groups:
            rows.run(_ADD_GROUP, person=person.id, group=group)
        for consent in joining.consents:
            self._add_consent(person.id, consent)
        for study in joining.studies:
            rows.run(_ENROL, study=study, person=person.id)
        return True

    def invitation(self, code: str) -> Invitation | None:
        row = self._rows.one(_INVITATION, code=code)
        if row is None:
            return None
        groups = frozenset(Group(group) for group in orjson.loads(row[1]))
        last_day = None if row[3] is None else day(row[3])
        return Invitation(code=row[0], groups=groups, uses_left=row[2], last_day=last_day)

    def add_invitation(self, invitation: Invitation) -> bool:
        added = self._rows.run(
            _INVITE,
            code=invitation.code,
            groups=orjson.dumps(sorted(invitation.groups)).decode(),
            uses=invitation.uses_left,
            last_day=invitation.last_day,
        )
        return added == 1

    def set_own_time(self, person: PersonId, own: WeekTime | None) -> None:
        self._rows.run(_OWN_TIME, person=person, day_hour=_day_hour(own))

    def set_standing(self, person: PersonId, standing: Standing) -> None:
        self._rows.run(_STAND, person=person, standing=standing.value)

    def set_reach(self, contact: ContactId, reach: Reach) -> None:
        self._rows.run(_REACH, contact=contact, state=reach.value)

    def consents(self, person: PersonId) -> tuple[Consent, ...]:
        latest = {(row[0], row[1]): _consent(row) for row in self._rows.all(_CONSENTS, person=person)}
        return tuple(latest.values())

    def groups(self, person: PersonId) -> frozenset[Group]:
        return frozenset(Group(row[0]) for row in self._rows.all(_GROUPS, person=person))

    def enrolled(self, study: StudyId, after: PersonId | None, limit: int) -> tuple[Known, ...]:
        rows = self._rows.all(_ENROLLED, study=study, after=after or b"", limit=limit)
        return tuple(self._known(row) for row in rows)

    def everybody(self, after: PersonId | None, limit: int) -> tuple[Known, ...]:
        return tuple(self._known(row) for row in self._rows.all(_EVERYBODY, after=after or b"", limit=limit))

    def contacts(self, person: PersonId) -> tuple[Contact, ...]:
        return tuple(self._known(row).contact for row in self._rows.all(_CONTACTS, person=person))

    def _known(self, row: Row) -> Known:
        person, contact_id = _person(row), ContactId(row[5])
        address = unlock(self._keys.contact(row[8]), row[9], contact_id)
        contact = Contact(
            id=contact_id,
            person=person.id,
            platform=Platform(row[7]),
            address=Secret(address.decode()),
            reach=Reach(row[6]),
        )
        return Known(person=person, contact=contact)

    def _add_contact(self, contact: Contact) -> bool:
        key_id = self._keys.contact_id()
        added = self._rows.run(
            _ADD_CONTACT,
            contact=contact.id,
            person=contact.person,
            platform=contact.platform,
            state=contact.reach.value,
            key_id=key_id,
            address=lock(self._keys.contact(key_id), contact.address.reveal().encode(), contact.id),
            bidx=self._bidx(contact.platform, contact.address),
        )
        return added == 1

    def _add_consent(self, person: PersonId, consent: Consent) -> None:
        earlier = self._rows.one(_DECIDED, person=person, study=consent.study, purpose=consent.purpose)
        self._rows.run(
            _ADD_CONSENT,
            id=new_key(),
            person=person,
            study=consent.study,
            purpose=consent.purpose,
            version=consent.version,
            sha256=consent.text_sha256,
            language=consent.language,
            decision=consent.decision.value,
            day=consent.on_day,
            ordinal=earlier[0] if earlier else 0,
        )

    def _give_back(self, invitation: str | None) -> None:
        if invitation is not None:
            self._rows.run(_GIVE_BACK, code=invitation)

    def _bidx(self, platform: Platform, address: Secret) -> bytes:
        """What an address is found by. Without the index key nobody can tell which address it stands for."""
        return hmac.digest(self._keys.index(), f"{platform}|{address.reveal()}".encode(), "sha256")


_FORGET = Statement("DELETE FROM person WHERE person_id = :person")
_GIVE_BACK = Statement("UPDATE invitation SET uses_left = uses_left + 1 WHERE code = :code")
_DECIDED = Statement(
    "SELECT count(*) FROM consent WHERE person_id = :person AND study_id = :study AND purpose = :purpose"
)


def _person(row: Row) -> Person:
    return Person(
        id=PersonId(row[0]),
        standing=Standing(row[1]),
        language=Language(row[2]),
        zone=row[3],
        own_time=None if row[4] is None else _own_time(row[4]),
    )


def _day_hour(own: WeekTime | None) -> int | None:
    """A time of the week as minutes since Monday began."""
    return None if own is None else (own.day * 24 + own.at.hour) * 60 + own.at.minute


def _own_time(minutes: int) -> WeekTime:
    day, rest = divmod(minutes, 24 * 60)
    return WeekTime(day=Weekday(day), at=time(*divmod(rest, 60)))


def _consent(row: tuple[Any, ...]) -> Consent:
    return Consent(
        study=StudyId(row[0]),
        purpose=Purpose(row[1]),
        version=row[2],
        text_sha256=row[3],
        language=Language(row[4]),
        decision=Decision(row[5]),
        on_day=day(row[6]),
    )
