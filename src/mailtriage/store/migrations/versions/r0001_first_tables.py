"""The first tables: custody, tickets with their events and messages, told steps, outbox, quarantine, leases.

Longer than other modules: it is a list, written once and never changed.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Referred-to tables first."""
    _lease()
    _raw()
    _terms()
    _ticket()
    _message()
    _outbox()
    _quarantine()
    _step()
    _thread()
    _attachment()
    _custody()
    _event()
    _recipient()


def downgrade() -> None:
    """There is nothing before the first version."""
    raise NotImplementedError


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("fence", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )


def _raw() -> None:
    op.create_table(
        "raw",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_raw"),
    )


def _terms() -> None:
    op.create_table(
        "terms",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_terms"),
    )


def _ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("created", _INSTANT, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=True),
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("customer", sa.Text, nullable=False),
        sa.Column("requester", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("received", _INSTANT, nullable=True),
        sa.Column("updated", _INSTANT, nullable=True),
        sa.Column("next_due", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_ticket"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ticket_next_due",
        "ticket",
        ["next_due"],
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_index("ix_ticket_requester_number", "ticket", ["requester", "number"])
    op.create_index("ix_ticket_state_number", "ticket", ["state", "number"])


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("ticket", _NUMBER, nullable=True),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("received", _INSTANT, nullable=False),
        sa.Column("date", _INSTANT, nullable=True),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=True),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("raw", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_message_ticket"),
        sa.ForeignKeyConstraint(["raw"], ["raw.sha256"], name="fk_message_raw"),
    )
    op.create_index("ix_message_ticket", "message", ["ticket", "id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("ticket", _NUMBER, nullable=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("created", _INSTANT, nullable=False),
        sa.Column("not_before", _INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("lease", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_outbox_ticket"),
        sa.ForeignKeyConstraint(["raw"], ["raw.sha256"], name="fk_outbox_raw"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
    )
    op.create_index("ix_outbox_created", "outbox", ["created"])
    op.create_index(
        "ix_outbox_lease",
        "outbox",
        ["lease"],
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    )
    op.create_index(
        "ix_outbox_ready",
        "outbox",
        ["not_before"],
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index("ix_outbox_ticket_created", "outbox", ["ticket", "created"])


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("uidvalidity", _NUMBER, nullable=False),
        sa.Column("uid", _NUMBER, nullable=False),
        sa.Column("received", _INSTANT, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("traceback", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("ticket", _NUMBER, nullable=True),
        sa.Column("released", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.ForeignKeyConstraint(["raw"], ["raw.sha256"], name="fk_quarantine_raw"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_quarantine_ticket"),
    )


def _step() -> None:
    op.create_table(
        "step",
        sa.Column("ticket", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("clock", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("due", _INSTANT, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "clock", "step", "epoch", name="pk_step"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_step_ticket"),
    )


def _thread() -> None:
    op.create_table(
        "thread",
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("ticket", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("sent_to", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("message_id", "ticket", "sent_to", name="pk_thread"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_thread_ticket"),
    )


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("message", _NUMBER, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("inline", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("message", "position", name="pk_attachment"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_attachment_message"),
    )


def _custody() -> None:
    op.create_table(
        "custody",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("mailbox", sa.Text, nullable=False),
        sa.Column("uidvalidity", _NUMBER, nullable=False),
        sa.Column("uid", _NUMBER, nullable=False),
        sa.Column("received", _INSTANT, nullable=False),
        sa.Column("first_seen", _INSTANT, nullable=False),
        sa.Column("date", _INSTANT, nullable=True),
        sa.Column("size", _NUMBER, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("fate", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("ticket", _NUMBER, nullable=True),
        sa.Column("message", _NUMBER, nullable=True),
        sa.Column("filed_to", sa.Text, nullable=False),
        sa.Column("filed_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_custody"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_custody_ticket"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_custody_message"),
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid", name="uq_custody_mailbox_uidvalidity_uid"),
    )
    op.create_index("ix_custody_digest_message_id", "custody", ["digest", "message_id", "id"])
    op.create_index("ix_custody_message_id_id", "custody", ["message_id", "id"])


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("ticket", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("occurred", _INSTANT, nullable=False),
        sa.Column("recorded", _INSTANT, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("message", _NUMBER, nullable=True),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "seq", name="pk_event"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_event_ticket"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_event_message"),
    )


def _recipient() -> None:
    op.create_table(
        "recipient",
        sa.Column("outgoing", _NUMBER, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("created", _INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("outgoing", "key", name="pk_recipient"),
        sa.ForeignKeyConstraint(["outgoing"], ["outbox.id"], name="fk_recipient_outgoing"),
    )
    op.create_index("ix_recipient_key_created", "recipient", ["key", "created"])
