"""What somebody has agreed to, asked anew before everything that needs it: each question, and each unasked message."""

from __future__ import annotations

from bot.application.ports import VaultTransaction
from bot.domain.ids import PersonId, Purpose, StudyId
from bot.domain.participant import Decision

CHECK_INS = Purpose("check-ins")
EVENT_REMINDERS = Purpose("event-reminders")
ANNOUNCEMENTS = Purpose("announcements")


def may_ask(tx: VaultTransaction, person: PersonId, study: StudyId) -> bool:
    """Nothing is asked, and nothing collected, without a current consent to check-ins of that study."""
    return any(
        (one.study, one.purpose, one.decision) == (study, CHECK_INS, Decision.GIVEN) for one in tx.consents(person)
    )


def agreed_to(tx: VaultTransaction, person: PersonId, purpose: Purpose) -> bool:
    """Whether they said yes to `purpose`, in whichever study they were asked."""
    return any((one.purpose, one.decision) == (purpose, Decision.GIVEN) for one in tx.consents(person))
