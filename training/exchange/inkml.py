"""Symbols from and to W3C InkML: groups of traces annotated with what they are, as CROHME's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import numpy as np

from segmentation.codecs import InkError
from segmentation.ink import Ink, Stroke
from segmentation.inkml import (
    channels_of,
    ink_of_traces,
    local_name,
    named,
    parse_inkml,
    written_traces,
)
from training.exchange.classes import label_of_latex, latex_of
from training.exchange.entries import Entry, as_told
from training.exchange.specimen import Found, Skipped, Specimen, Unreadable, foreign

MAX_FILE_BYTES = 8 * 2**20
_TRUTH = "truth"
_CHANNELS = {
    **{name: f'<channel name="{name}" type="decimal"/>' for name in ("X", "Y", "F")},
    "T": '<channel name="T" type="decimal" units="ms"/>',
}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(frozen=True, slots=True)
class _Symbol:
    """Traces that are one symbol, and what the file says that it is, in LaTeX."""

    truth: str
    traces: list[Element]


def symbols_of_inkml(entry: Entry) -> Found:
    """Return the symbols of a file, and what of it was skipped.

    A symbol is a group of traces with a truth and no group in it; a file without such groups is one
    symbol, if its own truth says so. Raises InputError for what is no InkML.
    """
    shown = as_told(entry.name)
    root = parse_inkml(entry.read(MAX_FILE_BYTES))
    channels = channels_of(root)
    symbols = list(_groups(root)) or _whole(root)
    found: list[Specimen | Skipped] = []
    others: Counter[str] = Counter()
    for number, symbol in enumerate(symbols, start=1):
        name = shown if len(symbols) == 1 else f"{shown}, symbol {number:,}"
        label = label_of_latex(symbol.truth)
        if label is None:
            others[symbol.truth] += 1
        else:
            found.append(_found(name, label, symbol.traces, channels))
    if others:
        found.append(foreign(shown, others.total(), others.keys()))
    return tuple(found)


def inkml_of(label: str, ink: Ink) -> str:
    """Return the InkML document of one symbol, with times where each of its points has one."""
    names = ["X", "Y"]
    if all(stroke.times is not None for stroke in ink.strokes):
        names.append("T")
        if all(stroke.pressures is not None for stroke in ink.strokes):
            names.append("F")
    channels = "".join(_CHANNELS[name] for name in names)
    traces = "".join(
        f'<trace id="{at}">{_points(stroke, len(names))}</trace>\n'
        for at, stroke in enumerate(ink.strokes)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ink xmlns="http://www.w3.org/2003/InkML">\n'
        f'<annotation type="truth">{escape(latex_of(label))}</annotation>\n'
        f"<traceFormat>{channels}</traceFormat>\n{traces}</ink>\n"
    )


def _points(stroke: Stroke, width: int) -> str:
    columns = [stroke.points, stroke.times, stroke.pressures][: width - 1]
    table = np.column_stack([column for column in columns if column is not None])
    return ", ".join(" ".join(map(repr, row)) for row in table.tolist())


def _groups(root: Element) -> Iterator[_Symbol]:
    """Yield the groups that have a truth and no groups; each trace goes to the first that has it.

    So the cost is that of the file, however often its groups name one trace.
    """
    waiting = {_id(trace): trace for trace in written_traces(root)}
    for group in named(root, "traceGroup"):
        parts = [local_name(part) for part in group]
        truth = _truth(group)
        if truth is None or "traceGroup" in parts:
            continue
        traces = []
        for part, kind in zip(group, parts, strict=True):
            ids = (
                [_id(part)] if kind == "trace" else _references(part) if kind == "traceView" else []
            )
            traces += [waiting.pop(each) for each in ids if each in waiting]
        yield _Symbol(truth, traces)


def _whole(root: Element) -> list[_Symbol]:
    truth = _truth(root)
    if truth is None:
        raise Unreadable("no_truth", "It does not say what its symbols are.")
    return [_Symbol(truth, written_traces(root))]


def _truth(element: Element) -> str | None:
    """Return what an element itself says that it is, without the `$` of LaTeX."""
    for part in element:
        if local_name(part) == "annotation" and part.get("type") == _TRUTH:
            return (part.text or "").strip().strip("$").strip()
    return None


def _references(view: Element) -> list[str]:
    reference = view.get("traceDataRef")
    return [] if reference is None else [reference.strip().lstrip("#")]


def _id(trace: Element) -> str:
    return trace.get("id") or trace.get(_XML_ID) or f"no id {id(trace)}"


def _found(
    name: str, label: str, traces: list[Element], channels: tuple[str, ...]
) -> Specimen | Skipped:
    try:
        ink = ink_of_traces(traces, channels)
    except InkError as error:
        return Skipped(name, error.message)
    if not ink.strokes:
        return Skipped(name, "It has no strokes, or they are of another symbol too.")
    return Specimen(name, label, ink, None)
