"""Addresses our mail does not reach, and bounces that name no Message-ID found by the reverse-path they come to.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """One row an address."""
    op.create_table(
        "undeliverable",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("ticket", sa.BigInteger().with_variant(sa.Integer, "sqlite")),
        sa.PrimaryKeyConstraint("key", name="pk_undeliverable"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_undeliverable_ticket_ticket"),
    )
    op.create_index("ix_outbox_sender_id", "outbox", ["sender", "id"])


def downgrade() -> None:
    """Back to 0003."""
    op.drop_index("ix_outbox_sender_id", "outbox")
    op.drop_table("undeliverable")
