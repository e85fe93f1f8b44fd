"""The layout of a folder of labelled pictures: a sub-folder a class, maybe in parts.

As many public sets are kept, one part may be for learning and others for testing: `train/happy`
beside `test/happy`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.datasets import DataError
from training.exchange.classes import label_of
from training.pictures import SUFFIXES

_LEARNT = "train"
_TESTED = frozenset({"test", "val", "valid", "validation"})
_PARTS = _TESTED | {_LEARNT}
_HIDDEN = (".", "__MACOSX")  # how names begin of what systems leave in folders


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file that may be a picture, the index of its class, and whether it is for testing only."""

    path: Path
    target: int
    is_tested: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The classes of a folder, sorted by name, and its parts; without parts, all is `learnt`."""

    folder: Path
    classes: tuple[str, ...]
    learnt: Path
    tested: tuple[Path, ...]

    @classmethod
    def of(cls, folder: Path) -> Layout:
        """Find out the layout of a folder.

        Raises DataError for parts of different classes, and for a class whose name is no text.
        """
        folder = folder.resolve()  # so that it has a name
        parts = {path.name.lower(): path for path in _folders(folder)}
        is_parted = _LEARNT in parts and parts.keys() & _TESTED and parts.keys() <= _PARTS
        if not is_parted or not all(_folders(path) for path in parts.values()):
            return cls(folder, _names(folder), folder, ())
        learnt, tested = parts.pop(_LEARNT), tuple(parts.values())
        classes = _names(learnt)
        for part in tested:
            for name in sorted(set(_names(part)) - set(classes)):
                place = f"{folder.name}/{part.name}/{name}"
                raise DataError(f"{place} is a class that {folder.name}/{learnt.name} lacks.")
        return cls(folder, classes, learnt, tested)

    def files(self) -> Iterator[PictureFile]:
        """Yield all files that bear the name of a picture, class by class in order."""
        for part in (self.learnt, *self.tested):
            for target, name in enumerate(self.classes):
                for path in sorted((part / name).rglob("*")):
                    if path.suffix.lower() in SUFFIXES and path.is_file():
                        yield PictureFile(path, target, part != self.learnt)


def has_own_classes(folder: Path) -> bool:
    """Tell whether the classes of a folder are its own: none of its names is one of a symbol.

    Raises DataError where only some are, and where symbols lie in parts.
    """
    layout = Layout.of(folder)
    name = layout.folder.name
    foreign = [each for each in layout.classes if label_of(each) is None]
    if layout.tested and not foreign:
        told = f"give one of them, as {name}/{layout.learnt.name}"
        raise DataError(f"The symbols of {name} are in parts; {told}.")
    if 0 < len(foreign) < len(layout.classes):
        told = "what is none belongs in `other`, and with --own-classes no name is a symbol's"
        raise DataError(f"{name}/{foreign[0]} names no symbol; {told}.")
    return bool(foreign)


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir() and _is_shown(path)]


def _names(folder: Path) -> tuple[str, ...]:
    names = sorted(path.name for path in _folders(folder))
    for name in names:
        if not name.isprintable():
            raise DataError(f"{folder.name} has a sub-folder whose name is no text: {name!a}.")
    return tuple(names)


def _is_shown(path: Path) -> bool:
    return not path.name.startswith(_HIDDEN)
