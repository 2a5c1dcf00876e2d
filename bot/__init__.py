"""Labbot, the participant community bot of an improvement lab. This page is the map.

* ``bot.domain``       nouns: what a check-in, a wave, a message *is*. No clock, no network, no await.
* ``bot.application``  verbs, one file a path: receive, answer, enrol, plan, prompt, deliver, close_wave, release …
* ``bot.content``      the shipped example lab: questionnaires, consent texts, and every sentence the bot says.
* ``bot.settings``     what an operator may set, read once.

Outside this package: ``adapters`` (the world: Telegram, web, command line) and ``storage`` (vault, research, keyring).

Three loops run while Labbot runs: *listen*, one a platform, hands what people say to ``receive``; *deliver*, one a
platform, empties the outbox; the *beat* does what is due. ``adapters.wiring`` starts them.
"""

__version__ = "0.1.0"
