"""Identifiers, one type each, so that a wave can never stand where a study was meant."""

from typing import NewType

PersonId = NewType("PersonId", bytes)
"""16 random bytes; lives in the vault only. Never a clock, a counter or a platform id."""

ContactId = NewType("ContactId", bytes)
"""16 random bytes; one chat in which a person can be reached."""

StaffId = NewType("StaffId", bytes)
AnnouncementId = NewType("AnnouncementId", bytes)
"""16 random bytes, like the ids of people."""

StudyId = NewType("StudyId", str)
FormId = NewType("FormId", str)
ItemId = NewType("ItemId", str)
ScoreId = NewType("ScoreId", str)
OptionCode = NewType("OptionCode", str)
Group = NewType("Group", str)
Purpose = NewType("Purpose", str)

WaveNumber = NewType("WaveNumber", int)
"""1 for the first wave of a study. Waves are counted, never dated, where research can see them."""

Platform = NewType("Platform", str)
Language = NewType("Language", str)
"""A short language tag such as ``en`` or ``cy``."""

TELEGRAM = Platform("telegram")
SLACK = Platform("slack")
