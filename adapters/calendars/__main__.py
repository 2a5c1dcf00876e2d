"""The process in which dates are worked out: a pickled ``Question`` on stdin, its ``Answer`` on stdout."""

from __future__ import annotations

import pickle
import sys

from adapters.calendars.dates import answer

if __name__ == "__main__":
    question = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - written by ``asking.ask``, which started us
    sys.stdout.buffer.write(pickle.dumps(answer(question)))
