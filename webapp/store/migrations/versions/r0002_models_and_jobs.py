"""Keep models and what served when, judgements, and the jobs that train and judge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _create_models()
    _create_jobs()


def _create_models() -> None:
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "models",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("job", sa.String(36)),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "services",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gate", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(500)),
        sa.Column("judgement", sa.String(36)),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "judgements",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("candidate", sa.String(64), nullable=False),
        sa.Column("against", sa.String(64), nullable=False),
        sa.Column("held_out", sa.String(64), nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("pictures", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("judgements_in_order", "judgements", ["candidate", "against", "created"])


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("person", sa.String(36)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("progress", sa.Text, nullable=False),
        sa.Column("sheet", sa.LargeBinary),
        sa.Column("error", sa.Text),
        sa.Column("model", sa.String(64)),
        sa.Column("judgement", sa.String(36)),
        sa.Column("wanted", sa.String(16)),
        sa.Column("worker", sa.String(100)),
        sa.Column("seen", sa.DateTime(timezone=True)),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True)),
        sa.Column("ended", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "checkpoints",
        sa.Column("job", sa.String(36), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job", sa.String(36)),
    )


def downgrade() -> None:
    for table in ("workers", "checkpoints", "jobs", "judgements", "services", "models", "files"):
        op.drop_table(table)
