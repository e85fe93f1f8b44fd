"""The commands that bring samples in, give them out, and count them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webapp.commands.model import classifier_named

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from training.exchange.intake import Intake
    from webapp.specimens import Tally
    from webapp.store.rows import Person
    from webapp.store.sample import Sample
    from webapp.store.store import Store

FORMATS = ("all", "folder", "idx", "inkml")
_EXISTING = click.Path(exists=True, path_type=Path)


@click.group()
def data() -> None:
    """Import, export and count samples of handwriting.

    They lie in the folder INKCALC_HOME (default: instance), or in the database at
    INKCALC_DATABASE_URL.
    """


@data.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=_EXISTING)
@click.option("--person", metavar="ID", help="Whose samples they are; without it, somebody new.")
def import_samples(paths: tuple[Path, ...], person: str | None) -> None:
    """Import pictures in folders named after symbols, IDX, InkML, JSON lines, or a ZIP of these.

    Links in folders are not followed. What cannot be imported is listed on the standard error; the
    exit status is 0 unless nothing could be imported.
    """
    from training.exchange.entries import entries_of_path
    from training.exchange.intake import Intake

    with _store() as store:
        if person is not None:
            person = _known(store, person).id
        found = (entry for path in paths for entry in entries_of_path(path))
        with Intake(found) as intake:
            tally = _import(intake, store, person)
    for skipped in tally.named:
        click.echo(f"{skipped.name}: {skipped.reason}", err=True)
    if tally.skipped > len(tally.named):
        click.echo(f"and {tally.skipped - len(tally.named):,} more", err=True)
    if tally.imported + tally.known == 0:
        raise click.ClickException("nothing could be imported")


@data.command("export")
@click.argument("file", metavar="FILE.zip", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="Pictures in folders, IDX as of MNIST, InkML, or all of these and everything else.",
)
@click.option("--person", metavar="ID", help="Whose samples; needed where there are several.")
def export_samples(file: Path, form: str, person: str | None) -> None:
    """Export samples as a ZIP, which `inkcalc data import` and the page can import again."""
    from training.exchange.export import write_export
    from webapp.exports import about_person

    with _store() as store:
        whose = _known(store, person) if person else _only(store)
        others = {"person.json": about_person(whose)} if form == "all" else {}
        total = store.counts(whose.id).total
        partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
        try:
            with partial.open("wb") as out, _bar(total, "Exporting") as bar:
                samples = _shown(store.each_sample(whose.id), bar)
                count = write_export(out, samples, form, others)
            partial.replace(file)
        except OSError as error:
            told = f"{click.format_filename(file)} cannot be written: {error.strerror}"
            raise click.ClickException(told) from None
        finally:
            with suppress(OSError):
                partial.unlink()
    click.echo(f"{_samples(count)} of {whose.id} in {click.format_filename(file)}.")


@data.command("list")
def list_people() -> None:
    """List the people of whom samples are kept, with how many there are of each symbol."""
    from calculator.given import SAMPLE_LABELS

    with _store() as store:
        people = store.people()
        if not people:
            click.echo("Nothing is kept of anybody.", err=True)
        for person in people:
            counts = store.counts(person.id)
            click.echo(f"{person.id}  {person.created:%Y-%m-%d}  {_samples(counts.total)}")
            labels = [(label, counts.labels.get(label, 0)) for label in SAMPLE_LABELS]
            if counts.total:
                click.echo("  " + "  ".join(f"{label}: {n}" for label, n in labels if n))


def _import(intake: Intake, store: Store, person: str | None) -> Tally:
    """Keep what an intake finds, and say whose it is."""
    from webapp.lessons import with_guesses
    from webapp.specimens import Tally, keep_all
    from webapp.store.errors import TooManySamples
    from webapp.store.store import MAX_SAMPLES

    classifier = classifier_named(None)
    whose = person or store.new_person()
    tally = Tally()

    def keep(samples: Sequence[Sample]) -> int:
        return store.keep(whose, with_guesses(samples, classifier))

    try:
        with _bar(intake.total, "Importing") as bar:
            for told in keep_all(intake, whose, classifier.model_id, keep, tally):
                bar.update(told.done - bar.pos)
    except TooManySamples:
        click.echo(f"More than {MAX_SAMPLES:,} samples of one person are not kept.", err=True)
    if person is None and tally.imported == 0:
        store.forget(whose)
    else:
        click.echo(_outcome(tally, whose))
    return tally


def _outcome(tally: Tally, whose: str) -> str:
    verb = "was" if tally.known == 1 else "were"
    known = f", {tally.known:,} {verb} there already" if tally.known else ""
    return f"{_samples(tally.imported)} imported for {whose}{known}."


@contextmanager
def _store() -> Iterator[Store]:
    """Open the store that the environment names; its errors become one line."""
    from webapp.store.address import database_url
    from webapp.store.errors import StoreError, UnknownPerson
    from webapp.store.store import Store

    try:
        store = Store(database_url())
        try:
            yield store
        finally:
            store.close()
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    except UnknownPerson:
        raise click.ClickException("all that was kept of this person was just deleted") from None


def _known(store: Store, person: str) -> Person:
    # What was typed need not be text that a database takes.
    found = store.person(person) if person.isascii() else None
    if found is None:
        raise click.ClickException(f"there is no person {person}; see `inkcalc data list`")
    return found


def _only(store: Store) -> Person:
    people = store.people()
    if not people:
        raise click.ClickException("nothing is kept of anybody")
    if len(people) > 1:
        raise click.ClickException(
            f"there are {len(people)} people: say whose with --person; see `inkcalc data list`"
        )
    return people[0]


def _bar(total: int, label: str) -> ProgressBar[int]:
    return click.progressbar(length=total, label=label, file=sys.stderr)


def _shown(samples: Iterator[Sample], bar: ProgressBar[int]) -> Iterator[Sample]:
    for sample in samples:
        yield sample
        bar.update(1)


def _samples(count: int) -> str:
    return "1 sample" if count == 1 else f"{count:,} samples"
