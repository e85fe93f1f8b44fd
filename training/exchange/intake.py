"""Intake: the labelled symbols of files of all kinds, found one at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType

from segmentation.errors import InputError
from training.exchange.archives import MAX_ENTRIES, entries_of_archive, open_archive
from training.exchange.classes import label_of
from training.exchange.entries import Entry, as_told, flaw_of, is_of_system
from training.exchange.idx import IdxFile, idx_file, is_list_of_names, pairs_of
from training.exchange.inkml import symbols_of_inkml
from training.exchange.rows import ROWS_FILE, count_rows, samples_of_rows
from training.exchange.specimen import Found, Skipped, Specimen
from training.pictures import MAX_FILE_BYTES, SUFFIXES, as_png, symbol_picture, traced

_OF_EXPORT = frozenset({"images", "idx", "inkml", "README.txt", "person.json"})
"""What lies beside the rows of our own export: the same samples again, and what tells of them."""
_TELLING = frozenset({"readme", "readme.txt", "readme.md", "license", "license.txt", "person.json"})
_NO_FOLDER = "It lies in no folder that is named after a symbol."
_NO_KIND = "It is of no kind that is imported: pictures, IDX, InkML, or a ZIP of these."


@dataclass(frozen=True, slots=True)
class _Step:
    """A file, or a pair of them: of `count` parts, each of which gives something or nothing."""

    name: str
    count: int
    read: Callable[[], Iterator[Found]]


class Intake:
    """What lies in files; iterating gives, for each of `total` parts, what was found there.

    Nothing is decoded before it is asked for. As a context manager it closes archives at its end.
    """

    def __init__(self, entries: Iterable[Entry | Skipped]) -> None:
        self._open = ExitStack()
        self._steps = list(self._plan(list(self._opened(entries))))

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    @property
    def total(self) -> int:
        """Return how many parts there are: pictures, lines, files of ink, and what is skipped."""
        return sum(step.count for step in self._steps)

    def __iter__(self) -> Iterator[Found]:
        for step in self._steps:
            done = 0
            try:
                for found in step.read():
                    done += 1
                    yield found
            except InputError as error:
                yield (Skipped(step.name, error.message),)
                done += 1
            # A file that breaks off is through.
            yield from ((),) * (step.count - done)

    def _opened(self, entries: Iterable[Entry | Skipped]) -> Iterator[Entry | Skipped]:
        """Put the files of archives in their place, as far as they are not too many together."""
        room = MAX_ENTRIES
        for entry in entries:
            if isinstance(entry, Skipped) or entry.suffix != ".zip":
                yield entry
                continue
            try:
                archive = open_archive(self._open.enter_context(entry.open()), room)
            except (InputError, OSError) as error:
                told = error.message if isinstance(error, InputError) else "It cannot be opened."
                yield Skipped(as_told(entry.name), told)
                continue
            self._open.enter_context(archive)
            room -= len(archive.infolist())
            yield from entries_of_archive(entry.name, archive)

    def _plan(self, found: list[Entry | Skipped]) -> Iterator[_Step]:
        yield from (_told(skipped) for skipped in found if isinstance(skipped, Skipped))
        entries = [entry for entry in found if isinstance(entry, Entry) and not is_of_system(entry)]
        flawed = [(entry, flaw_of(entry.name)) for entry in entries]
        yield from (_told(Skipped(as_told(entry.name), flaw)) for entry, flaw in flawed if flaw)
        yield from _steps(_without_copies([entry for entry, flaw in flawed if not flaw]))


def _without_copies(entries: list[Entry]) -> list[Entry]:
    """Leave out of our own export what its rows say already."""
    roots = {entry.parts[:-1] for entry in entries if entry.parts[-1:] == (ROWS_FILE,)}

    def is_copy(entry: Entry) -> bool:
        parts = entry.parts
        return any(parts[at] in _OF_EXPORT and parts[:at] in roots for at in range(len(parts)))

    return [entry for entry in entries if not is_copy(entry)] if roots else entries


def _steps(entries: list[Entry]) -> Iterator[_Step]:
    rest: list[Entry] = []
    strange: Counter[str] = Counter()
    for entry in entries:
        if entry.suffix in SUFFIXES:
            label = _class(entry)
            if label is not None:
                yield _Step(as_told(entry.name), 1, partial(_picture, entry, label))
            elif len(entry.parts) > 1:
                strange["/".join(entry.parts[:-1])] += 1
            else:
                yield _told(Skipped(as_told(entry.name), _NO_FOLDER))
        elif entry.suffix == ".inkml":
            yield _Step(as_told(entry.name), 1, partial(_ink, entry))
        elif entry.suffix == ".jsonl":
            yield _rows(entry)
        elif entry.parts and entry.parts[-1].lower() not in _TELLING:
            rest.append(entry)
    yield from (_told(_strange(folder, count)) for folder, count in strange.items())
    yield from _idx_steps(rest)


def _class(entry: Entry) -> str | None:
    """Return the label that the innermost folder names which names one."""
    labels = (label_of(part) for part in reversed(entry.parts[:-1]))
    return next((label for label in labels if label is not None), None)


def _strange(folder: str, count: int) -> Skipped:
    pictures = "a picture" if count == 1 else f"{count:,} pictures"
    return Skipped(as_told(folder), f"This folder names no symbol; it has {pictures}.")


def _told(skipped: Skipped) -> _Step:
    return _Step(skipped.name, 1, lambda: iter([(skipped,)]))


def _picture(entry: Entry, label: str) -> Iterator[Found]:
    picture = symbol_picture(entry.read(MAX_FILE_BYTES))
    yield (Specimen(as_told(entry.name), label, traced(picture), as_png(picture)),)


def _ink(entry: Entry) -> Iterator[Found]:
    yield symbols_of_inkml(entry)


def _rows(entry: Entry) -> _Step:
    try:
        return _Step(as_told(entry.name), count_rows(entry), partial(samples_of_rows, entry))
    except InputError as error:
        return _told(Skipped(as_told(entry.name), error.message))


def _idx_steps(entries: list[Entry]) -> Iterator[_Step]:
    """Yield a step for each pair of files of IDX, and one for each file that has no use."""
    files: list[IdxFile] = []
    for entry in entries:
        try:
            file = None if is_list_of_names(entry) else idx_file(entry)
        except InputError as error:
            yield _told(Skipped(as_told(entry.name), error.message))
            continue
        if file is not None:
            files.append(file)
        elif not is_list_of_names(entry):
            yield _told(Skipped(as_told(entry.name), _NO_KIND))
    pairs, lonely = pairs_of(files, entries)
    for pair in pairs:
        yield _Step(as_told(pair.images.entry.name), pair.count, pair.read)
    for file in lonely:
        other = "labels" if file.dimensions > 1 else "pictures"
        told = f"There are no {other} that clearly belong to it."
        yield _told(Skipped(as_told(file.entry.name), told))
