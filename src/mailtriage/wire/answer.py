"""What imapclient makes of a FETCH answer, as the plain values we use; and how many UIDs to ask for at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

_NUMBERS = 500  # UIDs in one command: servers need not take lines of more than 8,000 octets (RFC 7162, 4)
_UNKNOWN = datetime(9999, 1, 1, tzinfo=UTC)


def batches(uids: Sequence[int]) -> Iterator[list[int]]:
    """The UIDs in as many as fit into one command."""
    return (list(uids[i : i + _NUMBERS]) for i in range(0, len(uids), _NUMBERS))


def octets(answer: Mapping[bytes, object]) -> bytes | None:
    """The octets of the section that was asked for, which NIL may stand for; None when the answer holds none."""
    value = _body(answer)[1]
    return value if isinstance(value, bytes) else None


def is_partial(answer: Mapping[bytes, object]) -> bool:
    """Whether the server gave a piece; some hand out the whole whatever was asked."""
    return b"<" in _body(answer)[0]


def instant(date: object) -> datetime:
    """INTERNALDATE in UTC. A date nobody can read is the year 9999, later than first seen, which then counts."""
    if not isinstance(date, datetime):
        return _UNKNOWN
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def _body(answer: Mapping[bytes, object]) -> tuple[bytes, object]:
    for key, value in answer.items():
        if key.startswith(b"BODY["):
            return key, b"" if value is None else value
    return b"", None
