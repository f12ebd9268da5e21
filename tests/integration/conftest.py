"""What the tests on real servers share: a database with its tables."""

from collections.abc import Iterator

import pytest

from mailtriage.store.database import Database
from mailtriage.store.migration import upgrade


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, up-to-date database; once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    upgrade(database)
    yield database
    database.close()
