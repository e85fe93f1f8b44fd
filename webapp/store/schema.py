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
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HEAD = "0001"
"""The revision of `migrations` that makes these tables."""
ID = String(36)
_SHORT = String(8)
_NAME = String(64)


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
    source: Mapped[str] = mapped_column(String(16))
    medium: Mapped[str] = mapped_column(String(16))
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
