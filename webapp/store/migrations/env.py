"""Run migrations on the connection that `webapp.store.migration` gives, in its transaction."""

from __future__ import annotations

from alembic import context

from webapp.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
