"""Alembic's entry: runs the steps on the connection that `mailtriage.store.migration` hands over, in its transaction."""

from alembic import context

from mailtriage.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # always: what is written against PostgreSQL without it fails on SQLite
)
context.run_migrations()
