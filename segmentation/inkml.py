"""Ink from W3C InkML (https://www.w3.org/TR/InkML/), as tablets and CROHME write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from segmentation.codecs import InkError, check_amount, stroke_of
from segmentation.ink import Ink, Stroke

_DEFAULT_CHANNELS = ("X", "Y")
# Possessive (`++`): without them, a long number that ends wrongly would be tried in every length.
_VALUE = re.compile(
    r"""\s*+(?:([!'"])\s*+)?([-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?+)(?=[\s!'"+-]|$)"""
)
_DIFFERENCE_ORDER = {"!": 0, "'": 1, '"': 2}


def ink_from_inkml(text: bytes) -> Ink:
    """Read the traces of an InkML document, in the order of the document.

    Of the channels, X and Y are kept, T and F (force) too where every trace has them in that order.
    Raises InkError for what is no InkML, is hostile, or is beyond the limits of ink.
    """
    root = parse_inkml(text)
    return ink_of_traces(written_traces(root), channels_of(root))


def written_traces(element: Element) -> list[Element]:
    """Return the traces under an element, in order, without those of a lifted pen."""
    return [trace for trace in named(element, "trace") if trace.get("type") != "penUp"]


def ink_of_traces(traces: Sequence[Element], channels: tuple[str, ...]) -> Ink:
    """Return the ink of some traces of a document, without empty ones.

    Raises InkError for what is malformed, or beyond the limits of ink.
    """
    bodies = [[part for part in (trace.text or "").split(",") if part.strip()] for trace in traces]
    check_amount(bodies)
    return Ink(tuple(_trace(body, channels, index) for index, body in enumerate(bodies) if body))


def parse_inkml(text: bytes) -> Element:
    """Return the root of an InkML document; raises InkError for anything else."""
    try:
        root: Element = fromstring(text)
    except DefusedXmlException as error:
        raise InkError("hostile_xml", "The InkML declares entities, which are refused.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise InkError("malformed_inkml", f"This is no well-formed InkML: {error}.") from error
    if root.tag.rpartition("}")[2] != "ink":
        raise InkError("malformed_inkml", "This XML is not InkML: its root must be <ink>.")
    return root


def named(root: Element, name: str) -> Iterator[Element]:
    """Yield all elements of a name under another, whatever namespace they are in."""
    return (element for element in root.iter() if local_name(element) == name)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace; of comments, none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def channels_of(root: Element) -> tuple[str, ...]:
    """Return the names of what a document says of each point; raises InkError without X and Y."""
    formats = list(named(root, "traceFormat"))
    # Intermittent channels come after the regular ones, and need not come at all.
    regular = [child for child in formats[0] if local_name(child) == "channel"] if formats else []
    names = tuple(channel.get("name", "") for channel in regular) or _DEFAULT_CHANNELS
    if "X" not in names or "Y" not in names:
        raise InkError("malformed_inkml", "The InkML has no X and Y channels.")
    return names


def _trace(points: list[str], channels: tuple[str, ...], index: int) -> Stroke:
    name = f"Trace {index + 1}"
    rows = np.array(list(_absolute(points, len(channels), name)), dtype=np.float64)
    wanted = ["X", "Y"]
    if "T" in channels:
        wanted += ["T", "F"] if "F" in channels else ["T"]
    return stroke_of(rows[:, [channels.index(channel) for channel in wanted]], name)


def _absolute(points: list[str], width: int, name: str) -> Iterator[list[float]]:
    """Undo InkML's differences: a prefix holds for its channel until the next prefix."""
    orders = [0] * width
    last, velocity = [0.0] * width, [0.0] * width
    for point in points:
        values = _values(point, width, name)
        if len(values) < width:
            raise InkError("malformed_inkml", f"{name} has a point with too few values.")
        for channel, (prefix, value) in enumerate(values):
            orders[channel] = _DIFFERENCE_ORDER.get(prefix, orders[channel])
            if orders[channel] == 2:
                value += velocity[channel]
            if orders[channel] >= 1:
                value += last[channel]
            velocity[channel] = value - last[channel]
            last[channel] = value
        yield list(last)


def _values(point: str, width: int, name: str) -> list[tuple[str, float]]:
    """Return the first `width` values of a point, each with its prefix; more are not looked at."""
    values: list[tuple[str, float]] = []
    point, position = point.strip(), 0
    while len(values) < width and position < len(point):
        match = _VALUE.match(point, position)
        if match is None:
            raise InkError("malformed_inkml", f"{name} has a value that is not a number.")
        values.append((match[1] or "", float(match[2])))
        position = match.end()
    return values
