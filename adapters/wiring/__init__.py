"""The one place that names concrete classes, and the only one that reads the clock, chance and the environment."""

from adapters.wiring.app import App, opened
from adapters.wiring.loops import run

__all__ = ["App", "opened", "run"]
