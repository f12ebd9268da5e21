"""Contracts that end by notice, and the reminders of renewals and ends (IV-57, OX-11, OX-31).

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """One row a contract on which notice was given, one a reminder."""
    op.create_table(
        "termination",
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("ends", sa.Text, nullable=False),
        sa.Column("ticket", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("contract", name="pk_termination"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_termination_ticket_ticket"),
    )
    op.create_table(
        "term_reminder",
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contract", "until", name="pk_term_reminder"),
    )


def downgrade() -> None:
    """Back to 0005."""
    op.drop_table("term_reminder")
    op.drop_table("termination")
