"""Column types that keep what went in: instants in UTC, text any database takes, documents, and keys of bounded length."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

LONGEST_KEY = 512
"""Octets of an indexed text. PostgreSQL refuses index rows above 2,700 octets, and a stranger writes our Message-IDs."""

NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only in an INTEGER


class Utc(TypeDecorator[datetime]):
    """Aware instants in, aware UTC out. SQLite would drop the offset silently, so naive values are refused.

    An instant whose UTC lies before year 1 or after year 9999 (a Date header may claim one) becomes the nearest there is.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """ValueError for a naive value: somebody forgot the zone, and guessing would break a promise."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        instant = value if value.tzinfo is UTC else _in_utc(value)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text. What a database cannot hold (NUL on PostgreSQL, lone surrogates on both) becomes U+FFFD.

    Readers of mail clean their text themselves; this is for the day one of them forgets, because a mail that cannot
    be stored is a mail that is lost.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base class's shape
        """Never raises for a str."""
        return None if value is None else _storable(value)


class Key(Words):
    """Text that is searched for: beyond LONGEST_KEY octets its tail is replaced by a hash, the same for equal texts."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base class's shape
        """Never raises for a str."""
        return None if value is None else key(value)


class Document(TypeDecorator[Any]):
    """A JSON document as ASCII text: PostgreSQL's own JSON type refuses the NUL that this escapes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base class's shape
        """TypeError for what JSON does not know."""
        return None if value is None else _encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the base class's shape
        """Lists for tuples, as JSON has it."""
        return None if value is None else json.loads(value)


def key(value: str) -> str:
    """The text as a `Key` column holds it."""
    text = _storable(value)
    octets = text.encode()
    if len(octets) <= LONGEST_KEY:
        return text
    digest = hashlib.sha256(octets).hexdigest()
    return f"{octets[: LONGEST_KEY - len(digest) - 1].decode(errors='ignore')}#{digest}"


_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_encode = json.JSONEncoder(separators=(",", ":")).encode


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return _FIRST if value.year == 1 else _LAST


def _storable(value: str) -> str:
    # str.__str__ also unwraps enums, which psycopg would otherwise store by their Python name.
    text = str.__str__(value)
    if text.isascii():
        return text.replace("\0", "�") if "\0" in text else text
    return "".join("�" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text) if _broken(text) else text


def _broken(text: str) -> bool:
    try:
        return b"\0" in text.encode()
    except UnicodeEncodeError:
        return True
