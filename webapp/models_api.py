"""Models over HTTP: looked at, put in service, tried on a picture, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, request, send_file

from recognizer.bundle import BundleError
from segmentation.photo.files import MAX_FILE_BYTES
from webapp.bodies import check_type, json_body
from webapp.models.cells import LABELS_OF_CELLS, PER_PAGE, READERS, Pictures, as_sheet, in_cell
from webapp.models.current import current_registry, current_service
from webapp.models.gate import FELL, NOT_SYMBOLS, GateClosed
from webapp.models.model import (
    HasServed,
    Model,
    NothingBefore,
    Serving,
    UnknownModel,
    checked_reason,
)
from webapp.models.shown import all_shown, judgement_of, whole_shown
from webapp.models.trial import tried
from webapp.photos import place, work_on
from webapp.refusals import Refusal

models = Blueprint("models", __name__, url_prefix="/api/v1/models")

PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/bmp")
_MOST_PAGES = 10**4


@models.get("")
def show_all() -> dict[str, Any]:
    """Show all models, which one serves, and which did."""
    with _refusals():
        return all_shown(current_registry())


@models.get("/<model>")
def show(model: str) -> dict[str, Any]:
    """Show a model with its card and its judgement."""
    with _refusals():
        return whole_shown(current_registry(), _known(model))


@models.get("/<model>/cell")
def count_cell(model: str) -> dict[str, int]:
    """Count the pictures in a cell of a model's confusion matrix."""
    return {"total": len(_cell(model)), "per_page": PER_PAGE}


@models.get("/<model>/cell.png")
def show_cell(model: str) -> Response:
    """Show a page of the pictures in a cell of a model's confusion matrix."""
    first = _page() * PER_PAGE
    pictures = _cell(model, "page")[first : first + PER_PAGE]
    if len(pictures) == 0:
        raise Refusal(404, "not_found", "There are no such pictures.")
    return Response(as_sheet(pictures), mimetype="image/png")


@models.post("/<model>/use")
def use(model: str) -> dict[str, str]:
    """Put a model in service, if its gate holds or for a reason to override it."""
    override = _override()
    with _refusals():
        serving = current_registry().put_in_service(_known(model).id, override)
    return _in_service(serving)


@models.post("/back")
def go_back() -> dict[str, str]:
    """Put the model in service that served before."""
    with _refusals():
        serving = current_registry().go_back()
    return _in_service(serving)


@models.delete("/<model>")
def delete(model: str) -> dict[str, Any]:
    """Delete a model that has never served."""
    with _refusals():
        current_registry().forget(_known(model).id)
    return {}


@models.get("/<model>/bundle.zip")
def download(model: str) -> Response:
    """Send a model's bundle."""
    with _refusals():
        name = _known(model).id
        packed = current_registry().zipped(name)
    return send_file(
        BytesIO(packed), "application/zip", as_attachment=True, download_name=f"{name}.zip"
    )


@models.post("/<model>/try")
def try_out(model: str) -> dict[str, Any]:
    """Say what a model takes a picture for."""
    if request.mimetype not in PICTURE_TYPES:
        told = f"The body must be of one of the types {', '.join(PICTURE_TYPES)}."
        raise Refusal(415, "wrong_type", told)
    check_type(request.mimetype)
    request.max_content_length = MAX_FILE_BYTES
    with place(), _refusals():
        bundle = current_registry().bundle(_known(model).id)
        shares = work_on(request.get_data(cache=False), lambda photo: tried(bundle, photo))
    return {"model": bundle.model_id, "classes": shares}


def _in_service(serving: Serving) -> dict[str, str]:
    """Say which model serves, also to the service of this process."""
    current_service().look_again()
    return {"in_service": serving.model}


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what is wrong with a model, or with its going into service, into a refusal."""
    try:
        yield
    except UnknownModel:
        raise Refusal(404, "unknown_model", "There is no such model.") from None
    except BundleError as error:
        raise Refusal(409, "broken_model", str(error)) from None
    except GateClosed as closed:
        state, message = closed.answer.state, closed.answer.message
        status = 422 if state == NOT_SYMBOLS else 409
        raise Refusal(status, "gate" if state == FELL else state, message) from None
    except NothingBefore:
        raise Refusal(409, "nothing_before", "No other model has served before.") from None
    except HasServed:
        told = "This model has served, and is kept so that it can serve again."
        raise Refusal(409, "has_served", told) from None


def _known(name: str) -> Model:
    """Return the model with an id, the whole of it; raises UnknownModel."""
    model = current_registry().model(name)
    if model.id != name:
        raise UnknownModel(name)
    return model


def _cell(model: str, *others: str) -> Pictures:
    """Return the pictures in the cell that is asked for; `others` may be asked for too."""
    named = {"of": READERS, "truth": LABELS_OF_CELLS, "read": LABELS_OF_CELLS}
    unknown = request.args.keys() - {*named, *others}
    if unknown or any(len(values) > 1 for _, values in request.args.lists()):
        raise _bad_cell(f"{', '.join(f'`{name}`' for name in named)} must be given, once.")
    for name, choices in named.items():
        if request.args.get(name) not in choices:
            raise _bad_cell(f"`{name}` must be one of {' '.join(choices)}.")
    with _refusals():
        registry = current_registry()
        judgement = judgement_of(registry, _known(model).id)
    judged = registry.pictures(judgement.id) if judgement else None
    if judged is None:
        raise Refusal(404, "not_judged", "This model has not been judged.")
    return in_cell(judged, *(request.args[name] for name in named))


def _page() -> int:
    text = request.args.get("page", "0")
    if not (text.isascii() and text.isdigit() and len(text) < len(str(_MOST_PAGES))):
        raise _bad_cell("`page` must be a number from 0.")
    return int(text)


def _bad_cell(message: str) -> Refusal:
    return Refusal(422, "malformed_cell", message)


def _override() -> str | None:
    """Return the reason to override the gate, None where none is given; raises Refusal."""
    body = json_body()
    if body == {}:
        return None
    if not isinstance(body, dict) or body.keys() != {"override"}:
        raise _bad_override('What is sent must be an object, empty or of "override".')
    if not isinstance(body["override"], str):
        raise _bad_override('"override" must be a text.')
    try:
        return checked_reason(body["override"])
    except ValueError as error:
        raise _bad_override(str(error)) from None


def _bad_override(message: str) -> Refusal:
    return Refusal(422, "malformed_override", message)
