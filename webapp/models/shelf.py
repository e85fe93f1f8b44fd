"""What is asked of the tables of models and their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from recognizer.bundle import (
    MODEL_FILE,
    Bundle,
    BundleError,
    content_hash,
    file_hashes,
    kind_of,
    parse_card,
)
from webapp.models.bundles import Files
from webapp.models.model import Model
from webapp.store.schema import FileRow, ModelRow

PLACE = "the registry"


def put(
    session: Session, bundle: Bundle, text: bytes, files: Files, origin: str, job: str | None
) -> None:
    """Keep a model that is new; of its files, those that no other model has brought."""
    contents = {content_hash(content): content for content in files.values()}
    known = set(session.scalars(select(FileRow.sha256).where(FileRow.sha256.in_(contents))))
    new = [{"sha256": each, "content": contents[each]} for each in contents.keys() - known]
    if new:
        session.execute(insert(FileRow), new)
    row = ModelRow(
        id=bundle.model_id,
        kind=kind_of(bundle.card),
        card=text.decode(),
        origin=origin,
        job=job,
        created=datetime.now(UTC),
    )
    session.add(row)
    session.flush()


def newest_first(session: Session) -> list[Model]:
    """Return all models that are kept."""
    newest = select(ModelRow).order_by(ModelRow.created.desc(), ModelRow.id)
    return _models_of(session, session.scalars(newest).all())


def model(session: Session, id: str) -> Model | None:
    """Return the model with an id, None where it is not kept."""
    row = session.get(ModelRow, id)
    return None if row is None else _models_of(session, [row])[0]


def ids_from(session: Session, beginning: str) -> set[str]:
    """Return the ids, two at most, that begin like this."""
    alike = select(ModelRow.id).where(ModelRow.id.startswith(beginning))
    return set(session.scalars(alike.limit(2)))


def whole(session: Session, id: str) -> tuple[bytes, Files] | None:
    """Return the text of a model's card and its files, None where it is not kept.

    The files are as they lie there: `make_bundle` checks them. Raises BundleError if one is gone.
    """
    row = session.get(ModelRow, id)
    if row is None:
        return None
    text = row.card.encode()
    named = _hashes(parse_card(text, PLACE))
    rows = session.scalars(select(FileRow).where(FileRow.sha256.in_(named.values())))
    contents = {file.sha256: file.content for file in rows}
    for name, sha256 in named.items():
        if sha256 not in contents:
            raise BundleError(f"There is no whole model in {PLACE}: {name} of {id} is gone.")
    return text, {name: contents[sha256] for name, sha256 in named.items()}


def remove(session: Session, gone: Model) -> None:
    """Delete a model, and its files that no other model has."""
    session.execute(delete(ModelRow).where(ModelRow.id == gone.id))
    cards = session.scalars(select(ModelRow.card))
    others = (_hashes(parse_card(card.encode(), PLACE)).values() for card in cards)
    unused = set(_hashes(gone.card).values()).difference(*others)
    session.execute(delete(FileRow).where(FileRow.sha256.in_(unused)))


def _models_of(session: Session, rows: Sequence[ModelRow]) -> list[Model]:
    cards = [parse_card(row.card.encode(), PLACE) for row in rows]
    networks = [_hashes(card)[MODEL_FILE] for card in cards]
    length = select(FileRow.sha256, func.length(FileRow.content))
    found = session.execute(length.where(FileRow.sha256.in_(networks)))
    sizes: dict[str, int] = {sha256: size for sha256, size in found}
    return [
        Model(row.id, card, row.origin, sizes.get(network, 0), row.job, row.created)
        for row, card, network in zip(rows, cards, networks, strict=True)
    ]


def _hashes(card: dict[str, Any]) -> dict[str, str]:
    return file_hashes(card, PLACE)
