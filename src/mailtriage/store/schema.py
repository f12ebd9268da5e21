"""Every table there is. A change here needs a migration; a test compares the two.

Longer than other modules, since tables are read side by side. Large things lie apart: `raw` holds each message's bytes once, compressed, and the rows that are read often stay small.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, UniqueConstraint

from mailtriage.store.column import NUMBER, Document, Key, Utc, Words

# Alembic can only change what has a name, and SQLite names nothing by itself.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


raw = Table(
    "raw",
    metadata,
    Column("sha256", Key, primary_key=True),
    Column("size", NUMBER, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

terms = Table("terms", metadata, Column("hash", Key, primary_key=True), _text("document"))

calendar = Table(
    "calendar", metadata, Column("name", Key, primary_key=True), _text("document"), Column("since", Utc, nullable=False)
)

ticket = Table(
    "ticket",
    metadata,
    Column("number", NUMBER, primary_key=True),
    Column("created", Utc, nullable=False),
    Column("seq", Integer, nullable=False),
    # From here on a summary of the events, for listings and the watch; the events are the truth.
    Column("state", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("priority", Integer),
    Column("contract", Key, nullable=False),
    Column("customer", Key, nullable=False),
    Column("requester", Key, nullable=False),
    Column("assignee", Key, nullable=False),
    Column("role", Key, nullable=False),
    Column("mailbox", Key, nullable=False),
    _text("subject"),
    Column("received", Utc),
    Column("updated", Utc),
    Column("next_due", Utc),
    sqlite_autoincrement=True,  # a number is never given twice
)
Index("ix_ticket_state_number", ticket.c.state, ticket.c.number)
Index("ix_ticket_requester_number", ticket.c.requester, ticket.c.number)
Index(
    "ix_ticket_next_due",
    ticket.c.next_due,
    sqlite_where=ticket.c.next_due.is_not(None),
    postgresql_where=ticket.c.next_due.is_not(None),
)

weekend = Table(
    "weekend",
    metadata,
    Column("contract", Key, primary_key=True),
    Column("saturday", Key, primary_key=True),  # the date as ISO 8601
    Column("standing", Key, nullable=False),
    Column("agent", Key, nullable=False),
    Column("ticket", NUMBER, ForeignKey("ticket.number")),
)

lapse = Table(
    "lapse",
    metadata,
    Column("contract", Key, primary_key=True),
    Column("anniversary", Key, primary_key=True),
    Column("told", Utc, nullable=False),
)

termination = Table(
    "termination",
    metadata,
    Column("contract", Key, primary_key=True),
    Column("ends", Key, nullable=False),  # the date as ISO 8601
    Column("ticket", NUMBER, ForeignKey("ticket.number"), nullable=False),
)

term_reminder = Table(
    "term_reminder",
    metadata,
    Column("contract", Key, primary_key=True),
    Column("until", Key, primary_key=True),
    Column("told", Utc, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("ticket", NUMBER, ForeignKey("ticket.number")),
    Column("direction", Key, nullable=False),
    Column("received", Utc, nullable=False),
    Column("date", Utc),
    _text("message_id"),
    Column("digest", Key, nullable=False),
    _text("sender"),
    _text("sender_name"),
    _text("subject"),
    Column("document", Document, nullable=False),
    _text("text"),
    Column("reply", Words),  # NULL: the same as the text
    Column("size", NUMBER, nullable=False),
    Column("raw", Key, ForeignKey("raw.sha256")),
)
Index("ix_message_ticket", message.c.ticket, message.c.id)

attachment = Table(
    "attachment",
    metadata,
    Column("message", NUMBER, ForeignKey("message.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("filename"),
    _text("content_type"),
    Column("size", NUMBER, nullable=False),
    Column("sha256", Key, nullable=False),
    Column("inline", Boolean(create_constraint=False), nullable=False),
)

thread = Table(
    "thread",
    metadata,
    Column("message_id", Key, primary_key=True),
    Column("ticket", NUMBER, ForeignKey("ticket.number"), primary_key=True, autoincrement=False),
    Column("sent_to", Key, primary_key=True),
)

event = Table(
    "event",
    metadata,
    Column("ticket", NUMBER, ForeignKey("ticket.number"), primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Key, nullable=False),
    Column("occurred", Utc, nullable=False),
    Column("recorded", Utc, nullable=False),
    _text("actor"),
    _text("authority"),
    Column("message", NUMBER, ForeignKey("message.id")),
    Column("data", Document, nullable=False),
)

custody = Table(
    "custody",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("mailbox", Key, nullable=False),
    Column("uidvalidity", NUMBER, nullable=False),
    Column("uid", NUMBER, nullable=False),
    Column("received", Utc, nullable=False),
    Column("first_seen", Utc, nullable=False),
    Column("date", Utc),
    Column("size", NUMBER, nullable=False),
    Column("sha256", Key, nullable=False),
    Column("message_id", Key, nullable=False),
    Column("digest", Key, nullable=False),
    Column("fate", Key, nullable=False),
    _text("reason"),
    Column("ticket", NUMBER, ForeignKey("ticket.number")),
    Column("message", NUMBER, ForeignKey("message.id")),
    _text("filed_to"),
    Column("filed_at", Utc),
    UniqueConstraint("mailbox", "uidvalidity", "uid"),
)
Index("ix_custody_message_id_id", custody.c.message_id, custody.c.id)
Index("ix_custody_digest_message_id", custody.c.digest, custody.c.message_id, custody.c.id)

partner_number = Table(
    "partner_number",
    metadata,
    Column("contract", Key, primary_key=True),
    Column("party", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("ticket", NUMBER, ForeignKey("ticket.number"), primary_key=True, autoincrement=False),
)

step = Table(
    "step",
    metadata,
    Column("ticket", NUMBER, ForeignKey("ticket.number"), primary_key=True, autoincrement=False),
    Column("clock", Key, primary_key=True),
    Column("step", Key, primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("due", Utc, nullable=False),
    Column("at", Utc, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("message_id", Key, nullable=False),
    Column("ticket", NUMBER, ForeignKey("ticket.number")),
    Column("purpose", Key, nullable=False),
    Column("step", Key, nullable=False),
    _text("sender"),
    _text("subject"),
    Column("raw", Key, ForeignKey("raw.sha256"), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("created", Utc, nullable=False),
    Column("not_before", Utc, nullable=False),
    Column("state", Key, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claim", Integer, nullable=False),
    Column("worker", Key, nullable=False),
    Column("lease", Utc),
    Column(
        "offered", Utc
    ),  # since when it is offered to servers, where somebody sent it again; NULL: since it was made
    UniqueConstraint("message_id"),
)
Index(
    "ix_outbox_ready",
    outbox.c.not_before,
    sqlite_where=outbox.c.state == "ready",
    postgresql_where=outbox.c.state == "ready",
)
Index(
    "ix_outbox_lease",
    outbox.c.lease,
    sqlite_where=outbox.c.state == "leased",
    postgresql_where=outbox.c.state == "leased",
)
Index("ix_outbox_ticket_created", outbox.c.ticket, outbox.c.created)
Index("ix_outbox_created", outbox.c.created)

recipient = Table(
    "recipient",
    metadata,
    Column("outgoing", NUMBER, ForeignKey("outbox.id"), primary_key=True),
    Column("key", Key, primary_key=True),
    _text("address"),
    Column("created", Utc, nullable=False),
    Column("state", Key, nullable=False),
    _text("said"),
    Column("at", Utc),
)
Index("ix_recipient_key_created", recipient.c.key, recipient.c.created)

Index("ix_outbox_sender_id", outbox.c.sender, outbox.c.id)

undeliverable = Table(
    "undeliverable",
    metadata,
    Column("key", Key, primary_key=True),
    _text("address"),
    Column("since", Utc, nullable=False),
    _text("said"),
    Column("ticket", NUMBER, ForeignKey("ticket.number")),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("mailbox", Key, nullable=False),
    Column("uidvalidity", NUMBER, nullable=False),
    Column("uid", NUMBER, nullable=False),
    Column("received", Utc, nullable=False),
    Column("at", Utc, nullable=False),
    Column("stage", Key, nullable=False),
    _text("traceback"),
    Column("raw", Key, ForeignKey("raw.sha256"), nullable=False),
    Column("ticket", NUMBER, ForeignKey("ticket.number")),
    Column("released", Utc),
)

lease = Table(
    "lease",
    metadata,
    Column("name", Key, primary_key=True),
    Column("holder", Key, nullable=False),
    Column("until", Utc, nullable=False),
    Column("fence", NUMBER, nullable=False),
)
