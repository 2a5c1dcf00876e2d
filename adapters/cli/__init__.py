"""The ``labbot`` command. Exit codes: 0 done, 1 refused or invalid, 2 usage, 3 the world failed."""

from adapters.cli.commands import main

__all__ = ["main"]
