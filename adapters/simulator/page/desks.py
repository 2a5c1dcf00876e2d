"""The Slack side of the page: what its desks show, and what is done at yours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

from adapters.simulator.page.asked import Json, done, found, gone, picture, refused, said
from adapters.simulator.page.stage import YOU, Desks
from adapters.simulator.page.streams import Streams
from adapters.simulator.slack import Change, Field, Member, Message, View, picking
from adapters.simulator.slack.blockkit.shown import Button, words

GONE = "That is gone, or has changed. Look again."
_PICKED = frozenset({"datepicker", "timepicker"})
SENT_MOST = 4000  # characters typed at once; the platform takes more, and no bot wants it


class DeskSide:
    """The handlers. `others_changed` is called when somebody else's desk shows something new."""

    def __init__(self, desks: Desks, *, streams: Streams, others_changed: Callable[[], None]) -> None:
        self.desks = desks
        self._streams = streams
        self._others_changed = others_changed
        self._members = desks.by_name()
        self._names = {member.user_id: name for name, member in self._members.items()}

    async def desk(self, request: web.Request) -> web.Response:
        member = self._members.get(request.match_info["desk"])
        return gone("There is no such desk.") if member is None else found(_desk(member))

    async def picture(self, request: web.Request) -> web.Response:
        """A picture that the bot has put into the workspace."""
        content = self.desks.slack.picture(request.match_info["picture"])
        return gone("There is no such picture.") if content is None else picture(content)

    async def send(self, request: web.Request) -> web.Response:
        """Words for the bot, or a slash command."""
        text = (await said(request)).get("text")
        if not isinstance(text, str) or not 0 < len(text.strip()) <= SENT_MOST:
            return refused(f"Write 1 to {SENT_MOST} characters.")
        self.desks.you.send(text.strip())
        return done()

    async def open(self, request: web.Request) -> web.Response:
        """Look at the "home" or the "messages" tab, of which the bot is told."""
        tab = (await said(request)).get("tab")
        if tab not in ("home", "messages"):
            return refused("There is no such tab.")
        self.desks.you.open_home(tab)
        return done()

    async def press(self, request: web.Request) -> web.Response:
        """A button of a message, of the App Home or of the modal, with what was typed on the modal so far."""
        asked = await said(request)
        where = self._where(asked)
        button = next((it for it in where.buttons if _is_meant(it, asked)), None) if where else None
        if where is None or button is None:
            return gone(GONE)
        if isinstance(where, Message):
            self.desks.you.press_in_message(button, where)
            return done()
        if (problem := self._type(where, _typed(asked))) is not None:
            return refused(problem)
        self.desks.you.press_in_view(button, where)
        return done()

    async def choose(self, request: web.Request) -> web.Response:
        """One option of a field, or all that shall be ticked, by their values, with what was typed so far."""
        asked = await said(request)
        where, values = self._where(asked), asked.get("values")
        if where is None or not isinstance(values, list):
            return gone(GONE)
        if isinstance(where, View) and (problem := self._type(where, _typed(asked))) is not None:
            return refused(problem)
        try:
            self.desks.you.choose(str(asked.get("block")), *(str(value) for value in values), on=where)
        except (LookupError, ValueError) as problem:
            return refused(str(problem))
        return done()

    async def enter(self, request: web.Request) -> web.Response:
        """What was typed into one field of which the bot is told at once, with what was typed elsewhere so far."""
        asked = await said(request)
        where, block, text = self._where(asked), asked.get("block"), asked.get("text")
        field = next((it for it in where.fields if it.block_id == block), None) if where else None
        if where is None or field is None or not isinstance(text, str):
            return gone(GONE)
        others = {name: words for name, words in _typed(asked).items() if name != block}
        if isinstance(where, View) and (problem := self._type(where, others)) is not None:
            return refused(problem)
        try:
            self.desks.you.set_field(where, field, _value(field, text))
        except ValueError as problem:
            return refused(str(problem))
        return done()

    async def submit(self, request: web.Request) -> web.Response:
        """Send the modal in, with what was typed on it."""
        asked = await said(request)
        where = self._where(asked)
        if not isinstance(where, View) or not where.submit:
            return gone(GONE)
        where.errors = {}  # what was wrong before is not said again before it is known
        if (problem := self._type(where, _typed(asked))) is not None:
            return refused(problem)
        self.desks.you.submit()
        return done()

    async def close(self, request: web.Request) -> web.Response:
        """Close the page on top of the modal, or by its x the whole modal."""
        asked = await said(request)
        if not isinstance(self._where(asked), View):
            return gone(GONE)
        if asked.get("all"):
            self.desks.you.close_all()
        else:
            self.desks.you.close()
        return done()

    def _where(self, asked: Json) -> Message | View | None:
        """The message, or the page as it was seen, that was acted on."""
        you, place = self.desks.you, asked.get("place")
        for view in (you.modal, you.home):
            if view is not None and view.view_id == place:
                return view if view.hash == asked.get("hash") else None
        return next((it for it in (*you.dm, *you.ephemerals) if it.ts == place), None)

    def _type(self, view: View, typed: Mapping[str, object]) -> str | None:
        """Put what was typed into its fields, of which the bot is told with the rest; gives what is wrong with it."""
        for it in view.fields:
            text = typed.get(it.block_id)
            if isinstance(text, str) and text != (it.value or ""):
                try:
                    view.state.put(it.block_id, it.element, _value(it, text))
                except ValueError as problem:
                    return str(problem)
        return None

    def changed(self, change: Change) -> None:
        """Push one change to every open page."""
        name = self._names.get(change.user_id or "")
        if name is None:
            return
        self._streams.push("desk", lambda: {"desk": name} | _told(self._members[name], change))
        if name != YOU:
            self._others_changed()

    def everything(self) -> Json:
        app = self.desks.slack.platform.world.app
        return {
            "bot": {"name": app.name, "team": app.team.name},
            "hints": [{"words": it.words, "text": it.text} for it in self.desks.hints],
            "you": _desk(self.desks.you),
        }

    def people(self) -> list[Json]:
        """Everyone else, for the side panel."""
        return [
            {
                "side": "desk",
                "place": str(place),
                "name": each.member.name,
                "state": each.state,
                "messages": len(each.member.dm),
            }
            for place, each in enumerate(self.desks.companions, start=1)
        ]


def _is_meant(it: Button, asked: Json) -> bool:
    """Whether the page speaks of this button; of the choices of a menu each is one."""
    same = it.block_id == asked.get("block") and it.action_id == asked.get("action")
    return same and (it.option is None or it.value == asked.get("value"))


def _typed(asked: Json) -> Mapping[str, object]:
    """What stands in every field that is typed into, by its block."""
    given = asked.get("typed")
    return given if isinstance(given, Mapping) else {}


def _value(it: Field, text: str) -> object:
    """What a field holds once this was typed. ValueError for what it does not take.

    A day or a time can be emptied here even where one is needed: a browser's own control lets nobody forbid it.
    """
    return None if not text and it.kind in _PICKED else picking.typed(it, text)


def _desk(member: Member) -> Json:
    seen = sorted((*member.dm, *member.ephemerals), key=lambda it: float(it.ts))
    return {"name": member.name, "messages": [_message(it) for it in seen], **_pages(member)}


def _told(member: Member, change: Change) -> Json:
    """What a change shows anew."""
    return {"message": _message(change.message)} if change.message is not None else _pages(member)


def _pages(member: Member) -> Json:
    """Everything but the messages."""
    return {
        "home": _view(member.home) if member.home else None,
        "modal": _view(member.modal) if member.modal else None,
        "troubles": list(member.screen.troubles),
    }


def _message(it: Message) -> Json:
    return {
        "place": it.ts,
        "mine": not it.by_bot,
        "text": it.fallback,
        "blocks": it.blocks,
        "values": it.state.values,
        "at": float(it.ts),
        "edited": it.edited_ts is not None,
        "ephemeral": it.ephemeral,
        "deleted": it.deleted,
    }


def _view(it: View) -> Json:
    return {
        "place": it.view_id,
        "hash": it.hash,
        "title": it.title,
        "submit": it.submit,
        "close": words(it.body.get("close")),
        "blocks": it.blocks,
        "values": it.state.values,
        "errors": it.errors,
    }
