"""Who people are, what they agreed, and what waits. Nothing here is for researchers."""

from storage.vault.store import SqlVault as SqlVault
