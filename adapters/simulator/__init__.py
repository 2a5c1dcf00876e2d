"""Local stand-ins for the platforms, with a face: a strict pretend Telegram, a strict pretend Slack, a page, people.

`telegram/`  the stand-in for the Telegram Bot API: HTTP, all in memory, refuses what the real one would
`slack/`     the stand-in for Slack: Web API, Socket Mode, Block Kit, in the same way
`page/`      a web page with both chats on top of the stand-ins, for the demo; its files are in `static/`
`people/`    pretend people who answer by themselves, from what their screens show only
"""
