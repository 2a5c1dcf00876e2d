"""A web page with both chats on top of the stand-ins, so that anybody can try the bot without an account anywhere.

Mount it with `mount(app, stage)`; its routes are / and /simulator/…. It answers loopback callers only, under a loopback
name only, and takes actions only from its own page.

`stage.py`   what the page shows          `site.py`    its routes and files
`phones.py`  the Telegram side            `desks.py`   the Slack side
`streams.py` server-sent events           `asked.py`   what the page asks for
"""

from adapters.simulator.page.site import mount
from adapters.simulator.page.stage import Desks, Hint, NextStep, Phones, Stage

__all__ = ["Desks", "Hint", "NextStep", "Phones", "Stage", "mount"]
