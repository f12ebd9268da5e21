"""What a database says when the world fails it, in one sentence that tells the operator what to do.

Returns nothing for failures of our own making (a broken constraint, a wrong type): those stay the exceptions they are.
"""

import re
import sqlite3
from collections.abc import Callable

import psycopg
from sqlalchemy import exc

from mailtriage.errors import MailtriageError, Permanent, Transient

Kind = type[MailtriageError]

_BEHIND = "The database {where} lacks tables or columns this program needs: run `mailtriage db upgrade`."
_TAKEN = "The database {where} holds somebody else's tables under our names: give mailtriage a database of its own."

_SQLITE: dict[int, tuple[Kind, str]] = {
    sqlite3.SQLITE_FULL: (Transient, "The disk of the database {where} is full: free some space there."),
    sqlite3.SQLITE_IOERR: (Transient, "The disk failed under the database {where}: check the disk and the system log."),
    sqlite3.SQLITE_BUSY: (
        Transient,
        "The database {where} is locked by another process: let it finish, or end it if it hangs.",
    ),
    sqlite3.SQLITE_LOCKED: (Transient, "The database {where} is locked by another connection: try again."),
    sqlite3.SQLITE_READONLY: (
        Permanent,
        "The database {where} or its directory is read-only: let the user mailtriage runs as write both.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        Permanent,
        "The database {where} cannot be opened: if it is new run `mailtriage db upgrade`, else check path and permissions.",
    ),
    sqlite3.SQLITE_PERM: (Permanent, "Access to the database {where} is refused: check its permissions."),
    sqlite3.SQLITE_NOTADB: (Permanent, "The file {where} is not a mailtriage database: check the path."),
    sqlite3.SQLITE_CORRUPT: (
        Permanent,
        "The database {where} is damaged: stop mailtriage and restore the last backup.",
    ),
    sqlite3.SQLITE_NOMEM: (Transient, "No memory was left for the database {where}: free some."),
}

_SQLSTATE: tuple[tuple[str, Kind, str], ...] = (
    ("53100", Transient, "The disk of the database server {where} is full: free some space there."),
    ("53300", Transient, "The database server {where} has too many connections: raise max_connections."),
    ("53", Transient, "The database server {where} ran short of something: see its log."),
    ("40", Transient, "The database {where} ended one of two transactions that met: it is tried again."),
    ("55P03", Transient, "A row of the database {where} is locked by another connection: it is tried again."),
    ("57014", Transient, "The database {where} cancelled a statement that took too long: see its log."),
    ("57", Transient, "The database server {where} is stopping or starting: wait until it serves again."),
    ("58", Transient, "The system failed under the database server {where}: see its log."),
    ("08", Transient, "The connection to the database {where} broke: check the server and the network."),
    ("25P03", Transient, "The database {where} ended a transaction that stood still for too long: it is tried again."),
    ("28", Permanent, "The database {where} refused the login: check user and password."),
    ("3D000", Permanent, "The database {where} does not exist on that server: create it (createdb)."),
    ("3F000", Permanent, "The database {where} has no schema to hold tables: check its search_path."),
    ("42501", Permanent, "The user of the database {where} lacks a permission: grant it, or make it the owner."),
    ("25006", Permanent, "The database {where} takes no writes (a standby?): connect to the primary."),
    ("42P01", Permanent, _BEHIND),
    ("42703", Permanent, _BEHIND),
    ("42P07", Permanent, _TAKEN),
)

# libpq gives no code for a connection that never came about; these are its words, or the server's in English.
_CONNECTING: tuple[tuple[str, Kind, str], ...] = (
    (r"password|authentication failed", Permanent, "The database {where} refused the login: check user and password."),
    (r"no pg_hba.conf entry", Permanent, "The database server {where} does not let us in: see its pg_hba.conf."),
    (r'role "[^"]*" does not exist', Permanent, "The database server {where} does not know this user: create it."),
    (r'database "[^"]*" does not exist', Permanent, "The database {where} does not exist on that server: create it."),
)


def failure(error: BaseException, where: str) -> MailtriageError | None:
    """The sentence for a failure of the world, or None when the error is our own; `where` must not show a password."""
    if isinstance(error, exc.TimeoutError):
        return Transient(f"All connections to the database {where} are in use: it is tried again.")
    if not isinstance(error, exc.DBAPIError):
        return None
    cause = error.orig
    known = _of_sqlite(cause) if isinstance(cause, sqlite3.Error) else _of_postgres(cause)
    if known is None and error.connection_invalidated:
        known = (Transient, "The connection to the database {where} broke: check the server and the network.")
    return known[0](known[1].format(where=where)) if known else None


def _of_sqlite(cause: sqlite3.Error) -> tuple[Kind, str] | None:
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None:
        return None
    said = str(cause)
    if code == sqlite3.SQLITE_ERROR:  # the one code for whatever is wrong with a statement
        behind = any(word in said for word in ("no such table", "no such column", "has no column named"))
        return (Permanent, _BEHIND) if behind else (Permanent, _TAKEN) if "already exists" in said else None
    return _SQLITE.get(code & 0xFF)  # the primary code: IOERR_WRITE and IOERR_FSYNC are both IOERR


def _of_postgres(cause: object) -> tuple[Kind, str] | None:
    if not isinstance(cause, psycopg.Error):
        return None
    if cause.sqlstate:
        return _first(_SQLSTATE, cause.sqlstate.startswith)
    if not isinstance(cause, psycopg.OperationalError):
        return None
    said = str(cause)
    known = _first(_CONNECTING, lambda pattern: re.search(pattern, said) is not None)
    return known or (Transient, f"The database server {{where}} cannot be reached ({_braceless(said)}): start it.")


def _first(table: tuple[tuple[str, Kind, str], ...], fits: Callable[[str], bool]) -> tuple[Kind, str] | None:
    return next(((kind, sentence) for word, kind, sentence in table if fits(word)), None)


def _braceless(said: str) -> str:
    # The cause ends up in a format string, and in one line.
    return " ".join(said.split()).replace("{", "{{").replace("}", "}}")
