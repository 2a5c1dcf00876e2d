"""``labbot announce`` before anything is sent, and ``labbot announcement``: what is refused, shown and counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli.announcements import COPIES
from adapters.cli.commands import app
from adapters.cli.entrance import with_app
from adapters.deployment import NotStarted
from bot.application.announce import NotSent
from bot.domain.announcement import LONGEST, CopyState, Draft
from bot.domain.ids import Group
from bot.domain.participant import Standing
from tests.builders import a_consent, a_contact_id, a_joining, a_person_id

TEXT = "Come on Friday. Dewch ddydd Gwener: mae’n agored i bawb."
Labbot = Callable[..., Result]


@pytest.fixture
def labbot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Labbot:
    """Runs ``labbot WORDS`` in an installation of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.md").write_text(f"{TEXT}\n", encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, list(words))


def peopled(count: int) -> None:
    """People number 1 to `count` are in policy; the first three never agreed and the last one stopped."""
    yes, no = (a_consent("announcements"),), (a_consent("check-ins"),)

    def joins(person: int) -> None:
        joining = a_joining(person, groups=("policy",), consents=no if person <= 3 else yes)
        with_app(lambda labbot: labbot.vault.commit(lambda tx: tx.join(joining)))

    for person in range(1, count + 1):
        joins(person)
    with_app(lambda labbot: labbot.vault.commit(lambda tx: tx.set_standing(a_person_id(count), Standing.STOPPED)))


def begun() -> str:
    """The id of an announcement to policy that is being sent."""
    draft = Draft(text=TEXT, include=frozenset({Group("policy")}), exclude=frozenset({Group("q-member")}))
    one = with_app(lambda labbot: labbot.announce().start(draft))
    assert not isinstance(one, NotSent)
    return one.id.hex()


def refused(done: Result) -> str:
    assert isinstance(done.exception, NotStarted), done.output
    return str(done.exception)


# Before it is sent.


def test_a_dry_run_shows_the_text_and_in_round_numbers_who_gets_it_and_sends_nothing(labbot: Labbot) -> None:
    peopled(13)
    done = labbot("announce", "text.md", "--to", "policy", "--dry-run")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(TEXT)
    assert "People who get it: about 10" in done.stdout
    assert "because they have not agreed to announcements: fewer than 8" in done.stdout
    assert "because they have stopped or paused: fewer than 8" in done.stdout
    assert json.loads(labbot("announcement", "list", "--json").stdout) == []


def test_it_asks_first_and_without_a_yes_sends_nothing(labbot: Labbot) -> None:
    peopled(5)
    done = labbot("announce", "text.md", "--to", "all")
    assert done.exit_code == 1
    assert "Send it now?" in done.stdout
    assert json.loads(labbot("announcement", "list", "--json").stdout) == []


def test_an_unknown_group_is_refused_with_the_groups_there_are(labbot: Labbot) -> None:
    for words in (("--to", "polcy"), ("--to", "all", "--not-to", "polcy")):
        why = refused(labbot("announce", "text.md", *words, "--yes"))
        assert "no group 'polcy'" in why
        assert "all, lived-experience, health-professional" in why


def test_an_audience_of_nobody_is_refused_with_why(labbot: Labbot) -> None:
    peopled(3)
    done = labbot("announce", "text.md", "--to", "policy", "--yes")
    assert "Nobody would get it" in refused(done)
    assert "because they have not agreed to announcements: fewer than 8" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", f"has 1 to {LONGEST} characters"),
        (b" \n\n", f"has 1 to {LONGEST} characters"),
        (b"x" * (LONGEST + 1), f"has {LONGEST + 1}"),
        ("Dydd Gwener: £5".encode("latin-1"), "is not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_with_why(labbot: Labbot, content: bytes | None, why: str) -> None:
    if content is not None:
        Path("other.md").write_bytes(content)
    assert why in refused(labbot("announce", "other.md", "--to", "all", "--yes"))


def test_without_a_group_it_is_wrong_usage(labbot: Labbot) -> None:
    assert labbot("announce", "text.md").exit_code == 2


# What was sent.


def test_the_list_and_one_of_it_say_the_same_to_people_and_to_scripts(labbot: Labbot) -> None:
    peopled(6)
    identity = begun()
    delivered = CopyState.DELIVERED
    with_app(
        lambda labbot: labbot.vault.commit(
            lambda tx: tx.delivered(bytes.fromhex(identity), a_contact_id(4), delivered, "1")  # type: ignore[arg-type]  # its bytes
        )
    )
    [listed] = json.loads(labbot("announcement", "list", "--json").stdout)
    assert json.loads(labbot("announcement", "show", identity[:8], "--json").stdout) == listed
    assert set(listed) == {"id", "state", "ended", "started", "by", "to", "not_to", "text", "receipt"}
    assert (listed["to"], listed["not_to"], listed["text"]) == (["policy"], ["q-member"], TEXT)
    receipt = listed["receipt"]
    assert set(receipt) == {"targeted", *(state.value for state in CopyState)}
    assert (receipt["targeted"], receipt["delivered"], receipt["waiting"]) == (2, 1, 1)
    assert f"{identity[:8]}  " in labbot("announcement", "list").stdout
    shown = labbot("announcement", "show", identity[:8]).stdout
    assert "To: policy, not q-member" in shown
    assert TEXT in shown
    assert [line.split(maxsplit=1) for line in shown.splitlines()[-3:]] == [
        ["1", "delivered"],
        ["1", "waiting"],
        ["2", "in all"],
    ]


def test_every_end_of_a_copy_has_its_words() -> None:
    assert set(COPIES) == set(CopyState)


def test_cancelling_stops_it_and_a_second_time_is_refused(labbot: Labbot) -> None:
    peopled(6)
    identity = begun()
    assert labbot("announcement", "cancel", identity[:6]).exit_code == 1  # asks first, and nobody says yes
    done = labbot("announcement", "cancel", identity[:6], "--yes")
    assert done.exit_code == 0, done.output
    assert "2  cancelled" in done.stdout
    [listed] = json.loads(labbot("announcement", "list", "--json").stdout)
    assert (listed["state"], listed["ended"]) == ("cancelled", True)
    assert "it is cancelled" in refused(labbot("announcement", "cancel", identity, "--yes"))


@pytest.mark.parametrize("named", ["", "zz"])
def test_an_id_that_fits_none_is_refused(labbot: Labbot, named: str) -> None:
    peopled(6)
    begun()
    assert "no announcement has an id that begins with" in refused(labbot("announcement", "show", named))


def test_an_id_that_fits_two_is_refused(labbot: Labbot) -> None:
    peopled(6)
    beginnings = Counter(begun()[0] for _ in range(17))  # sixteen digits: two of them begin alike
    [(digit, _)] = beginnings.most_common(1)
    assert "more than one announcement has" in refused(labbot("announcement", "show", digit))
