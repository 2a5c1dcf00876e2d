"""The research's migrations. Started by ``storage.migrate``."""

from storage.alembic_env import run
from storage.research.tables import metadata

run(metadata)
