"""The check-in as a python-telegram-bot user would write it, by the book of its documentation.

A ConversationHandler, PicklePersistence, the framework's own HTTP client and settings, one message edited in place, and
each answer inserted and committed in SQLite, durably, before the next question is shown.

    python -m benchmarks.peers.ptb_sqlite SCRIPT.json FOLDER

The environment has TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL. SCRIPT.json says what to ask.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

ASKING, CHECKING = range(2)
Context = ContextTypes.DEFAULT_TYPE

TABLE = """
    CREATE TABLE IF NOT EXISTS answer (
        id INTEGER PRIMARY KEY, person INTEGER NOT NULL, step INTEGER NOT NULL, said TEXT NOT NULL, at REAL NOT NULL
    )
"""


def open_database(file: Path) -> sqlite3.Connection:
    """The same durability as Labbot's: a commit is on disk before it returns."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute(TABLE)
    database.commit()
    return database


class Bot:
    """The handlers. `script` is what ``benchmarks.script`` wrote."""

    def __init__(self, script: dict[str, Any], database: sqlite3.Connection) -> None:
        self.script = script
        self.steps: list[dict[str, Any]] = script["steps"]
        self.questions = sum(step["kind"] != "statement" for step in self.steps)
        self.database = database

    async def start(self, update: Update, context: Context) -> None:
        if update.message is not None:
            keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(self.script["begin"], callback_data="begin")]])
            await update.message.reply_text("Hello. Your check-in is ready.", reply_markup=keyboard)

    async def begin(self, update: Update, context: Context) -> int | None:
        query = update.callback_query
        if query is None or context.user_data is None:
            return None
        await query.answer()
        context.user_data["step"] = 0
        context.user_data["said"] = []
        text, keyboard = self.page(context.user_data)
        await query.edit_message_text(text, reply_markup=keyboard)
        return ASKING

    async def pressed(self, update: Update, context: Context) -> int | None:
        query = update.callback_query
        if query is None or query.data is None or context.user_data is None:
            return None
        await query.answer()
        step, option = (int(part) for part in query.data.split(":"))
        if step != context.user_data["step"]:
            return None
        said = self.steps[step]["options"][option]
        return await self.take(said, context.user_data, query.from_user.id, query)

    async def typed(self, update: Update, context: Context) -> int | None:
        message = update.message
        if message is None or message.text is None or message.from_user is None or context.user_data is None:
            return None
        if self.steps[context.user_data["step"]]["kind"] != "typed":
            return None
        return await self.take(message.text, context.user_data, message.from_user.id, message)

    async def take(self, said: str, data: dict[str, Any], person: int, heard: CallbackQuery | Message) -> int:
        """Store an answer, then show what comes next."""
        step = data["step"]
        if self.steps[step]["kind"] != "statement":
            self.database.execute(
                "INSERT INTO answer (person, step, said, at) VALUES (?, ?, ?, ?)", (person, step, said, time.time())
            )
            self.database.commit()
            data["said"].append((step, said))
        data["step"] = step + 1
        text, keyboard = self.page(data)
        if isinstance(heard, CallbackQuery):
            await heard.edit_message_text(text, reply_markup=keyboard)
        else:
            await heard.reply_text(text, reply_markup=keyboard)
        return ASKING if data["step"] < len(self.steps) else CHECKING

    async def send(self, update: Update, context: Context) -> int | None:
        query = update.callback_query
        if query is None:
            return None
        await query.answer()
        await query.edit_message_text(self.script["thanks"])
        return ConversationHandler.END

    def page(self, data: dict[str, Any]) -> tuple[str, InlineKeyboardMarkup | None]:
        """The question that is open, or what was said, to check and send."""
        place: int = data["step"]
        if place == len(self.steps):
            told = "\n".join(f"{self.steps[step]['text']} {said}" for step, said in data["said"])
            send = InlineKeyboardMarkup([[InlineKeyboardButton(self.script["send"], callback_data="send")]])
            return f"{self.script['check']}\n\n{told}", send
        step = self.steps[place]
        if step["kind"] == "statement":
            return step["text"], self.keyboard(place)
        return f"{len(data['said']) + 1} of {self.questions}\n\n{step['text']}", self.keyboard(place)

    def keyboard(self, place: int) -> InlineKeyboardMarkup | None:
        options = self.steps[place]["options"]
        if not options:
            return None
        buttons = [InlineKeyboardButton(label, callback_data=f"{place}:{at}") for at, label in enumerate(options)]
        columns = 6 if len(buttons) > 7 else 1
        return InlineKeyboardMarkup([buttons[at : at + columns] for at in range(0, len(buttons), columns)])


def main(script: Path, folder: Path) -> None:
    bot = Bot(json.loads(script.read_text(encoding="utf-8")), open_database(folder / "answers.db"))
    application = (
        Application.builder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(os.environ["TELEGRAM_API_URL"] + "/bot")
        .persistence(PicklePersistence(filepath=folder / "state.pickle"))
        .build()
    )
    conversation = ConversationHandler(
        entry_points=[CallbackQueryHandler(bot.begin, pattern="^begin$")],
        states={
            ASKING: [
                CallbackQueryHandler(bot.pressed, pattern=r"^\d+:\d+$"),
                MessageHandler(filters.TEXT & ~filters.COMMAND, bot.typed),
            ],
            CHECKING: [CallbackQueryHandler(bot.send, pattern="^send$")],
        },
        fallbacks=[CommandHandler("start", bot.start)],
        name="check-in",
        persistent=True,
    )
    application.add_handler(conversation)
    application.add_handler(CommandHandler("start", bot.start))
    application.run_polling()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
