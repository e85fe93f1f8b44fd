"""Sources: the one table of the public data sets that training uses, with their licences.

The names are those of the collected sets. The addresses could not be reached where this was
written: what is known of each set's layout comes from its own readme and from the collected sets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from training import conversion
from training.conversion import LabelledSet
from training.origins import Archive, Origin, Repository, TorchvisionMnist


@dataclass(frozen=True, slots=True)
class Source:
    """One public data set; `file` is what it is kept as, `samples` how many symbols it holds."""

    file: str
    what: str
    samples: int
    licence: str
    origin: Origin
    convert: Callable[[Path], LabelledSet]

    @property
    def name(self) -> str:
        """Return the set's name: that of its file up to the first dot."""
        return self.file.partition(".")[0]

    def describe(self) -> str:
        """Return a line that says what the set is, where it is from and its licence."""
        return f"{self.name}: {self.samples:,} {self.what}; {self.licence}; {self.origin.address}"


SOURCES: tuple[Source, ...] = (
    Source(
        "mnist_train.npz",
        "digits (LeCun, Cortes, Burges)",
        60_000,
        "CC BY-SA 3.0",
        TorchvisionMnist(),
        conversion.mnist,
    ),
    Source(
        "bhmsds.npz",
        "photographed digits, operators and letters (Błachowski)",
        26_999,
        "MIT",
        Repository(
            "https://github.com/wblachowski/bhmsds",
            "07d208e41923b061e338c241e59daacdd2752d53",
            "symbols",
        ),
        conversion.bhmsds,
    ),
    Source(
        "mdas_train.npz",
        "operators (MacLeod)",
        4_747,
        "MIT",
        Repository(
            "https://github.com/jdmacleod/handwritten-calculator",
            "c00b70f1dfafe54c17de6ed7fc49b9598d134e2c",
            "mdas_symbol_dataset",
        ),
        conversion.mdas,
    ),
    Source(
        "aiedu_operators.npz",
        "operators and brackets (mnist-calculator)",
        4_271,
        "MIT",
        Repository("https://github.com/LogCreative/mnist-calculator", "e48615d05519", "task1/B09"),
        conversion.aiedu,
    ),
    Source(
        "mathnote_symbols.jsonl.gz",
        "symbols drawn in a browser (Nemtsov)",
        5_672,
        "Apache-2.0",
        Repository(
            "https://github.com/YonatanNemtsov/mathnote-ocr", "a087b9d174ea", "data/shared/symbols"
        ),
        conversion.mathnote,
    ),
    Source(
        "pendigits_train.jsonl.gz",
        "digits written on a tablet (Alpaydin, Alimoglu)",
        7_494,
        "CC BY 4.0",
        Archive(
            "https://archive.ics.uci.edu/static/public/81/"
            "pen+based+recognition+of+handwritten+digits.zip",
            # As two public projects state it that checked what they fetched; 1,668,118 bytes.
            "1e02bea023613c2b11c9492f6f34caf975420455934f3527d270cee9a1f03b64",
            conversion.PENDIGITS_ARCHIVE,
        ),
        conversion.pendigits,
    ),
)
