"""A check-in played through before anybody is asked, as its author can read it: ``labbot questionnaire preview``.

* ``person.py``      a pretend person: what they answer, by themselves or as they are told
* ``rehearsal.py``   the engine, taken through a whole check-in by that person, in a chat and on pages
* ``bubbles.py``     a message as Telegram shows it; ``papers.py``  a page as Slack shows it
* ``transcript.py``  all of it, scene by scene; ``terminal.py``  as lines
"""
