"""Brings a database up to date, and tells whether it is. The steps are in migrations/versions, oldest first.

A migration runs as one transaction: it is done or it never happened, on SQLite too.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from mailtriage.errors import Permanent
from mailtriage.store.database import Database

_ONE_AT_A_TIME = 0x6D61696C  # any number, as long as every mailtriage takes the same


def upgrade(database: Database) -> str:
    """Bring the database up to date, create its tables if there are none, and return its revision.

    Makes the file of an SQLite database (readable by its owner alone: it holds people's mail), not its directory.
    Any number of processes may do this at once. Permanent when the database is newer than the program.
    """
    _make_file(database.path)
    here = revision(database)
    if here is not None and here not in _known():
        raise Permanent(_newer(database))
    with alone(database) as connection:
        settings = _settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    return head()


def revision(database: Database) -> str | None:
    """The revision the database stands at; None when it has no tables yet."""
    with database.read() as session:
        return MigrationContext.configure(session).get_current_revision()


def head() -> str:
    """The revision this program needs."""
    newest = ScriptDirectory.from_config(_settings()).get_current_head()
    assert newest is not None
    return newest


def require_current(database: Database) -> None:
    """Permanent, saying what to do, unless the database stands exactly at `head`."""
    here = revision(database)
    if here == head():
        return
    if here is not None and here not in _known():
        raise Permanent(_newer(database))
    state = "has no tables yet" if here is None else "is of an older version"
    raise Permanent(f"The database {database.name} {state}: run `mailtriage db upgrade`.")


def _newer(database: Database) -> str:
    return f"The database {database.name} is of a newer mailtriage than this one: install that version or a later one."


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_settings()).walk_revisions()}


def _make_file(path: Path | None) -> None:
    if path is None:
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except FileNotFoundError as error:
        raise Permanent(f"The directory {path.parent} of the database does not exist: create it.") from error
    except OSError as error:
        raise Permanent(
            f"The database {path} cannot be created ({error.strerror}): let the user mailtriage runs as write its directory."
        ) from error


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """A transaction for changing tables: never two at once, and undone when it leaves a reference to nothing."""
    with database.clear_errors(), database.engine.connect() as connection:
        if database.path is None:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
                yield connection
            return
        # A table that is rebuilt is dropped for a moment, and enforced references would take that for a deletion.
        # The switch works outside a transaction only, hence past SQLAlchemy.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                assert broken is None, f"the migration left a reference to nothing: {broken}"
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
