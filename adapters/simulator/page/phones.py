"""The Telegram side of the page: what its phones show, and what is done on yours."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from adapters.simulator.page.asked import Json, done, found, gone, picture, refused, said
from adapters.simulator.page.stage import YOU, Phones
from adapters.simulator.page.streams import Streams
from adapters.simulator.telegram import Change, Message, Person, Photo


class PhoneSide:
    """The handlers. `others_changed` is called when somebody else's phone shows something new."""

    def __init__(self, phones: Phones, *, code: str, streams: Streams, others_changed: Callable[[], None]) -> None:
        self.phones = phones
        self.code = code
        self._streams = streams
        self._others_changed = others_changed
        self._people = phones.by_name()
        self._names = {person.user_id: name for name, person in self._people.items()}

    async def phone(self, request: web.Request) -> web.Response:
        person = self._people.get(request.match_info["phone"])
        return gone("There is no such phone.") if person is None else found(_phone(person))

    async def picture(self, request: web.Request) -> web.Response:
        """A picture that the bot has sent to any of the phones."""
        photo = self.phones.tg.photo(request.match_info["picture"])
        return gone("There is no such picture.") if photo is None else picture(photo.content)

    async def start(self, request: web.Request) -> web.Response:
        self.phones.you.start(self.code)
        return done()

    async def send(self, request: web.Request) -> web.Response:
        text = (await said(request)).get("text")
        if not isinstance(text, str) or not text.strip():
            return refused("There is nothing to send.")
        try:
            self.phones.you.send(text.strip())
        except ValueError as problem:
            return refused(str(problem))
        return done()

    async def press(self, request: web.Request) -> web.Response:
        asked = await said(request)
        message = next((it for it in self.phones.you.chat if it.message_id == asked.get("message_id")), None)
        number = asked.get("number")
        if message is None or not isinstance(number, int):
            return gone("That message is gone.")
        try:
            self.phones.you.press(number, message)
        except LookupError as problem:
            return gone(str(problem))
        return done()

    async def block(self, request: web.Request) -> web.Response:
        self.phones.you.block()
        return done()

    async def unblock(self, request: web.Request) -> web.Response:
        self.phones.you.unblock()
        return done()

    def changed(self, change: Change) -> None:
        """Push one change to every open page."""
        name = self._names.get(change.chat_id)
        if name is None:
            return
        kind = {"edit": "message", "delete": "message"}.get(change.kind, change.kind)
        self._streams.push(kind, lambda: {"phone": name} | self._told(name, change))
        if name != YOU:
            self._others_changed()

    def _told(self, name: str, change: Change) -> Json:
        if change.message is not None:
            return {"message": _message(change.message)}
        if change.query is not None:
            return {"text": change.query.toast, "alert": change.query.alert}
        person = self._people[name]
        return {"blocked": person.phone.blocked, "commands": person.commands}

    def everything(self) -> Json:
        platform = self.phones.tg.platform
        bot = {"name": platform.world.bot["first_name"], "about": platform.profile.get("description", "")}
        return {"bot": bot, "you": _phone(self.phones.you)}

    def people(self) -> list[Json]:
        """Everyone else, for the side panel."""
        return [
            {
                "side": "phone",
                "place": str(place),
                "name": each.person.name,
                "state": each.state,
                "messages": len(each.person.chat),
            }
            for place, each in enumerate(self.phones.companions, start=1)
        ]


def _phone(person: Person) -> Json:
    return {
        "name": person.name,
        "started": person.phone.started,
        "blocked": person.phone.blocked,
        "commands": person.commands,
        "messages": [_message(message) for message in person.chat],
    }


def _message(it: Message) -> Json:
    return {
        "id": it.message_id,
        "mine": not it.by_bot,
        "text": it.text,
        "entities": it.entities,
        "keyboard": [[{"text": b.text, "url": b.url} for b in row] for row in it.keyboard],
        "photo": _photo(it.photo) if it.photo else None,
        "file": it.document.name if it.document else None,
        "at": it.at,
        "edited": it.edited,
        "silent": it.silent,
        "deleted": it.deleted,
    }


def _photo(it: Photo) -> Json:
    return {"src": f"/simulator/pictures/phone/{it.file_id}", "width": it.width, "height": it.height}
