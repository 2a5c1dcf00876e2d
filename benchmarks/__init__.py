"""Measures Labbot beside a peer that does the same job, in the same run. ``docs/performance.md`` says how and why.

`__main__.py`   the command line                       `rounds.py`    A B A B, and noise
`harness.py`    one run: start, join, measure, prove   `platform.py`  what it needs of a platform
`telegram.py` `phones.py`  Telegram, people with phones   `slack.py` `desks.py`  Slack, people at desks
`joining.py`    how people choose while they join      `lab.py` `script.py`  the lab, and its check-in as steps
`subjects.py`   what is measured: Labbot, the peers    `peers/`       the peers themselves
`window.py`     what is read at both ends of a run     `process.py`   a child process and what it uses
`engine.py`     a step of the engine, alone            `reading.py`   a lab of two hundred questionnaires
`report.py`     table and JSON; `figures.py` its sums  `profiled.py` `hotspots.py`  where the time goes
"""
