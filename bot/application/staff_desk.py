"""The staff desk: what somebody on the staff does in their chat, apart from taking part.

It hears everything first and takes up little: a staff code, a staff word, a button of its own, and the next text of
whoever is writing an announcement. HELP and STOP it never takes. For everybody else it does not exist: what it does
not take up is answered as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from bot.application.announce import NotSent, begin, cancel
from bot.application.enrol import CODE_PAGE
from bot.application.ports import Draw, VaultTransaction
from bot.application.staff import redeemed
from bot.domain import drafting, joining
from bot.domain.announcement import LONGEST, Announcement, AnnouncementState, Draft
from bot.domain.drafting import Press, Verb
from bot.domain.heard import Command, Heard, Pressed, Submitted, Surface, Text, Unreadable, What
from bot.domain.ids import AnnouncementId
from bot.domain.lab import Lab
from bot.domain.message import Message
from bot.domain.reply import Reply
from bot.domain.richtext import RichText
from bot.domain.spoken import STAFF, Spoken, Word
from bot.domain.staff import Role, Staff, minute
from bot.domain.support import folded, word_lists
from bot.domain.words import Words

Act = Callable[[], Reply]
"""Something that the desk will do, once it is sure that it has not been done."""


@dataclass(slots=True)
class StaffDesk:
    """One instance serves everybody; drafts are in the vault."""

    lab: Lab
    draw: Draw
    spoken: Spoken

    def hears(self, tx: VaultTransaction, heard: Heard) -> Reply | None:
        """The desk's reply; None when this is none of its business."""
        welcome = self._redeemed(tx, heard)
        if welcome is not None:
            return welcome
        word = self.spoken.word(heard.what)
        if not _may_concern(heard.what, word):
            return None
        staff = tx.staff_at(heard.platform, heard.address)
        if staff is None or not staff.may_announce:
            return None
        act = self._act(tx, heard, staff, word)
        if act is None:
            return None
        return act() if tx.first_time(heard.update) else Reply()

    def _redeemed(self, tx: VaultTransaction, heard: Heard) -> Reply | None:
        code = self._offered(heard.what)
        staff = redeemed(tx, self.lab, self.draw, heard, code) if joining.CODE.fullmatch(code) else None
        if staff is None:
            return None
        tx.first_time(heard.update)
        words = self._words(staff)
        roles = ", ".join(words.say(f"role.{role.value}") for role in Role if role in staff.roles)
        key = "staff.welcome_announcer" if staff.may_announce else "staff.welcome"
        return _say(words.say(key, name=staff.name, roles=roles))

    def _offered(self, what: What) -> str:
        """What was said behind START, or written on the page that asks for a code; empty for anything else."""
        if isinstance(what, Submitted) and what.data == CODE_PAGE:
            return next((entry.words.reveal().strip() for entry in what.entries if entry.words is not None), "")
        word, argument = self.spoken.word_and_argument(what)
        return argument if word is Word.START else ""

    def _act(self, tx: VaultTransaction, heard: Heard, staff: Staff, word: Word | None) -> Act | None:
        draft = tx.draft_of(staff.id)
        match heard.what:
            case _ if word is Word.ANNOUNCE:
                return partial(self._announce, tx, heard, staff, draft)
            case _ if word is Word.ANNOUNCEMENTS:
                return partial(self._latest, tx, staff)
            case Pressed(data=data):
                press = drafting.from_wire(data)
                return None if press is None else partial(self._pressed, tx, heard, staff, draft, press)
        if draft is None or not draft.waits_for_text(heard.at):
            return None
        match heard.what:
            case Text(words=typed):
                return partial(self._written, tx, staff, draft, typed.reveal())
            case Unreadable():
                return partial(_say, self._words(staff).say("announce.text_only"))
        return None

    # Words.

    def _announce(self, tx: VaultTransaction, heard: Heard, staff: Staff, draft: Announcement | None) -> Reply:
        """Begin a draft, or go on with the one there is."""
        words = self._words(staff)
        if draft is not None and draft.draft.text:
            return Reply(say=(drafting.asking_for_groups(self.lab, words, draft, words.say("announce.go_on")),))
        if draft is None:
            draft = Announcement(
                id=AnnouncementId(self.draw.token(16)),
                by=staff.id,
                state=AnnouncementState.DRAFT,
                draft=Draft(),
                started=minute(heard.at),
            )
            tx.add_announcement(draft)
        return self._write_again(tx, heard, staff, draft)

    def _latest(self, tx: VaultTransaction, staff: Staff) -> Reply:
        sent = [(one, tx.receipt(one.id)) for one in tx.announcements(drafting.LATEST)]
        return Reply(say=(drafting.latest(self.lab, self._words(staff), sent),))

    def _written(self, tx: VaultTransaction, staff: Staff, draft: Announcement, typed: str) -> Reply:
        """What was typed is the announcement, or the wish to leave it."""
        words, text = self._words(staff), typed.strip()
        if folded(typed) in word_lists(self.lab.words, "announce.cancel_typed"):
            return self._leave(tx, staff, draft)
        if not text or len(text) > LONGEST:
            hint = words.say("announce.too_long", n=len(text), most=LONGEST) if text else ""
            return Reply(say=(drafting.asking_for_text(words, draft, hint),))
        saved = self._saved(tx, draft, replace(draft.draft, text=text))
        return Reply(say=(drafting.asking_for_groups(self.lab, words, saved),))

    # Buttons.

    def _pressed(
        self, tx: VaultTransaction, heard: Heard, staff: Staff, draft: Announcement | None, press: Press
    ) -> Reply:
        if press.verb is Verb.STOP:
            return self._stop(tx, heard, staff, press)
        if draft is None or draft.id != press.announcement:
            return self._old(heard, staff)
        match press.verb:
            case Verb.WRITE_AGAIN:
                return _stripped(heard, self._write_again(tx, heard, staff, draft))
            case Verb.LEAVE:
                return replace(self._leave(tx, staff, draft), in_place=True)
            case _ if not draft.draft.text:
                return self._old(heard, staff)
            case Verb.TOGGLE:
                saved = self._saved(tx, draft, drafting.toggled(draft.draft, press.place, self.lab.groups))
                return Reply(say=(drafting.asking_for_groups(self.lab, self._words(staff), saved),), in_place=True)
            case Verb.CHOOSE:
                return Reply(say=(drafting.asking_for_groups(self.lab, self._words(staff), draft),), in_place=True)
            case Verb.PREVIEW:
                return self._preview(tx, heard, staff, draft)
            case Verb.SEND if press.place == draft.draft.edition:
                return self._send(tx, heard, staff, draft)
            case Verb.SEND:
                return self._old(heard, staff)
        assert_never(press.verb)

    def _preview(self, tx: VaultTransaction, heard: Heard, staff: Staff, draft: Announcement) -> Reply:
        words = self._words(staff)
        if draft.draft.include == frozenset():
            hint = words.say("announce.choose_one")
            return Reply(say=(drafting.asking_for_groups(self.lab, words, draft, hint),), in_place=True)
        return _stripped(heard, Reply(say=drafting.preview(words, draft, tx.audience(draft.draft))))

    def _send(self, tx: VaultTransaction, heard: Heard, staff: Staff, draft: Announcement) -> Reply:
        match begin(tx, self.lab, draft, heard.at):
            case None:
                return self._old(heard, staff)
            case NotSent(audience=audience):
                return _stripped(heard, Reply(say=drafting.preview(self._words(staff), draft, audience)))
        return _say(self._words(staff).say("announce.on_its_way"), in_place=True)

    def _stop(self, tx: VaultTransaction, heard: Heard, staff: Staff, press: Press) -> Reply:
        found = tx.announcement(press.announcement)
        if found is None or not cancel(tx, self.lab, found, staff.id, heard.at):
            return self._old(heard, staff)
        return _stripped(heard, _say(self._words(staff).say("announce.halted")))

    # Steps that are reached in more than one way.

    def _write_again(self, tx: VaultTransaction, heard: Heard, staff: Staff, draft: Announcement) -> Reply:
        waiting = replace(draft, draft=replace(draft.draft, text=""), started=minute(heard.at))
        tx.save_announcement(waiting, was=AnnouncementState.DRAFT)
        return Reply(say=(drafting.asking_for_text(self._words(staff), waiting),))

    def _leave(self, tx: VaultTransaction, staff: Staff, draft: Announcement) -> Reply:
        tx.discard_draft(draft.id)
        return _say(self._words(staff).say("announce.left"))

    def _saved(self, tx: VaultTransaction, announcement: Announcement, draft: Draft) -> Announcement:
        saved = replace(announcement, draft=draft)
        tx.save_announcement(saved, was=AnnouncementState.DRAFT)
        return saved

    def _old(self, heard: Heard, staff: Staff) -> Reply:
        old = self._words(staff).say("old.button")
        return Reply(toast=old) if heard.surface is Surface.CHAT else _say(old)

    def _words(self, staff: Staff) -> Words:
        return self.lab.words_for(staff.language)


def _may_concern(what: What, word: Word | None) -> bool:
    """Whether it is worth looking up who did it: most of what is heard can be no business of the desk."""
    match what:
        case Pressed(data=data):
            return word in STAFF or drafting.from_wire(data) is not None
        case Command():
            return word in STAFF
        case Text():
            return word in STAFF or word is None
        case Unreadable():
            return True
    return False


def _say(text: str, *, in_place: bool = False) -> Reply:
    return Reply(say=(Message(text=RichText.plain(text)),), in_place=in_place)


def _stripped(heard: Heard, reply: Reply) -> Reply:
    """The same reply; the pressed message loses its buttons, because the talk has gone on below it."""
    return replace(reply, strip=heard.what.message_id) if isinstance(heard.what, Pressed) else reply
