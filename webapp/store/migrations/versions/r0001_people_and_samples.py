"""Keep people and the samples of their hands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adapts", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("reset_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "samples",
        sa.Column(
            "person",
            sa.String(36),
            sa.ForeignKey("people.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("label", sa.String(8), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("medium", sa.String(16), nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_as", sa.String(8)),
        sa.Column("guess", sa.String(8)),
        sa.Column("sure", sa.Float(53), nullable=False),
        sa.Column("suspicion", sa.Float(53), nullable=False),
        sa.Column("teaches", sa.Boolean, nullable=False),
        sa.Column("own", sa.Integer, nullable=False),
        sa.Column("size", sa.Float(53)),
        sa.Column("ink", sa.LargeBinary, nullable=False),
        sa.Column("picture", sa.LargeBinary),
    )
    op.create_index("samples_in_order", "samples", ["person", "suspicion", "created", "id"])


def downgrade() -> None:
    op.drop_table("samples")
    op.drop_table("people")
    op.drop_table("secrets")
