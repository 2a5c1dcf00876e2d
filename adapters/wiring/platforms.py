"""The platforms that are configured, each with its listener and its way out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.demo import Demo
from adapters.deployment import NotStarted
from adapters.wiring.app import App
from bot.application.deliver import Deliver
from bot.application.ports import Listener
from bot.domain.delivery import Pace
from bot.domain.ids import Language
from bot.domain.lab import Lab
from bot.domain.secret import Secret
from bot.domain.words import Words

if TYPE_CHECKING:
    from adapters.slack.settings import Texts

MENU = ("checkin", "back", "skip", "help", "stop", "privacy", "start")


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """One bot on one platform. `run` listens until `stop`; `deliver` empties its part of the outbox.

    `run` raises `rejected` when the platform does not let the bot in; `remedy` says what to do about that.
    """

    name: str
    rejected: type[Exception]
    remedy: str
    start: Callable[[], Awaitable[None]]
    run: Callable[[], Coroutine[object, object, None]]
    stop: Callable[[], Awaitable[None]]
    deliver: Deliver


def platforms(app: App, demo: Demo | None, listener: Listener) -> tuple[Platform, ...]:
    """Every platform with a token, or the demo's stand-ins. Raises NotStarted when there is none."""
    found = tuple(_found(app, demo, listener))
    if not found:
        raise NotStarted("Nothing to run: set TELEGRAM_BOT_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN")
    return found


def _found(app: App, demo: Demo | None, listener: Listener) -> Iterator[Platform]:
    settings = app.settings
    if demo is not None:
        yield _telegram(app, listener, Secret(demo.stand_in.token), demo.stand_in.url)
        yield _slack(app, listener, (Secret(demo.slack.bot_token), Secret(demo.slack.app_token)), demo.slack.url)
        return
    if settings.telegram_bot_token is not None:
        token = Secret(settings.telegram_bot_token.get_secret_value())
        yield _telegram(app, listener, token, settings.telegram_api_url)
    if settings.slack_bot_token is not None and settings.slack_app_token is not None:
        both = (settings.slack_bot_token, settings.slack_app_token)
        bot, app_level = (Secret(token.get_secret_value()) for token in both)
        yield _slack(app, listener, (bot, app_level), settings.slack_api_url)


def _telegram(app: App, listener: Listener, token: Secret, api_url: str) -> Platform:
    from adapters.telegram.errors import TokenRejected  # noqa: PLC0415  # half a second of imports, after the link
    from adapters.telegram.pace import PaceSettings  # noqa: PLC0415  # the same
    from adapters.telegram.run import TelegramAdapter  # noqa: PLC0415  # the same
    from adapters.telegram.settings import TelegramSettings  # noqa: PLC0415  # the same

    chat_gap = timedelta(seconds=1.05 / app.settings.telegram_chat_messages_per_second)
    per_second = app.settings.telegram_messages_per_second
    adapter = TelegramAdapter(
        token=token,
        listener=listener,
        clock=app.clock,
        settings=TelegramSettings(
            api_url=api_url,
            pace=PaceSettings(per_second=per_second, chat_gap=chat_gap, follows_another=_follows_another(app)),
        ),
        menu=_menu(app.lab),
    )
    return Platform(
        name="telegram",
        rejected=TokenRejected,
        remedy="Telegram does not accept TELEGRAM_BOT_TOKEN: ask BotFather for the right one",
        start=adapter.start,
        run=adapter.run,
        stop=adapter.stop,
        deliver=app.deliver(adapter.transport, Pace(per_second=per_second, chat_gap=chat_gap)),
    )


def _slack(app: App, listener: Listener, tokens: tuple[Secret, Secret], api_url: str) -> Platform:
    from adapters.slack.errors import TokenRejected  # noqa: PLC0415  # half a second of imports, after the link
    from adapters.slack.pace import PaceSettings, TierSettings  # noqa: PLC0415  # the same
    from adapters.slack.run import SlackAdapter  # noqa: PLC0415  # the same
    from adapters.slack.settings import SlackSettings  # noqa: PLC0415  # the same

    chat_gap = timedelta(seconds=1.05 / app.settings.slack_channel_messages_per_second)
    per_minute, burst = app.settings.slack_messages_per_minute, PaceSettings().burst
    adapter = SlackAdapter(
        bot_token=tokens[0],
        app_token=tokens[1],
        listener=listener,
        clock=app.clock,
        texts=_slack_texts(app.lab),
        settings=SlackSettings(
            api_url=api_url,
            pace=PaceSettings(
                per_second=(per_minute - burst) / 60, chat_gap=chat_gap, follows_another=_follows_another(app)
            ),
            tiers=TierSettings(factor=app.settings.slack_tier_factor),
        ),
    )
    return Platform(
        name="slack",
        rejected=TokenRejected,
        remedy="Slack does not accept SLACK_BOT_TOKEN or SLACK_APP_TOKEN: install the app again and take its tokens",
        start=adapter.start,
        run=adapter.run,
        stop=adapter.stop,
        deliver=app.deliver(adapter.transport, Pace(per_second=per_minute / 60, chat_gap=chat_gap)),
    )


def _follows_another(app: App) -> bool:
    """Whether a process before this one may have written to the same chats. The demo's platforms begin with it."""
    return not app.places.demo


def _slack_texts(lab: Lab) -> Texts:
    from adapters.slack.settings import Sentences, Texts  # noqa: PLC0415  # as above

    return Texts(
        by_language={
            language: Sentences(
                title=words.say("slack.title"),
                close=words.say("pages.close"),
                help_button=words.say("home.help"),
                answered_in_private=words.say("slack.answered"),
                not_here=words.say("slack.stranger"),
                one_moment=words.say("slack.one_moment"),
            )
            for language, words in _on_offer(lab)
        },
        default=lab.languages[0],
    )


def _menu(lab: Lab) -> dict[str, list[tuple[str, str]]]:
    """The commands that people see, in each language."""
    return {str(lang): [(name, words.say(f"command.{name}")) for name in MENU] for lang, words in _on_offer(lab)}


def _on_offer(lab: Lab) -> tuple[tuple[Language, Words], ...]:
    return tuple((language, lab.words[language]) for language in lab.languages)
