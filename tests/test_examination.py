"""The examination: the same for all, and written as a pen would write it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from specimens import SIDE, picture

import training.examination
from recognizer.alphabet import INDEX
from segmentation.ink import Ink
from segmentation.raster import draw, fit
from segmentation.tracing import trace
from training.examination import Examination, as_written, expressions
from training.samples import Samples
from training.synthesis import letters, synthesize


def pictures_of(samples):
    segments, _ = samples.take(np.arange(len(samples)))
    return draw(fit(segments))


def strokes(samples):
    borders = zip(samples.offset[:-1], samples.offset[1:], strict=True)
    return [len(np.unique(samples.stroke[first:last])) for first, last in borders]


@pytest.fixture(scope="module")
def parts():
    rng = np.random.default_rng(4)
    return synthesize(1, rng), letters(1, rng).subset(np.arange(30))


@pytest.fixture(scope="module")
def examination(parts):
    return Examination.of(parts)


def test_every_sample_is_drawn_alone(examination, parts):
    assert examination.pictures.shape == (sum(map(len, parts)), 32, 32)
    assert np.array_equal(examination.pictures[: len(parts[0])], pictures_of(parts[0]))
    assert examination.targets.tolist() == [*parts[0].target, *parts[1].target]


def test_the_same_samples_make_the_same_expressions(examination, parts):
    again = Examination.of(parts)
    assert [each.truth for each in again.expressions] == [e.truth for e in examination.expressions]
    for one, other in zip(again.expressions, examination.expressions, strict=True):
        pairs = zip(one.ink.strokes, other.ink.strokes, strict=True)
        assert all(np.array_equal(a.points, b.points) for a, b in pairs)


def test_expressions_are_of_a_length_that_people_write(examination):
    lengths = [len(each.groups) for each in examination.expressions]
    assert min(lengths) >= 1 and max(lengths) <= 15
    assert np.mean(lengths) > 4


def test_there_are_no_more_expressions_than_symbols_and_never_too_many(parts, monkeypatch):
    assert len(expressions(parts)) == len(parts[0])
    assert len(expressions((parts[0].subset(np.arange(5)),))) == 5
    monkeypatch.setattr(training.examination, "_MOST_EXPRESSIONS", 7)
    assert len(expressions(parts)) == 7


def test_a_traced_symbol_is_written_in_one_stroke_and_looks_the_same():
    plus = np.asarray(picture("+", paper=0, pen=255))
    assert plus.shape == (SIDE, SIDE)
    traced = Samples.of("traced", [trace(plus)], [INDEX["+"]])
    written = as_written(traced)
    assert strokes(traced) == [4]
    assert strokes(written) == [1]
    assert np.abs(pictures_of(traced) - pictures_of(written)).max() < 0.05


def test_strokes_that_do_not_meet_stay_apart(parts):
    crossed = Ink.of([[[0, 10], [20, 10]], [[10, 0], [10, 20]]])
    tap = Ink.of([[[3, 3]]])
    samples = Samples.of("pen", [crossed, tap], [INDEX["+"], INDEX["×"]])
    written = as_written(samples)
    assert strokes(written) == [2, 1]
    assert np.allclose(pictures_of(written), pictures_of(samples), atol=0.01)


def test_what_falls_apart_into_more_strokes_than_any_group_is_not_composed_with():
    broken = Ink.of([[[5 * n, 0], [5 * n + 2, 30]] for n in range(5)])
    whole = Ink.of([[[0, 0], [0, 30]]])
    written = as_written(Samples.of("bars", [broken, whole], [INDEX["8"], INDEX["1"]]))
    assert written.target.tolist() == [INDEX["1"]]


def test_small_parts_are_one_source_to_the_composer(parts, monkeypatch):
    asked = []

    class Composer(training.examination.Composer):
        def __init__(self, sets, rng):
            asked.append([(each.source, len(each)) for each in sets])
            super().__init__(sets, rng)

    monkeypatch.setattr(training.examination, "Composer", Composer)
    monkeypatch.setattr(training.examination, "_LARGE", 100)
    small = replace(parts[0].subset(np.arange(0, 60)), source="small")
    expressions((parts[0], small, replace(small, source="other"), parts[1]))
    assert asked == [[("synthesized", len(parts[0])), ("small+other", 120)]]
