"""What was written to us lately, as far as one must know it to see that a mail repeats another."""

from collections import defaultdict

from sqlalchemy import bindparam, func, literal_column, or_, select

from mailtriage.mail.likeness import LOOKED_AT, Said
from mailtriage.store import schema
from mailtriage.store.column import key
from mailtriage.store.database import Session

_AT_MOST = 200
_message, _attachment, _ticket = schema.message, schema.attachment, schema.ticket

_LATEST = (
    select(_message.c.id)
    .where(_message.c.direction == literal_column("'in'"))
    .order_by(_message.c.id.desc())
    .limit(_AT_MOST)
)
_OWN = (
    select(_ticket.c.number)
    .where(_ticket.c.requester == bindparam("who"))
    .order_by(_ticket.c.number.desc())
    .limit(_AT_MOST)
)
_SAID = select(
    _message.c.id,
    _message.c.sender,
    _message.c.subject,
    func.substr(func.coalesce(func.nullif(_message.c.reply, ""), _message.c.text), 1, LOOKED_AT).label("words"),
).where(
    or_(_message.c.id.in_(_LATEST), _message.c.ticket.in_(_OWN)),
    _message.c.direction == literal_column("'in'"),
    _message.c.id != bindparam("besides"),
)
_FILES = select(_attachment.c.message, _attachment.c.sha256).where(
    _attachment.c.message.in_(bindparam("messages", expanding=True))
)


def said(session: Session, sender: str, besides: int) -> tuple[Said, ...]:
    """What the latest mails said, and those that opened the sender's latest tickets, but for one message: 200 of each at most."""
    rows = session.execute(_SAID, {"who": key(sender.lower()), "besides": besides}).all()
    files: dict[int, set[str]] = defaultdict(set)
    if rows:
        for message, sha256 in session.execute(_FILES, {"messages": [row.id for row in rows]}):
            files[message].add(sha256)
    return tuple(Said(row.sender, row.subject, row.words, frozenset(files[row.id])) for row in rows)
