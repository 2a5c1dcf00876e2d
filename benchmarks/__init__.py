"""Measures Labbot beside a peer that does the same job, in the same run. ``docs/benchmarks.md`` says how and why.

`__main__.py`   the command line                     `rounds.py`    A B A B, and noise
`harness.py`    one run: start, join, measure, prove `people.py`    pretend people who answer at once
`subjects.py`   what is measured: Labbot, the peer   `peers/`       the peers themselves
`window.py`     what is read at both ends of a run   `process.py`   a child process and what it uses
`script.py`     the shipped check-in, as steps       `report.py`    table and JSON; `figures.py` its sums
`profiled.py`   runs a subject under a profiler      `hotspots.py`  reads what that wrote
"""
