"""The calendars as they were last used, so that an edit can be told from what was promised before (S24).

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """One row a calendar."""
    op.create_table(
        "calendar",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_calendar"),
    )


def downgrade() -> None:
    """Back to 0001."""
    op.drop_table("calendar")
