"""The names that an author gives: ids of items and scores, codes of options."""

from __future__ import annotations

import re

from adapters.lab.reading import matching
from bot.domain.columns import EVERY_ROW

#: Short enough for REDCap, XLSForm and the statistics packages. Three ``_`` part an item from its option in a table.
PATTERN = r"(?!.*___)[a-z][a-z0-9_]{0,25}"
_HELP = "Use small letters, digits and '_', a letter first, at most 26, and no three '_' in a row."
VAR = matching(re.compile(PATTERN), "an id", _HELP)

KEYWORDS = ("and", "or", "not", "in", "answered")
"""The words of ``show_if``, which could not look at an item of such a name."""

RESERVED = (*KEYWORDS, *EVERY_ROW)
"""What no item and no score can be called."""
