"""A private PostgreSQL on loopback, with databases for the asking.

It does not wait for the disk (fsync off): that makes databases cheap, and no test cuts this machine's power. Only the owner
of a random password gets in, since a superuser of PostgreSQL can run commands as the account of the server.
"""

import secrets
import signal
import subprocess
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from servers.ports import LOOPBACK, free_port
from servers.process import Process, Server, as_account, hand_over, private_directory

_SETTINGS = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = '{directory}'
fsync = off
full_page_writes = off
max_wal_size = 256MB
shared_buffers = 32MB
max_connections = 100
timezone = 'UTC'
lc_messages = 'C'
"""


class Postgres(Server):
    """One instance of the newest PostgreSQL that Debian has installed here."""

    host = LOOPBACK
    _orderly = signal.SIGINT  # do not wait for clients: their connections are closed, open transactions rolled back

    def __init__(self) -> None:
        self.port = free_port()
        self.directory = private_directory("postgres")
        self._binaries = _binaries()
        self._password = secrets.token_hex(16)
        self._numbers = count(1)
        self._data = self.directory / "data"
        self._initialise()
        # Quit, not terminate: with nobody left to wait for, clients must not hold up the end.
        self._process = Process(
            [str(self._binaries / "postgres"), "-D", str(self._data)], self.directory, dying=signal.SIGQUIT
        )

    def start(self) -> None:
        """Start on the port of the first time."""
        self._process.start(self._accepts)

    def create_database(self, template: str | None = None) -> str:
        """Return the URL of a new database: an empty one, or a copy of the database behind the URL `template`.

        A copy takes as long as an empty one. Nobody may be connected to the template meanwhile.
        """
        name = f"test_{next(self._numbers)}"
        original = template.rpartition("/")[2] if template else "template1"
        self._command(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(original)
            )
        )
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove the database behind the URL and throw out whoever is still connected."""
        self._command(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(url.rpartition("/")[2])))

    def url(self, database: str) -> str:
        """Return the database's URL as SQLAlchemy and libpq read it."""
        return f"postgresql://mailtriage:{self._password}@{self.host}:{self.port}/{database}"

    def _initialise(self) -> None:
        password = self.directory / "password"
        password.write_text(self._password)
        hand_over(self.directory)
        login = ["--auth=scram-sha-256", "--username=mailtriage", f"--pwfile={password}"]
        settings = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            as_account([str(self._binaries / "initdb"), "-D", str(self._data), *login, *settings]),
            cwd=self.directory,
            check=True,
            capture_output=True,
        )
        with (self._data / "postgresql.conf").open("a") as configuration:
            configuration.write(_SETTINGS.format(host=self.host, port=self.port, directory=self.directory))

    def _accepts(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:  # not there yet, or recovering from a kill
            return False
        return True

    def _command(self, command: sql.Composed) -> None:
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            connection.execute(command)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not found:
        raise FileNotFoundError("PostgreSQL is missing: run tests/servers/install.sh")
    return found[-1]
