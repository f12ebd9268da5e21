"""The servers tests ask for by name. Each worker of a parallel run has its own, started when first asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from servers.chasquid import Chasquid
from servers.dovecot import Dovecot
from servers.postgres import Postgres
from servers.sink import Sink

# No deadlines: the machine is shared, and slowness of one example is no property of the code.
settings.register_profile("test", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=5_000)
settings.load_profile("test")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """An IMAP server for the whole run: take a mailbox of your own with `dovecot.a_user()`, leave it running."""
    with Dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def chasquid(dovecot: Dovecot) -> Iterator[Chasquid]:
    """The MTA in front of `dovecot`, for the whole run: leave it running."""
    with Chasquid(dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL for the whole run: take databases of your own, leave it running."""
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'mailtriage.sqlite'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """An SMTP server that fails on command."""
    with Sink() as server:
        yield server
