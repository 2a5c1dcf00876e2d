"""Where things are kept: the vault, the research store and the keyring, each a stranger to the other two's content."""
