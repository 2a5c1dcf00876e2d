"""The methods that write, change and remove messages, and that answer presses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from adapters.simulator.telegram import checks, entities, limits, photos, wire
from adapters.simulator.telegram.methods import Upload
from adapters.simulator.telegram.platform import Answer, Platform
from adapters.simulator.telegram.record import Json, Refusal
from adapters.simulator.telegram.world import Change, Chat, Document, Message, Photo

NOT_MODIFIED = Refusal(
    code=400,
    description="Bad Request: message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message",
)
EDIT_NOT_FOUND = Refusal(code=400, description="Bad Request: message to edit not found")
CANNOT_EDIT = Refusal(code=400, description="Bad Request: message can't be edited")
NO_TEXT = Refusal(code=400, description="Bad Request: there is no text in the message to edit")
NO_CAPTION = Refusal(code=400, description="Bad Request: there is no caption in the message to edit")
DELETE_NOT_FOUND = Refusal(code=400, description="Bad Request: message to delete not found")
CANNOT_DELETE = Refusal(code=400, description="Bad Request: message can't be deleted")
QUERY_TOO_OLD = Refusal(
    code=400, description="Bad Request: query is too old and response timeout expired or query ID is invalid"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A message's text with its formatting, read and checked."""

    text: str
    entities: tuple[Json, ...]


def send_message(tg: Platform, params: Json) -> Answer:
    chat = tg.writable(params.get("chat_id", ""))
    if isinstance(chat, Refusal):
        return chat
    if isinstance(body := _body(tg, "sendMessage", params, params.get("text", ""), "entities"), Refusal):
        return body
    return _post(tg, "sendMessage", params, chat, body=body)


def send_photo(tg: Platform, params: Json) -> Answer:
    chat = tg.writable(params.get("chat_id", ""))
    if isinstance(chat, Refusal):
        return chat
    if isinstance(body := _caption(tg, "sendPhoto", params), Refusal):
        return body
    if isinstance(photo := photos.photo(tg, params.get("photo")), Refusal):
        return photo
    return _post(tg, "sendPhoto", params, chat, body=body, photo=photo)


def send_document(tg: Platform, params: Json) -> Answer:
    chat = tg.writable(params.get("chat_id", ""))
    if isinstance(chat, Refusal):
        return chat
    if isinstance(body := _caption(tg, "sendDocument", params), Refusal):
        return body
    given = params.get("document")
    if not isinstance(given, Upload):
        return Refusal(code=400, description="Bad Request: there is no document in the request")
    if len(given.content) > limits.UPLOAD_BYTES:
        return Refusal(code=413, description="Request Entity Too Large")
    file_id = f"file{tg.record.total_calls:012d}"
    document = Document(file_id=file_id, name=given.name, kind=given.kind, content=given.content)
    return _post(tg, "sendDocument", params, chat, body=body, document=document)


def edit_text(tg: Platform, params: Json) -> Answer:
    found = _editable(tg, params)
    if isinstance(found, Refusal):
        return found
    chat, message = found
    if message.has_caption:
        return NO_TEXT
    body = _body(tg, "editMessageText", params, params.get("text", ""), "entities")
    if isinstance(body, Refusal):
        return body
    return _edit(tg, "editMessageText", params, chat, message=message, body=body)


def edit_caption(tg: Platform, params: Json) -> Answer:
    found = _editable(tg, params)
    if isinstance(found, Refusal):
        return found
    chat, message = found
    if not message.has_caption:
        return NO_CAPTION
    if isinstance(body := _caption(tg, "editMessageCaption", params), Refusal):
        return body
    return _edit(tg, "editMessageCaption", params, chat, message=message, body=body)


def edit_markup(tg: Platform, params: Json) -> Answer:
    found = _editable(tg, params)
    if isinstance(found, Refusal):
        return found
    chat, message = found
    body = Body(text=message.text, entities=message.entities)
    return _edit(tg, "editMessageReplyMarkup", params, chat, message=message, body=body)


def delete_message(tg: Platform, params: Json) -> Answer:
    chat = tg.world.find(params.get("chat_id", ""))
    message = chat.messages.get(params.get("message_id", 0)) if chat else None
    if chat is None or message is None or message.deleted:
        return DELETE_NOT_FOUND
    if not _deletable(tg, chat, message):
        return CANNOT_DELETE
    tg.world.delete(chat, message)
    return True


def delete_messages(tg: Platform, params: Json) -> Answer:
    """Removes what can be removed; the rest is skipped without a word."""
    ids = params.get("message_ids")
    chat = tg.world.find(params.get("chat_id", ""))
    if not isinstance(ids, list) or not 1 <= len(ids) <= limits.DELETE_AT_ONCE:
        found = checks.bad_request("delete-too-many", f"1-{limits.DELETE_AT_ONCE} ids", "too many messages to delete")
        return tg.note("deleteMessages", found)
    if chat is None:
        return Refusal(code=400, description="Bad Request: chat not found")
    for message_id in ids:
        message = chat.messages.get(message_id)
        if message and not message.deleted and _deletable(tg, chat, message):
            tg.world.delete(chat, message)
    return True


def answer_callback_query(tg: Platform, params: Json) -> Answer:
    query = tg.world.queries.get(params.get("callback_query_id", ""))
    toast = params.get("text") or ""
    if len(toast) > limits.TOAST:
        found = checks.bad_request("toast-too-long", f"{len(toast)} of {limits.TOAST} characters", "MESSAGE_TOO_LONG")
        return tg.note("answerCallbackQuery", found)
    if query is None:
        return QUERY_TOO_OLD
    if query.answered:
        if query.update is None or query.update.deliveries < 2:
            tg.record.violation("answered-twice", "answerCallbackQuery", "the same press was answered before")
        return QUERY_TOO_OLD
    query.answered, query.toast, query.alert = True, toast, bool(params.get("show_alert"))
    chat = tg.world.chats[query.person_id]
    tg.world.tell(chat, Change(kind="toast", chat_id=chat.chat_id, query=query))
    return True


def send_chat_action(tg: Platform, params: Json) -> Answer:
    chat = tg.writable(params.get("chat_id", ""))
    if isinstance(chat, Refusal):
        return chat
    if params.get("action") not in limits.CHAT_ACTIONS:
        found = checks.bad_request("chat-action", "not a known action", "wrong parameter action in request")
        return tg.note("sendChatAction", found)
    tg.world.tell(chat, Change(kind="typing", chat_id=chat.chat_id))
    return True


def _body(tg: Platform, method: str, params: Json, source: str, key: str) -> Body | Refusal:
    """A text that must be there."""
    body = _read(tg, method, params, source, key)
    return body if isinstance(body, Refusal) else tg.note(method, checks.text(body.text)) or body


def _caption(tg: Platform, method: str, params: Json) -> Body | Refusal:
    """What stands below a picture or a file: there may be nothing."""
    body = _read(tg, method, params, params.get("caption", ""), "caption_entities")
    return body if isinstance(body, Refusal) else tg.note(method, checks.caption(body.text)) or body


def _read(tg: Platform, method: str, params: Json, source: str, key: str) -> Body | Refusal:
    """Read words and their formatting; the first thing that is wrong is recorded and refused."""
    if (refusal := tg.note(method, checks.source(source))) is not None:
        return refusal
    tg.note(method, checks.sending(params))
    text, marks = source, params.get(key) or ()
    if str(params.get("parse_mode", "")).lower() == "html":
        text, marks, problem = entities.read_html(source)
        if problem is not None:
            found = checks.bad_request("formatting", problem, f"can't parse entities: {problem}")
            return tg.note(method, found) or Body(text=text, entities=())
    if marks and (problem := entities.problem_with(text, marks)) is not None:
        found = checks.bad_request("entities", problem, f"can't parse entities: {problem}")
        return tg.note(method, found) or Body(text=text, entities=())
    return Body(text=text, entities=tuple(marks))


def _markup(tg: Platform, method: str, params: Json) -> Json | Refusal | None:
    """The keyboard to show, None for none, or a refusal."""
    given: Any = params.get("reply_markup")
    if not given:
        return None
    if (refusal := tg.note(method, checks.markup(given))) is not None:
        return refusal
    if "inline_keyboard" not in given:
        return dict(given)
    rows = [row for row in given["inline_keyboard"] if row]
    return {"inline_keyboard": rows} if rows else None


def _post(
    tg: Platform,
    method: str,
    params: Json,
    chat: Chat,
    *,
    body: Body,
    document: Document | None = None,
    photo: Photo | None = None,
) -> Answer:
    markup = _markup(tg, method, params)
    if isinstance(markup, Refusal):
        return markup
    message = tg.world.post(
        chat,
        text=body.text,
        entities=body.entities,
        markup=markup,
        document=document,
        photo=photo,
        silent=params.get("disable_notification", False),
        editable=markup is None or "inline_keyboard" in markup,
    )
    return wire.message(message, chat)


def _editable(tg: Platform, params: Json) -> tuple[Chat, Message] | Refusal:
    if "chat_id" not in params or "message_id" not in params:
        return Refusal(code=400, description="Bad Request: message identifier is not specified")
    chat = tg.writable(params["chat_id"])
    if isinstance(chat, Refusal):
        return chat
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        return EDIT_NOT_FOUND
    if not message.by_bot:
        return CANNOT_EDIT
    if not message.editable:
        tg.record.violation("edit-of-uneditable", "editMessageText", "it was sent with another keyboard than inline")
        return CANNOT_EDIT
    return chat, message


def _edit(tg: Platform, method: str, params: Json, chat: Chat, *, message: Message, body: Body) -> Answer:
    markup = _markup(tg, method, params)
    if isinstance(markup, Refusal):
        return markup
    if (body.text, body.entities, _canonical(markup)) == (message.text, message.entities, _canonical(message.markup)):
        return NOT_MODIFIED
    tg.world.edit(chat, message, text=body.text, entities=body.entities, markup=markup)
    return wire.message(message, chat)


def _canonical(markup: Json | None) -> bytes:
    return orjson.dumps(markup, option=orjson.OPT_SORT_KEYS) if markup else b""


def _deletable(tg: Platform, chat: Chat, message: Message) -> bool:
    """Younger than 48 hours; a bot may remove a person's message in a private chat only."""
    young = tg.clock() - message.at <= limits.DELETE_WITHIN_S
    return young and (message.by_bot or chat.kind == "private")
