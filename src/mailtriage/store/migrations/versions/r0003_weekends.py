"""Special-event weekends asked for and approved, and the reminders of unused ones (INF-37..44).

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """One row a weekend, one a reminder."""
    op.create_table(
        "weekend",
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("saturday", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("ticket", sa.BigInteger().with_variant(sa.Integer, "sqlite")),
        sa.PrimaryKeyConstraint("contract", "saturday", name="pk_weekend"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_weekend_ticket_ticket"),
    )
    op.create_table(
        "lapse",
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("anniversary", sa.Text, nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contract", "anniversary", name="pk_lapse"),
    )


def downgrade() -> None:
    """Back to 0002."""
    op.drop_table("lapse")
    op.drop_table("weekend")
