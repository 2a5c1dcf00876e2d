"""The shipped example lab, and every sentence the bot says. Data only; ``adapters.lab`` reads it."""
