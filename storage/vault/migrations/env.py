"""The vault's migrations. Started by ``storage.migrate``."""

from storage.alembic_env import run
from storage.vault.tables import metadata

run(metadata)
