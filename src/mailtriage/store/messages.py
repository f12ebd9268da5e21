"""What the two sides of a ticket wrote: every message as read, its files by name and hash, its bytes in `raw`.

Also the thread index: which ticket a Message-ID belongs to, and whom we sent it to. A reply's References prove a claim
only against a Message-ID that we sent to that very party (DESIGN 10).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, bindparam, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from mailtriage.mail.message import Address, Message
from mailtriage.store import raw, schema
from mailtriage.store.column import key
from mailtriage.store.database import Session

_message, _attachment, _thread = schema.message, schema.attachment, schema.thread

_INSERT = plain_insert(_message).returning(_message.c.id)
_INSERT_FILES = plain_insert(_attachment)
_INSERT_THREAD = insert(_thread).on_conflict_do_nothing()
_BY_ID = select(_message).where(_message.c.id == bindparam("wanted"))
_BY_TICKET = select(_message).where(_message.c.ticket == bindparam("wanted")).order_by(_message.c.id)
_MESSAGE_IDS = (
    select(_message.c.message_id, _message.c.sender)
    .where(_message.c.ticket == bindparam("wanted"), _message.c.message_id != "")
    .order_by(_message.c.id)
)
_FILES = (
    select(_attachment)
    .where(_attachment.c.message.in_(bindparam("messages", expanding=True)))
    .order_by(_attachment.c.message, _attachment.c.position)
)
_THREADS = select(_thread).where(_thread.c.message_id.in_(bindparam("wanted", expanding=True)))


class Direction(StrEnum):
    """From the customer's or staff's mail program to us, or from us."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class File:
    """An attachment by name and hash; its content is in the raw message and is read from there."""

    filename: str
    content_type: str
    size: int
    sha256: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as it is stored. `received` is INTERNALDATE for mail in, the moment of enqueueing for mail out.

    `ticket` is None for mail that belongs to none. `size` is that of the whole message, also where `sha256` is empty
    because its bytes were too many to keep.
    """

    direction: Direction
    received: datetime
    sender: Address
    ticket: int | None = None
    message_id: str = ""
    digest: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    reply: str = ""
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    size: int = 0
    sha256: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A Message-ID we know: its ticket, and the address we sent it to (lower case; empty for a message we received)."""

    message_id: str
    ticket: int
    sent_to: str = ""


def kept(message: Message, direction: Direction, received: datetime, ticket: int | None, digest: str = "") -> Kept:
    """A read message as it is to be stored; its other headers stay in the raw bytes."""
    return Kept(
        direction=direction,
        received=received,
        sender=message.from_,
        ticket=ticket,
        message_id=message.message_id,
        digest=digest,
        to=message.to,
        cc=message.cc,
        reply_to=message.reply_to,
        in_reply_to=message.in_reply_to,
        references=message.references,
        subject=message.subject,
        date=message.date,
        text=message.text,
        reply=message.reply,
        files=tuple(File(a.filename, a.content_type, a.size, a.sha256, a.inline) for a in message.attachments),
        size=message.size,
    )


def keep(session: Session, wanted: Kept, packed: raw.Packed | None) -> int:
    """Keep a message with its bytes (None when it was too large) and its place in the thread; returns its id."""
    if packed:
        raw.keep(session, packed)
    number = session.execute(_INSERT, _row(wanted, packed)).scalar_one()
    if wanted.files:
        session.execute(_INSERT_FILES, [_file_row(number, at, file) for at, file in enumerate(wanted.files)])
    if wanted.ticket is not None and wanted.direction is Direction.IN:
        know(session, [Known(wanted.message_id, wanted.ticket)])
    return int(number)


def load(session: Session, number: int) -> Kept | None:
    """The message with this id, or None."""
    found = _with_files(session, session.execute(_BY_ID, {"wanted": number}).all())
    return found[0] if found else None


def of_ticket(session: Session, ticket: int) -> tuple[Kept, ...]:
    """Every message of a ticket, both directions, oldest first."""
    return _with_files(session, session.execute(_BY_TICKET, {"wanted": ticket}).all())


def message_ids(session: Session, ticket: int, leave_out: Collection[str] = ()) -> tuple[str, ...]:
    """The Message-IDs of a ticket's stored messages, oldest first, but for those written by these addresses (lower case)."""
    rows = session.execute(_MESSAGE_IDS, {"wanted": ticket})
    return tuple(row.message_id for row in rows if row.sender.lower() not in leave_out)


def octets(session: Session, number: int) -> bytes | None:
    """The message's bytes as they came; None when they were too many to keep, or for an unknown id."""
    row = session.execute(_BY_ID, {"wanted": number}).one_or_none()
    return raw.load(session, row.raw) if row and row.raw else None


def know(session: Session, known: Iterable[Known]) -> None:
    """Remember which tickets Message-IDs belong to, and whom we sent them to; a second time changes nothing.

    A message without Message-ID can't be answered to, and is skipped.
    """
    rows = [
        {"message_id": one.message_id, "ticket": one.ticket, "sent_to": one.sent_to.lower()}
        for one in known
        if one.message_id
    ]
    if rows:
        session.execute(_INSERT_THREAD, rows)


def threads(session: Session, message_ids: Iterable[str]) -> tuple[Known, ...]:
    """What is known of these Message-IDs, in their order; nothing for unknown ones."""
    asked = {key(message_id): message_id for message_id in message_ids if message_id}
    if not asked:
        return ()
    rank = {stored: place for place, stored in enumerate(asked)}
    rows = session.execute(_THREADS, {"wanted": list(asked)}).all()
    ordered = sorted(rows, key=lambda row: (rank[row.message_id], row.ticket, row.sent_to))
    return tuple(Known(asked[row.message_id], row.ticket, row.sent_to) for row in ordered)


def _row(wanted: Kept, packed: raw.Packed | None) -> dict[str, object]:
    document = {
        "to": _pairs(wanted.to),
        "cc": _pairs(wanted.cc),
        "reply_to": _pairs(wanted.reply_to),
        "in_reply_to": wanted.in_reply_to,
        "references": wanted.references,
        "headers": dict(wanted.headers),
    }
    return {
        "ticket": wanted.ticket,
        "direction": wanted.direction,
        "received": wanted.received,
        "date": wanted.date,
        "message_id": wanted.message_id,
        "digest": wanted.digest,
        "sender": wanted.sender.address,
        "sender_name": wanted.sender.name,
        "subject": wanted.subject,
        "document": document,
        "text": wanted.text,
        "reply": None if wanted.reply == wanted.text else wanted.reply,
        "size": wanted.size,
        "raw": packed.sha256 if packed else None,
    }


def _file_row(number: int, position: int, file: File) -> dict[str, object]:
    return {
        "message": number,
        "position": position,
        "filename": file.filename,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "inline": file.inline,
    }


def _with_files(session: Session, rows: Iterable[Row[*tuple[object, ...]]]) -> tuple[Kept, ...]:
    found = list(rows)
    files: dict[int, list[File]] = {row.id: [] for row in found}
    if found:
        for row in session.execute(_FILES, {"messages": list(files)}):
            files[row.message].append(File(row.filename, row.content_type, row.size, row.sha256, row.inline))
    return tuple(_read(row, tuple(files[row.id])) for row in found)


def _read(row: Row[*tuple[object, ...]], files: tuple[File, ...]) -> Kept:
    document = row.document
    return Kept(
        direction=Direction(row.direction),
        received=row.received,
        sender=Address(row.sender_name, row.sender),
        ticket=row.ticket,
        message_id=row.message_id,
        digest=row.digest,
        to=_addresses(document["to"]),
        cc=_addresses(document["cc"]),
        reply_to=_addresses(document["reply_to"]),
        in_reply_to=document["in_reply_to"],
        references=tuple(document["references"]),
        subject=row.subject,
        date=row.date,
        text=row.text,
        reply=row.text if row.reply is None else row.reply,
        headers={name: tuple(values) for name, values in document["headers"].items()},
        files=files,
        size=row.size,
        sha256=row.raw or "",
        id=row.id,
    )


def _pairs(addresses: tuple[Address, ...]) -> list[tuple[str, str]]:
    return [(a.name, a.address) for a in addresses]


def _addresses(pairs: list[tuple[str, str]]) -> tuple[Address, ...]:
    return tuple(Address(name, address) for name, address in pairs)
