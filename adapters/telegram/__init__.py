"""Telegram: what people do there comes in as ``Heard``, what the bot says goes out as messages, edits and toasts.

* ``run.py``       TelegramAdapter: start, run, stop. The one class that the wiring needs.
* ``inbound.py``   one raw update → ``Heard``, ``Ignored`` or ``Undecodable``
* ``window.py``    the updates fetched and not yet confirmed: nothing is confirmed before its effect is committed
* ``hearing.py``   one update: commit, acknowledge the press, try again, dead-letter
* ``talking.py``   one reply: edit in place or send anew, strip, remove, say that it is up
* ``outbound.py``  TelegramTransport: every failure is one of the five results
* ``parts.py``     a message as the calls that show it: texts, a picture with its caption, an edit
* ``gallery.py``   pictures: what Telegram calls those that it has, and below which a question stands
* ``failures.py``  Telegram's refusals, by their exact strings, and what each means
* ``text.py``      rich text → text and entities, split where no reader minds
* ``pace.py``      Telegram's pace in numbers
* ``client.py``    python-telegram-bot's Bot on our connections; its token is filled in at the socket, by ``request.py``

Shared with other platforms, one folder up: ``pace.py``, ``lanes.py``, ``tail.py``, ``once.py``, ``graphemes.py``,
``pictures.py``.
"""
