"""The commands that list models, put them in service, judge them and try them out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webapp.commands.model import bundle_named, open_registry, plain_errors
from webapp.commands.train_extra import train_extra

if TYPE_CHECKING:
    from segmentation.errors import InputError
    from webapp.models.registry import Registry

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)
_PICTURE = click.Path(path_type=Path)
_SHOWN = 3
"""Classes of a picture that are printed, the likeliest."""
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def models() -> None:
    """List models, put one in service or go back, judge them, and try them on pictures.

    They lie in the folder INKCALC_HOME (default: instance), or in the database at
    INKCALC_DATABASE_URL. An ID may be shortened to any beginning that no other model has.
    """


@models.command("list")
@_as_json
def list_models(as_json: bool) -> None:
    """List all models, the newest first; `*` marks the one in service."""
    from webapp.models.shown import all_shown

    with plain_errors(), open_registry() as registry:
        found = all_shown(registry)
    if as_json:
        click.echo(json.dumps(found))
        return
    for model in found["models"]:
        click.echo(_line(model))


@models.command()
@click.argument("model", metavar="ID")
def show(model: str) -> None:
    """Print a model with its card and its judgement as JSON."""
    from webapp.models.shown import whole_shown

    with plain_errors(), open_registry() as registry:
        click.echo(json.dumps(whole_shown(registry, registry.model(model)), indent=2))


@models.command()
@click.argument("model", metavar="ID")
@click.option("--override", metavar="REASON", help="Why it serves though its gate does not hold.")
def use(model: str, override: str | None) -> None:
    """Put a model in service; every server on the same database follows within a second.

    The exit status is 1 where its gate does not hold.
    """
    from webapp.models.gate import GateClosed
    from webapp.models.model import checked_reason

    with plain_errors(), open_registry() as registry:
        try:
            reason = None if override is None else checked_reason(override)
            serving = registry.put_in_service(registry.model(model).id, reason)
        except (GateClosed, ValueError) as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"{serving.model} is in service.")


@models.command()
def back() -> None:
    """Put the model in service that served before."""
    from webapp.models.model import NothingBefore

    with plain_errors(), open_registry() as registry:
        try:
            serving = registry.go_back()
        except NothingBefore:
            raise click.ClickException("no other model has served before") from None
    click.echo(f"{serving.model} is in service.")


@models.command()
@click.argument("folder", type=_FOLDER)
def add(folder: Path) -> None:
    """Add the model in FOLDER, which has a card, ONNX and safetensors files."""
    with plain_errors(), open_registry() as registry:
        model = registry.add(folder, "added from a folder")
    click.echo(f"{model.id} is among the models.")


@models.command()
@click.argument("model", metavar="ID")
@click.argument("folder", type=_NEW_FOLDER)
def export(model: str, folder: Path) -> None:
    """Write a model into FOLDER, which must be new or empty."""
    with plain_errors(), open_registry() as registry:
        known = registry.model(model).id
        try:
            registry.write(known, folder)
        except OSError as error:
            told = f"{click.format_filename(folder)} cannot be written: {error.strerror}"
            raise click.ClickException(told) from None
    click.echo(f"{known} is in {click.format_filename(folder)}.")


@models.command()
@click.argument("model", metavar="ID")
def delete(model: str) -> None:
    """Delete a model that has never served."""
    from webapp.models.model import HasServed

    with plain_errors(), open_registry() as registry:
        known = registry.model(model).id
        try:
            registry.forget(known)
        except HasServed:
            told = f"{known} has served, and is kept so that it can serve again"
            raise click.ClickException(told) from None
    click.echo(f"{known} is deleted.")


@models.command()
@click.argument("model", metavar="ID")
@click.option("--data", type=_FOLDER, help="Folder of the data sets; else the one of INKCALC_HOME.")
def judge(model: str, data: Path | None) -> None:
    """Compare a model with the one in service on what is held out of the data sets.

    The exit status is 1 where its gate does not hold.
    """
    with plain_errors(), open_registry() as registry:
        known = registry.model(model).id
        _judge(registry, known, data)
        answer = registry.gate_for(known)
    click.echo(answer.message)
    raise SystemExit(int(not answer.is_open))


@models.command("try")
@click.argument("model", metavar="ID|FOLDER")
@click.argument("pictures", nargs=-1, required=True, metavar="PICTURE...", type=_PICTURE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line for each file.")
def try_out(model: str, pictures: tuple[Path, ...], as_json: bool) -> None:
    """Say what a model takes each PICTURE for: of one symbol, or of what it has learnt to tell."""
    from segmentation.errors import InputError
    from segmentation.photo.files import open_photo
    from webapp.files import load_bytes
    from webapp.models.trial import tried

    failed = False
    with plain_errors():
        bundle = bundle_named(model)
        for path in pictures:
            try:
                shares = tried(bundle, open_photo(load_bytes(path)))
            except InputError as error:
                failed = True
                _report(path, error, as_json)
                continue
            _show(path, bundle.model_id, shares, as_json)
    raise SystemExit(int(failed))


def _judge(registry: Registry, model: str, data: Path | None) -> None:
    """Keep the judgement of a model against the one in service, and print it."""
    from webapp.jobs.address import data_folder

    with train_extra():
        from training.config import TrainConfig
        from training.datasets import DataError
        from training.held_out import load_held_out
        from training.judgement_report import as_table
        from training.judging import judge_models
        from training.watch import Console

    folder = data or data_folder()
    config, watch = TrainConfig(data=folder, out=folder), Console(0)
    present = registry.serving().model
    if model == present:
        raise click.ClickException(f"{model} is in service, and is not compared with itself")
    both = registry.bundle(model), registry.bundle(present)
    try:
        report, pictures = judge_models(*both, load_held_out(config, watch), watch)
    except (OSError, DataError) as error:
        raise click.ClickException(str(error)) from None
    registry.keep_judgement(report, pictures)
    click.echo(as_table(report))


def _line(model: dict[str, Any]) -> str:
    """Return a model of a list: `* 16-0123456789ab  symbols   98.0 %  2026-01-31  trained here`."""
    mark = "*" if model["in_service"] else " "
    accuracy = "" if model["accuracy"] is None else f"{model['accuracy']:.1%}"
    created = (model["created"] or "")[:10]
    return f"{mark} {model['id']}  {model['kind']:8}{accuracy:>6}  {created:10}  {model['origin']}"


def _show(path: Path, model: str, shares: list[tuple[str, float]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"path": str(path), "model": model, "classes": shares}))
        return
    likeliest = ", ".join(f"{label} {share:.1%}" for label, share in shares[:_SHOWN])
    click.echo(f"{click.format_filename(path)}: {likeliest}")


def _report(path: Path, error: InputError, as_json: bool) -> None:
    if as_json:
        told = {"kind": error.kind, "message": error.message}
        click.echo(json.dumps({"path": str(path), "error": told}))
    else:
        click.echo(f"{click.format_filename(path)}: {error.message}", err=True)
