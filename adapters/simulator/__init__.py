"""Local stand-ins for the platforms, with a face: a strict pretend Telegram, a phone in a page, twelve people.

`telegram/`  the stand-in for the Telegram Bot API: HTTP, all in memory, refuses what the real one would
`page.py`    a web page with a phone on top of the stand-in, for the demo
`people.py`  pretend people who answer by themselves, from what their chat shows only
"""
