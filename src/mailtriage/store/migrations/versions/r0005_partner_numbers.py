"""What vendors and customers call our tickets, and since when a mail that somebody sent again is offered anew.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Nothing to fill in: no number was known before, and no mail was offered anew."""
    op.create_table(
        "partner_number",
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("ticket", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("contract", "party", "key", "ticket", name="pk_partner_number"),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name="fk_partner_number_ticket_ticket"),
    )
    op.add_column("outbox", sa.Column("offered", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Back to 0004."""
    op.drop_column("outbox", "offered")
    op.drop_table("partner_number")
