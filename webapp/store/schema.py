"""The tables of the store; `migrations` brings a database to them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HEAD = "0002"
"""The revision of `migrations` that makes these tables."""
ID = String(36)
_SHORT = String(8)
_KIND = String(16)
_NAME = String(64)
_TITLE = String(200)


class Moment(TypeDecorator[datetime]):
    """A time in UTC, on databases without time zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The metadata of all tables."""


class SecretRow(Base):
    """Bytes that only the processes of this store know."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(_NAME, primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)


class PersonRow(Base):
    """Somebody of whom something is kept; `revision` rises when what adapts changes."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    created: Mapped[datetime] = mapped_column(Moment)
    adapts: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=0)
    reset_at: Mapped[datetime | None] = mapped_column(Moment)


class SampleRow(Base):
    """A sample, under its person: nobody can take an id from another person.

    `ink` is as `inks.packed` makes it. `teaches` says that it was not imported and that there was
    no reset since. `suspicion` is how sure the model is of another label, 0.0 where it is not.
    """

    __tablename__ = "samples"

    person: Mapped[str] = mapped_column(
        ID, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(ID, primary_key=True)
    label: Mapped[str] = mapped_column(_SHORT)
    source: Mapped[str] = mapped_column(_KIND)
    medium: Mapped[str] = mapped_column(_KIND)
    session: Mapped[str] = mapped_column(_NAME)
    model: Mapped[str] = mapped_column(_NAME)
    created: Mapped[datetime] = mapped_column(Moment)
    read_as: Mapped[str | None] = mapped_column(_SHORT)
    guess: Mapped[str | None] = mapped_column(_SHORT)
    sure: Mapped[float] = mapped_column(Float(53))
    suspicion: Mapped[float] = mapped_column(Float(53))
    teaches: Mapped[bool]
    own: Mapped[int]
    size: Mapped[float | None] = mapped_column(Float(53))
    ink: Mapped[bytes] = mapped_column(LargeBinary)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (Index("samples_in_order", "person", "suspicion", "created", "id"),)


class FileRow(Base):
    """A file of a model, under the SHA-256 of its content; never changed."""

    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(_NAME, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ModelRow(Base):
    """A model bundle: its card as it was written, which names its files by their hashes.

    `origin` says in words where it is from, and `job` which training made it.
    """

    __tablename__ = "models"

    id: Mapped[str] = mapped_column(_NAME, primary_key=True)
    kind: Mapped[str] = mapped_column(_KIND)
    card: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(_TITLE)
    job: Mapped[str | None] = mapped_column(ID)
    created: Mapped[datetime] = mapped_column(Moment)


class ServiceRow(Base):
    """A model was put in service; the row with the highest number says which one is.

    The shipped model has no row among the models, so `model` is no foreign key.
    """

    __tablename__ = "services"

    number: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(_NAME)
    at: Mapped[datetime] = mapped_column(Moment)
    gate: Mapped[str] = mapped_column(_KIND)
    reason: Mapped[str | None] = mapped_column(String(500))
    judgement: Mapped[str | None] = mapped_column(ID)

    # A number is not given again, so that a higher one is always later.
    __table_args__ = ({"sqlite_autoincrement": True},)


class JudgementRow(Base):
    """A candidate was compared with another model on the held-out set of that hash.

    `report` is JSON, and `pictures` are those it was made from, as arrays of NumPy.
    """

    __tablename__ = "judgements"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    candidate: Mapped[str] = mapped_column(_NAME)
    against: Mapped[str] = mapped_column(_NAME)
    held_out: Mapped[str] = mapped_column(_NAME)
    held: Mapped[bool]
    report: Mapped[str] = mapped_column(Text)
    pictures: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("judgements_in_order", "candidate", "against", "created"),)


class JobRow(Base):
    """A training or a judging, from when it was asked for.

    `settings` and `progress` are JSON, `sheet` is a PNG. `wanted` is what was asked of it since,
    and `worker` had it `seen` last.
    """

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person: Mapped[str | None] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(_KIND)
    state: Mapped[str] = mapped_column(_KIND)
    title: Mapped[str] = mapped_column(_TITLE)
    settings: Mapped[str] = mapped_column(Text)
    progress: Mapped[str] = mapped_column(Text)
    sheet: Mapped[bytes | None] = mapped_column(LargeBinary)
    error: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(_NAME)
    judgement: Mapped[str | None] = mapped_column(ID)
    wanted: Mapped[str | None] = mapped_column(_KIND)
    worker: Mapped[str | None] = mapped_column(String(100))
    seen: Mapped[datetime | None] = mapped_column(Moment)
    created: Mapped[datetime] = mapped_column(Moment)
    queued: Mapped[datetime] = mapped_column(Moment)
    started: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[datetime | None] = mapped_column(Moment)


class CheckpointRow(Base):
    """Where a training stands, to go on from after a stop or a crash."""

    __tablename__ = "checkpoints"

    job: Mapped[str] = mapped_column(ID, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class WorkerRow(Base):
    """A process that works on jobs, and when it was last there."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen: Mapped[datetime] = mapped_column(Moment)
    job: Mapped[str | None] = mapped_column(ID)
