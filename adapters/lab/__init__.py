"""Reads and checks a lab folder: YAML, Markdown and gettext catalogues in, domain types out.

``read_lab`` gives a ``Lab``, or every fault of the folder at once, each with file, line and what to do about it.
``read_questionnaire`` does the same for one questionnaire, also for an old version that the vault kept.
"""

from adapters.lab.faults import Faults, Finding
from adapters.lab.folder import EXAMPLE, read_lab
from adapters.lab.questionnaire import read_questionnaire

__all__ = ["EXAMPLE", "Faults", "Finding", "read_lab", "read_questionnaire"]
