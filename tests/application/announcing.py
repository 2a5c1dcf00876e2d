"""What the suites of announcements do over and over: let people in, take on staff, let everything run its course."""

from __future__ import annotations

from datetime import timedelta

from bot.application.announce import Announce
from bot.application.deliver import Deliver
from bot.application.ports import Transport, Vault
from bot.application.report import Report
from bot.application.staff import Invited, Staffing
from bot.domain.delivery import Pace
from bot.domain.ids import AnnouncementId
from bot.domain.reply import Reply
from bot.domain.staff import Role
from tests.application.conftest import House
from tests.builders import a_consent, a_joining
from tests.fakes import Talker

FAST = Pace(per_second=1000, chat_gap=timedelta(seconds=1))
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def announcing(house: House, vault: Vault | None = None) -> Announce:
    return Announce(lab=house.lab, vault=vault or house.vault, clock=house.clock, draw=house.draw)


def delivering(house: House, transport: Transport, vault: Vault | None = None) -> Deliver:
    return Deliver(lab=house.lab, vault=vault or house.vault, transport=transport, clock=house.clock, pace=FAST)


def reporting(house: House, transport: Transport) -> Report:
    return Report(lab=house.lab, vault=house.vault, transport=transport, clock=house.clock)


def staffing(house: House) -> Staffing:
    return Staffing(lab=house.lab, vault=house.vault, clock=house.clock, draw=house.draw)


async def peopled(house: House, count: int, group: str = "policy") -> None:
    """People number 1 to `count` take part, in that group, and have agreed to announcements."""
    yes = (a_consent("announcements"),)

    await house.vault.commit(
        lambda tx: [tx.join(a_joining(person, groups=(group,), consents=yes)) for person in range(1, count + 1)]
    )


def address(person: int) -> str:
    return str(1000 + person)


async def on_staff(
    house: House, address: str = "1", role: Role = Role.ANNOUNCER, name: str = "Ada", talker: Talker | None = None
) -> Talker:
    """Somebody who has redeemed a code; `talker` when they are in a chat already."""
    someone = talker or house.talker(address)
    await someone.commands("start", await code(house, name, role))
    return someone


async def code(house: House, name: str = "Ada", *roles: Role) -> str:
    """A staff code; an announcer's unless other roles are given."""
    invited = await staffing(house).invite(name, frozenset(roles or {Role.ANNOUNCER}))
    assert isinstance(invited, Invited)
    return invited.code


async def drafted(house: House, text: str = "Come on Friday.") -> Talker:
    """Ada, before the button that sends what she wrote to policy."""
    ada = await on_staff(house)
    await ada.says("announce")
    await ada.says(text)
    await ada.presses("policy")
    await ada.presses("Continue")
    return ada


def labels(reply: Reply) -> list[str]:
    """What stands on the buttons."""
    return [choice.label for message in reply.say for row in message.rows for choice in row]


async def run(house: House, transport: Transport, rounds: int = 20, *, step: timedelta = 2 * SECOND) -> None:
    """Beat and deliver, `step` apart, until nothing of any announcement is left to do, at most so often."""
    verb, deliver = announcing(house), delivering(house, transport)
    for _ in range(rounds):
        await verb()
        await deliver.once()
        house.clock.move(step)
    await verb()


async def the_only_one(house: House) -> AnnouncementId:
    [one] = await house.vault.commit(lambda tx: tx.announcements())
    return one.id
