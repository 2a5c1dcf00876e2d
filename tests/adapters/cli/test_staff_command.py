"""``labbot staff``: a code that is shown once, a list without addresses, and a clear no."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli.commands import app
from adapters.cli.entrance import with_app
from adapters.deployment import NotStarted
from bot.domain.ids import TELEGRAM, Language, StaffId
from bot.domain.secret import Secret
from bot.domain.staff import Role, Staff

Labbot = Callable[..., Result]


@pytest.fixture
def labbot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Labbot:
    """Runs ``labbot WORDS`` in an installation of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


def test_an_invitation_shows_its_code_once_and_how_to_use_it(labbot: Labbot) -> None:
    done = labbot("staff", "invite", "--name", "Ada", "--role", "announcer", "--role", "admin")
    assert done.exit_code == 0, done.output
    [code] = set(re.findall(r"\b[a-z2-7]{24}\b", done.stdout))
    assert f"/start {code}" in done.stdout
    assert f"/lab start {code}" in done.stdout
    assert "Ada (admin, announcer)" in done.stdout
    assert code not in labbot("staff", "list", "--json").stdout


def test_as_json_the_invitation_has_code_name_roles_and_day(labbot: Labbot) -> None:
    made = json.loads(labbot("staff", "invite", "--name", "Ada", "--role", "duty", "--json").stdout)
    assert set(made) == {"code", "name", "roles", "until"}
    assert (made["name"], made["roles"]) == ("Ada", ["duty"])


def test_the_list_has_who_is_there_and_who_is_invited(labbot: Labbot) -> None:
    assert labbot("staff", "list").stdout.startswith("Nobody is on the staff yet.")
    ada = Staff(
        id=StaffId(b"s" * 16),
        name="Ada",
        roles=frozenset({Role.ADMIN}),
        language=Language("en"),
        platform=TELEGRAM,
        address=Secret("73918462"),
    )
    with_app(lambda labbot: labbot.vault.commit(lambda tx: tx.add_staff(ada)))
    labbot("staff", "invite", "--name", "Bo", "--role", "duty", "--role", "analyst")
    rows = json.loads(labbot("staff", "list", "--json").stdout)
    assert [set(row) for row in rows] == [{"name", "roles", "state", "platform", "until"}] * 2
    assert [(row["name"], row["roles"], row["state"], row["platform"]) for row in rows] == [
        ("Ada", ["admin"], "active", "telegram"),
        ("Bo", ["analyst", "duty"], "invited", None),
    ]
    shown = labbot("staff", "list").stdout
    assert "Ada  admin  on telegram" in shown
    assert "Bo  analyst, duty  invited, until " in shown
    assert "73918462" not in shown + json.dumps(rows)


def test_who_is_removed_is_not_in_the_list_and_cannot_be_removed_again(labbot: Labbot) -> None:
    labbot("staff", "invite", "--name", "Ada", "--role", "duty")
    assert labbot("staff", "remove", "Ada").exit_code == 0
    assert json.loads(labbot("staff", "list", "--json").stdout) == []
    again = labbot("staff", "remove", "Ada")
    assert isinstance(again.exception, NotStarted)
    assert "nobody on the staff is called 'Ada'" in str(again.exception)


def test_reviewer_and_analyst_in_one_person_are_refused(labbot: Labbot) -> None:
    done = labbot("staff", "invite", "--name", "Ada", "--role", "reviewer", "--role", "analyst")
    assert isinstance(done.exception, NotStarted)
    assert "never the same person" in str(done.exception)


@pytest.mark.parametrize("words", [("--name", "Ada"), ("--role", "admin"), ("--name", "Ada", "--role", "boss")])
def test_wrong_usage_is_told_as_such(labbot: Labbot, words: tuple[str, ...]) -> None:
    assert labbot("staff", "invite", *words).exit_code == 2
