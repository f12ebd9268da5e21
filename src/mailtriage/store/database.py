"""One database, SQLite or PostgreSQL: where it is, and transactions on it that keep what they promise.

SQLite waits for the disk at each commit (WAL, synchronous=FULL), because mail is filed away right after it. Writers begin
with BEGIN IMMEDIATE: a transaction that reads first and writes later would lose updates without a word.
Failures of the world leave this module as Transient or Permanent; everything else is a bug and keeps its name.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from mailtriage.errors import Permanent, Transient
from mailtriage.store.failure import failure

Session = Connection
"""What every function of the store takes first."""

_BUSY = 15.0  # seconds a writer waits for its turn; a transaction of ours takes a few hundredths
_CONNECT = 10  # seconds to reach a server
_ABANDONED = 60  # seconds after which PostgreSQL ends a transaction that does nothing, and its locks with it
_CONNECTIONS = 8
_PEAK = 24  # connections above _CONNECTIONS while needed
_EXPECTED = "write sqlite:///PATH or postgresql://USER@HOST/NAME"


class Database:
    """A database and its connections; safe to share between threads, not between processes.

    `url` is `sqlite:///PATH` (everything behind the third slash is the path, spaces and all) or
    `postgresql://user@host:port/name`. A password may stand in the URL or come apart.
    Nothing is opened before the first transaction. Permanent for a URL that says neither.
    """

    def __init__(self, url: str, password: str = "") -> None:
        self._url = _parsed(url, password)
        self.engine = _engine(self._url)
        # SQLite's own queue of writers is a lottery with naps of up to 0.1 s; in one process this is faster and fair.
        self._turn: Lock | None = Lock() if self.path else None

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self._url.database or "") if self._url.get_backend_name() == "sqlite" else None

    @property
    def name(self) -> str:
        """The database for people: a path, or a URL without its password."""
        return str(self.path or self._url.set(drivername="postgresql").render_as_string(hide_password=True))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing; after it the disk has it. On SQLite no two run at once, in this process or another.

        Do not open one inside another: the inner one would wait for the outer one, in vain.
        """
        with self._waiting(), self.clear_errors(), self.engine.begin() as session:
            if self.path:
                session.exec_driver_sql("BEGIN IMMEDIATE")
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent picture of the whole; writers go on meanwhile. What is written here is thrown away."""
        with self.clear_errors(), self.engine.connect() as connection:
            if self.path:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @contextmanager
    def clear_errors(self) -> Iterator[None]:
        """Turn failures of the world that pass through into Transient or Permanent, with a sentence."""
        try:
            yield
        except SQLAlchemyError as error:
            clear = failure(error, self.name)
            if clear is None:
                raise
            raise clear from error

    def close(self) -> None:
        """Close the idle connections; it opens again when used again."""
        self.engine.dispose()

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=_BUSY):
            raise Transient(f"The database {self.name} was busy for {_BUSY:.0f} s: it is tried again.")
        try:
            yield
        finally:
            self._turn.release()


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """A part that may fail on its own: an exception undoes it alone and goes on to the caller.

    A failure of the world does not stop here: it comes out as Transient or Permanent, and the whole transaction is over.
    """
    part = session.begin_nested()
    try:
        yield
        part.commit()
    except SQLAlchemyError as error:
        # A full disk has ended SQLite's whole transaction already; rolling back to a savepoint in it would fail oddly.
        clear = failure(error, _name(session))
        if clear is not None:
            raise clear from error
        part.rollback()
        raise
    except BaseException:
        part.rollback()
        raise


def _name(session: Session) -> str:
    url = session.engine.url
    return url.database or "" if session.dialect.name == "sqlite" else url.render_as_string(hide_password=True)


def _parsed(url: str, password: str) -> URL:
    path = url.removeprefix("sqlite:///")
    if path not in {url, ""}:
        # Not make_url: it would read %20 in a path as a space and a question mark as the end of it.
        return URL.create("sqlite", database=path)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Permanent(f"The database URL cannot be read: {_EXPECTED}.") from error
    if parsed.drivername not in {"postgresql", "postgresql+psycopg"}:
        raise Permanent(f"The database URL does not name a database we know: {_EXPECTED}.")
    parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.set(password=password) if password else parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        # A node that lost its power or its network holds its tickets, and the others pass them over, until the server
        # notices: by itself after two hours. The keepalives tell us the same of the server.
        limits = f"-c timezone=UTC -c idle_in_transaction_session_timeout={_ABANDONED}s"
        alive = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
        return create_engine(
            url,
            connect_args={"connect_timeout": _CONNECT, "options": limits, **alive},
            pool_size=_CONNECTIONS,
            max_overflow=_PEAK,
            pool_pre_ping=True,
        )
    path = url.database or ""
    # SQLAlchemy's "begin" event could say BEGIN, but an engine with any event asks about events at every statement.
    return create_engine(url, creator=lambda: _sqlite(path), pool_size=_CONNECTIONS, max_overflow=_PEAK)


def _sqlite(path: str) -> sqlite3.Connection:
    # mode=rw: a mistyped path is an error, not a new and empty database. `upgrade` makes the file.
    connection = sqlite3.connect(
        f"file:{quote(path)}?mode=rw", uri=True, timeout=_BUSY, isolation_level=None, check_same_thread=False
    )
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
