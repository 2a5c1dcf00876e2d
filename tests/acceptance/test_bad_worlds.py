"""What can be wrong around Labbot: each is one clear sentence, nothing is lost, and HELP still answers."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from adapters.simulator.telegram import TelegramStandIn
from tests.acceptance.test_whole_path import step
from tests.conftest import DatabaseUrls
from tests.process import Labbot


@pytest.fixture
async def tg() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def labbot(tg: TelegramStandIn, database_urls: DatabaseUrls, tmp_path: Path) -> Labbot:
    databases = {"vault": database_urls.vault, "research": database_urls.research}
    return Labbot.installed(tmp_path / "home", tg.url, tg.token, databases)


def one_plain_sentence(err: str) -> None:
    assert err.strip()
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) <= 3


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TELEGRAM_BOT_TOKEN", "s3cret-and-wrong", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_API_URL", "api.telegram.org", "TELEGRAM_API_URL"),
        ("HTTP_PORT", "eighty", "HTTP_PORT"),
        ("TELEGRAM_MESSAGES_PER_SECOND", "0", "TELEGRAM_MESSAGES_PER_SECOND"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL"),
        ("DATABASE_URL", "mysql://root:s3cret@host/db", "DATABASE_URL"),
    ],
)
async def test_a_wrong_setting_is_named_with_an_example_and_never_with_a_secret(
    labbot: Labbot, name: str, value: str, says: str
) -> None:
    labbot.settings[name] = value
    code, _, err = await labbot.command("run")
    assert code == 1
    one_plain_sentence(err)
    assert says in err
    assert "s3cret" not in err


async def test_research_in_the_vaults_own_database_is_refused(labbot: Labbot) -> None:
    labbot.settings["RESEARCH_DATABASE_URL"] = labbot.settings["DATABASE_URL"]
    code, _, err = await labbot.command("run")
    assert code == 1
    assert "RESEARCH_DATABASE_URL" in err


async def test_a_missing_keyring_is_said_and_never_replaced_by_a_new_one(labbot: Labbot) -> None:
    await labbot.invitation(uses=1)
    keyring = Path(labbot.settings["KEYRING_DIR"])
    shutil.rmtree(keyring)
    code, _, err = await labbot.command("run")
    assert code == 1
    one_plain_sentence(err)
    assert "keyring" in err.lower()
    assert keyring.name not in os.listdir(keyring.parent)


async def test_a_keyring_that_others_can_read_is_refused(labbot: Labbot) -> None:
    await labbot.invitation(uses=1)
    os.chmod(labbot.settings["KEYRING_DIR"], 0o755)  # noqa: S103 - the fault that is to be refused
    code, _, err = await labbot.command("run")
    assert code == 1
    one_plain_sentence(err)


async def test_a_database_of_a_newer_version_is_left_alone(labbot: Labbot) -> None:
    await labbot.invitation(uses=1)
    engine = create_engine(labbot.settings["DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'vault_9999'"))
    engine.dispose()
    code, _, err = await labbot.command("run")
    assert code == 1
    one_plain_sentence(err)
    assert "newer" in err


async def test_a_version_that_changed_after_use_is_refused_with_what_to_do(labbot: Labbot, tg: TelegramStandIn) -> None:
    code = await labbot.invitation(uses=1)
    person = tg.add_person("Ada")
    async with labbot.running():
        person.start(code)
        await person.wait_for(lambda message: bool(message.buttons))
        for label in ("18", "Continue", "Ask me", "agree", "Start"):
            await step(person, label)
    form = Path(labbot.settings["LAB_DIR"]) / "questionnaires" / "weekly-checkin.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace("how bad was", "how awful was"), encoding="utf-8")
    exit_code, _, err = await labbot.command("run")
    assert exit_code == 1
    one_plain_sentence(err)
    assert "raise `version`" in err


async def test_a_raised_version_lets_a_half_done_check_in_end_on_the_old_one(
    labbot: Labbot, tg: TelegramStandIn
) -> None:
    code = await labbot.invitation(uses=1)
    person = tg.add_person("Ada")
    async with labbot.running():
        person.start(code)
        await person.wait_for(lambda message: bool(message.buttons))
        for label in ("18", "Continue", "Ask me", "agree", "Start", "Continue"):
            await step(person, label)
    form = Path(labbot.settings["LAB_DIR"]) / "questionnaires" / "weekly-checkin.yaml"
    changed = form.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0")
    form.write_text(changed.replace("keep you from something", "stop you from something"), encoding="utf-8")
    async with labbot.running():
        await step(person, "7")
        assert "keep you from something" in person.last.text


async def test_a_tab_in_the_lab_is_told_with_file_and_line(labbot: Labbot) -> None:
    lab = Path(labbot.settings["LAB_DIR"]) / "lab.yaml"
    lab.write_text(lab.read_text(encoding="utf-8").replace("age: 18", "\tage: 18"), encoding="utf-8")
    code, _, err = await labbot.command("check")
    assert code == 1
    assert "lab.yaml:8:" in err


async def test_a_port_in_use_is_told_with_what_to_set(labbot: Labbot) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        labbot.settings["HTTP_PORT"] = str(taken.getsockname()[1])
        code, _, err = await labbot.command("run")
    assert code == 1
    assert "HTTP_PORT" in err


async def test_a_token_that_telegram_does_not_know_stops_the_start_with_one_sentence(labbot: Labbot) -> None:
    labbot.settings["TELEGRAM_BOT_TOKEN"] = "123456789:" + "w" * 35
    code, _, err = await labbot.command("run")
    assert code == 1
    assert "TELEGRAM_BOT_TOKEN" in err
    assert "w" * 35 not in err


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)  # one writer holds the whole file: SQLite's way
async def test_help_answers_within_two_seconds_while_the_database_is_locked_and_a_press_waits_for_it(
    labbot: Labbot, tg: TelegramStandIn
) -> None:
    code = await labbot.invitation(uses=1)
    person = tg.add_person("Ada")
    async with labbot.running():
        person.start(code)
        await person.wait_for(lambda message: bool(message.buttons))
        for label in ("18", "Continue", "Ask me", "agree", "Start"):
            await step(person, label)
        vault = labbot.settings["DATABASE_URL"].removeprefix("sqlite+aiosqlite:///").removeprefix("sqlite:///")
        with closing(sqlite3.connect(vault, isolation_level=None)) as lock:
            lock.execute("BEGIN IMMEDIATE")
            before = person.revision
            person.press("Continue")
            asked = time.monotonic()
            person.send("help me")
            await person.wait_for("116 123", since=before)
            assert time.monotonic() - asked < 2
            await labbot.logs(b"telegram.store_down")  # so that the press has really failed once
            assert not any("7 days" in message.text for message in person.chat)
            before = person.revision
            lock.execute("ROLLBACK")
        await person.wait_for("7 days", timeout_s=30, since=before)
    tg.assert_clean(ignore={"never-answered"})
