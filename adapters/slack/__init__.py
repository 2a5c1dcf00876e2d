"""Slack: what people do there comes in as ``Heard``, what the bot says goes out as messages, pages and the App Home.

* ``run.py``           SlackAdapter: start, run, stop. The one class that the wiring needs.
* ``inbound.py``       one raw event → ``Arrival`` and the others of ``arrival.py``; ``fields.py`` checks each field
* ``interactions.py``  the same for buttons, pages and slash commands
* ``hearing.py``       one payload: HELP at once, commit, acknowledge in time, try again, dead-letter
* ``acks.py``          what an acknowledgement says
* ``talking.py``       one reply: in a message or on a page, in place or anew, strip, say that it is up
* ``views.py``         a sheet → a modal; messages as a page or as the App Home; ``inputs.py``  one field of a page
* ``entries.py``       what was filled in → entries
* ``pictures.py``      a picture as a block, or its words; ``files.py``  our pictures as files in the workspace
* ``messages.py``      a message → text and blocks; ``text.py``  rich text, split where no reader minds
* ``outbound.py``      SlackTransport: every failure is one of the five results
* ``failures.py``      Slack's error codes, and what each means
* ``calls.py``         every call at its pace; ``pace.py``  Slack's pace in numbers
* ``people.py``        language, zone and whether the account is still there, remembered for a day
* ``sockets.py``       Socket Mode connections, kept up; ``door.py``  Bolt with our one middleware
* ``client.py``        slack_sdk's web client on our connections

Shared with other platforms, one folder up: ``pace.py``, ``lanes.py``, ``tail.py``, ``once.py``, ``graphemes.py``.
"""
