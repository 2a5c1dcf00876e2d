"""Stores with the newest tables and no rows, as the suites of the ports get them."""

from tests.contract.conftest import clock, folder_keyring, research, templates, urls, vault

__all__ = ["clock", "folder_keyring", "research", "templates", "urls", "vault"]
