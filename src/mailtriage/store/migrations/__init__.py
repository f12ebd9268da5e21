"""The way from each version of the tables to the next (alembic); `versions` is read by alembic, not imported."""
