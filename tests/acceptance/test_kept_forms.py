"""The next start: questionnaires that were asked before are read again, with the instruments that they place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.deployment import NotStarted
from adapters.lab import EXAMPLE
from adapters.wiring.app import opened
from bot.domain.ids import FormId
from bot.settings import Settings
from tests.conftest import DatabaseUrls


async def test_a_questionnaire_with_instruments_that_was_asked_is_the_same_after_the_next_start(
    tmp_path: Path, database_urls: DatabaseUrls
) -> None:
    settings = Settings(
        lab_dir=EXAMPLE,
        database_url=SecretStr(database_urls.vault),
        research_database_url=SecretStr(database_urls.research),
        keyring_dir=tmp_path.with_name(f"{tmp_path.name}-keyring"),
        telegram_bot_token=SecretStr(f"123456789:{'made-up-' * 4}aaa"),
    )
    async with opened(settings) as app:
        [form] = [form for form in app.lab.forms.values() if any(item.instrument for item in form.items)]
        await app.vault.commit(lambda tx: tx.add_form_version(form.ref, form.source))
    async with opened(settings) as app:
        assert app.forms[form.ref] == form


async def test_other_words_in_an_instrument_that_was_asked_are_refused_at_the_next_start(
    tmp_path: Path, database_urls: DatabaseUrls
) -> None:
    lab = tmp_path / "lab"
    shutil.copytree(EXAMPLE, lab)
    own = lab / "instruments" / "own-peg.yaml"
    own.parent.mkdir(exist_ok=True)
    shipped = (EXAMPLE / "instruments" / "peg.yaml").read_text(encoding="utf-8")
    form = lab / "questionnaires" / "monthly-checkin.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace("use: peg@1", "use: own-peg@1"), encoding="utf-8")
    own.write_text(shipped.replace("\nid: peg\n", "\nid: own-peg\n"), encoding="utf-8")
    settings = Settings(
        lab_dir=lab,
        database_url=SecretStr(database_urls.vault),
        research_database_url=SecretStr(database_urls.research),
        keyring_dir=tmp_path.with_name(f"{tmp_path.name}-keyring"),
        telegram_bot_token=SecretStr(f"123456789:{'made-up-' * 4}aaa"),
    )
    async with opened(settings) as app:
        monthly = app.lab.forms[FormId("monthly-checkin")]
        await app.vault.commit(lambda tx: tx.add_form_version(monthly.ref, monthly.source))
    changed = own.read_text(encoding="utf-8").replace("Pain as bad as you can imagine", "Worse than that", 1)
    assert changed != own.read_text(encoding="utf-8")
    own.write_text(changed, encoding="utf-8")
    with pytest.raises(NotStarted, match="has changed, and its version"):
        async with opened(settings):
            pass
    text = form.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.0.1")
    form.write_text(text, encoding="utf-8")
    with pytest.raises(NotStarted, match="other words than then"):
        async with opened(settings):
            pass
