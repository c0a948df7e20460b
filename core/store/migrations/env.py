"""What Alembic runs: the revisions over the connection that is handed in, nothing else."""

from __future__ import annotations

from alembic import context

from core.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
