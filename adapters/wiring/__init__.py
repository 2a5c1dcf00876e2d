"""The one place that names concrete classes, and the only one that reads the clock, chance and the environment."""
