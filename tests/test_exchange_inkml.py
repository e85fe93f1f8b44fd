"""InkML: annotated groups and files of one symbol, as CROHME writes them, and hostile documents."""

from __future__ import annotations

import time

import numpy as np
import pytest
from specimens import found_in, inkml, labels_in, reasons_in, truth

from segmentation.ink import Ink, Stroke
from segmentation.inkml import ink_from_inkml
from training.exchange.inkml import inkml_of

TRACES = "".join(f'<trace id="{at}">{at} 0, {at} 9</trace>' for at in range(6))


def group(text: str, *marks: int, inside: str = "") -> str:
    views = "".join(f'<traceView traceDataRef="{mark}"/>' for mark in marks)
    return f"<traceGroup>{truth(text)}{views}{inside}</traceGroup>"


def expression(*groups: str) -> bytes:
    nested = group("Segmentation", inside="".join(groups))
    return inkml(truth("$1+2$") + TRACES + nested)


def test_each_group_that_has_no_groups_is_a_symbol():
    data = expression(group("1", 0), group("+", 1, 3), group(r"\times", 2), group("(", 4, 5))
    specimens, skipped = found_in({"a.inkml": data})
    assert skipped == []
    assert {s.label: [t.points[0, 0] for t in s.ink.strokes] for s in specimens} == {
        "1": [0],
        "+": [1, 3],
        "×": [2],
        "(": [4, 5],
    }
    assert specimens[0].name == "a.inkml, symbol 1"
    assert specimens[0].picture is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("7", "7"),
        ("$7$", "7"),
        (r"$\div$", "÷"),
        (r"\lbrack", "("),
        (r"\}", ")"),
        (".", "."),
        ("=", "="),
        ("none", "none"),
        ("-", "-"),
        ("/", "÷"),
    ],
)
def test_a_file_may_be_one_symbol(text, label):
    data = inkml(truth(text) + "<trace>1 2, 3 4</trace><trace>5 6</trace>")
    assert labels_in({"a.inkml": data}) == [label]


def test_traces_may_lie_in_their_group_or_be_named_with_a_hash():
    inner = f"<traceGroup>{truth('1')}<trace>0 0, 0 9</trace></traceGroup>"
    hashed = f'<traceGroup>{truth("7")}<traceView traceDataRef="#t1"/></traceGroup>'
    data = inkml(f'<trace xml:id="t1">1 1, 2 2</trace>{inner}{hashed}')
    assert labels_in({"a.inkml": data}) == ["1", "7"]


def test_symbols_of_other_classes_are_told_together():
    data = expression(group("x", 0), group(r"\sqrt", 1), group("x", 2), group("1", 3))
    specimens, [skipped] = found_in({"a.inkml": data})
    assert [specimen.label for specimen in specimens] == ["1"]
    assert skipped.reason == r"3 symbols of classes that are no symbols here: \sqrt, x."


def test_a_file_of_an_expression_without_groups_is_told():
    [reason] = reasons_in({"a.inkml": inkml(truth("$26$") + TRACES)})
    assert reason == "1 symbol of classes that are no symbols here: 26."
    [reason] = reasons_in({"a.inkml": inkml(TRACES)})
    assert reason == "It does not say what its symbols are."


def test_a_symbol_without_strokes_is_skipped():
    specimens, skipped = found_in({"a.inkml": expression(group("1", 77), group("2", 0))})
    assert [specimen.label for specimen in specimens] == ["2"]
    assert [each.reason for each in skipped] == [
        "It has no strokes, or they are of another symbol too."
    ]


def test_a_symbol_with_broken_strokes_is_skipped_alone():
    data = inkml(
        '<trace id="0">1 2, what</trace><trace id="1">1 2</trace>' + group("1", 0) + group("2", 1)
    )
    specimens, skipped = found_in({"a.inkml": data})
    assert [specimen.label for specimen in specimens] == ["2"]
    assert len(skipped) == 1


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><ink>&c;</ink>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><ink>&b;</ink>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<ink>",
        b"<html/>",
        BOMB,
        OUTSIDE,
        inkml("<trace>1 2</trace>")[:-3],
        inkml(truth("7") + "<traceFormat><channel name='X'/></traceFormat><trace>1</trace>"),
        inkml(truth("7") + "<trace>1 nan</trace>"),
        inkml(truth("7") + "<trace>1 1e400</trace>"),
        inkml(truth("7") + "<trace>1 1e9</trace>"),
        inkml(truth("7")),
        inkml(truth("7") + "<trace>1 2</trace>" * 500),
        inkml(truth("7") + " " * 9 * 2**20),
        inkml(truth("&lt;script&gt;" * 999) + TRACES),
    ],
)
def test_a_hostile_document_is_skipped_with_a_reason(data):
    specimens, [skipped] = found_in({"a.inkml": data})
    assert specimens == []
    assert skipped.reason.endswith(".") and len(skipped.reason) < 300


@pytest.mark.parametrize(
    "inside",
    [
        TRACES + group("7", *range(6)) * 40_000,
        TRACES + "<traceGroup>" * 900 + "</traceGroup>" * 900,
        TRACES + f"<traceGroup>{truth('7')}<b>" * 400 + "</b></traceGroup>" * 400,
        "".join(f'<trace id="{at}">0 0</trace>' for at in range(50_000)) + group("7", *range(300)),
        "".join(f"<traceGroup>{truth('7')}<trace>0 0</trace></traceGroup>" for _ in range(30_000)),
    ],
    ids=["one trace in many groups", "deep", "deep with truths", "many traces", "many symbols"],
)
def test_a_large_document_takes_time_in_proportion(inside):
    start = time.monotonic()
    found_in({"a.inkml": inkml(inside)})
    assert time.monotonic() - start < 20


TIMES, PRESSURES = np.array([0.0, 7.5]), np.array([0.1, 1.0])
POINTS = np.array([[0.1, -2e-7], [1e6, 3.3333333333333335]])


@pytest.mark.parametrize(
    "strokes",
    [
        (Stroke(POINTS),),
        (Stroke(POINTS), Stroke(POINTS[:1])),
        (Stroke(POINTS, TIMES),),
        (Stroke(POINTS, TIMES, PRESSURES), Stroke(POINTS, TIMES, PRESSURES)),
        (Stroke(POINTS, TIMES, PRESSURES), Stroke(POINTS, TIMES)),
        (Stroke(POINTS, TIMES), Stroke(POINTS)),
    ],
)
def test_ink_comes_back_exactly(strokes):
    ink = ink_from_inkml(inkml_of("+", Ink(strokes)).encode())
    timed = all(stroke.times is not None for stroke in strokes)
    pressed = timed and all(stroke.pressures is not None for stroke in strokes)
    for one, other in zip(ink.strokes, strokes, strict=True):
        assert (one.points == other.points).all()
        assert (one.times is not None) == timed
        assert (one.pressures is not None) == pressed
        assert not timed or (one.times == other.times).all()
        assert not pressed or (one.pressures == other.pressures).all()
