"""What becomes of a draft when its question is left without Done: whatever is an answer already is kept as one."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answer import Answer
from bot.domain.asking import Showing, asked_of
from bot.domain.conversation import Conversation
from bot.domain.kind import Misread
from bot.domain.questionnaire import Questionnaire
from bot.domain.questions import kind_of


def settled(talk: Conversation, form: Questionnaire, showing: Showing) -> Conversation:
    """The check-in without a draft. A draft that is no answer yet goes, and what was answered before stays."""
    if talk.at is None or talk.draft is None:
        return talk
    item = form.item(talk.at)
    finished: Answer | Misread | None = kind_of(item).done(asked_of(talk, item, showing))
    if finished is None or isinstance(finished, Misread):
        return replace(talk, draft=None)
    return talk.answered(item.id, finished)
