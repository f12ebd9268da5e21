"""The bytes of messages, each kept once under its SHA-256, compressed."""

import hashlib
import zlib
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.store import schema
from mailtriage.store.database import Session

# Text shrinks nearly as much at 1 as at 9, base64 no further, and a large mail costs a tenth of the time.
_EFFORT = 1

# PostgreSQL's ON CONFLICT DO NOTHING is SQLite's too, word for word.
_INSERT = insert(schema.raw).on_conflict_do_nothing()
_SELECT = select(schema.raw.c.content).where(schema.raw.c.sha256 == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Packed:
    """A message's bytes, ready to be kept; `size` in octets before compression, `sha256` in hex."""

    sha256: str
    size: int
    content: bytes = field(repr=False)


def pack(octets: bytes) -> Packed:
    """Compress; do it before the transaction begins, since on SQLite everybody else waits for its end."""
    return Packed(hashlib.sha256(octets).hexdigest(), len(octets), zlib.compress(octets, _EFFORT))


def unpack(packed: Packed) -> bytes:
    """The bytes as they came."""
    return zlib.decompress(packed.content)


def keep(session: Session, *messages: Packed) -> None:
    """Keep the bytes; a second time changes nothing."""
    session.execute(_INSERT, [{"sha256": m.sha256, "size": m.size, "content": m.content} for m in messages])


def load(session: Session, sha256: str) -> bytes | None:
    """The bytes under this hash, or None."""
    content = session.execute(_SELECT, {"wanted": sha256}).scalar_one_or_none()
    return None if content is None else zlib.decompress(content)
