"""Codes and values: all that researchers see. Written by a release and by deletions, and by nothing else."""

from storage.research.store import SqlResearchStore as SqlResearchStore
