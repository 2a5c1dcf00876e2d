"""A language is for real people once a native reader has put their name to it."""

from __future__ import annotations

from pathlib import Path

from adapters.simulator.telegram import TelegramStandIn
from tests.conftest import DatabaseUrls
from tests.process import Labbot

AWAITS = b"labbot.language_awaits_reader"


async def test_a_draft_is_not_offered_until_its_reader_has_signed_and_is_still_understood(
    database_urls: DatabaseUrls, tmp_path: Path
) -> None:
    databases = {"vault": database_urls.vault, "research": database_urls.research}
    async with TelegramStandIn() as tg:
        labbot = Labbot.installed(tmp_path / "home", tg.url, tg.token, databases)
        code = await labbot.invitation(uses=2)
        mair, nia = (tg.add_person(name, language_code="cy") for name in ("Mair", "Nia"))
        async with labbot.running():
            assert AWAITS in labbot.log
            mair.start(code)
            await mair.wait_for("Are you 18 or over?")
            mair.send("cymorth")
            await mair.wait_for("Where you can find help")
        catalogue = Path(labbot.settings["LAB_DIR"]) / "texts" / "cy.po"
        text = catalogue.read_text(encoding="utf-8")
        catalogue.write_text(text.replace('"X-Reviewed-By: ', '"X-Reviewed-By: Gwen Pugh'), encoding="utf-8")
        labbot.log.clear()
        async with labbot.running():
            assert AWAITS not in labbot.log
            nia.start(code)
            await nia.wait_for("Ydych chi'n 18 oed neu'n hŷn?")
        tg.assert_clean()
