"""The errors page: what was read wrongly, the most confident first, written whole or not at all."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from scripted import Scripted

from calculator.grammar import parse_text
from segmentation.ink import Ink
from training.benchmarks import Expression, ExpressionSet
from training.drawing import svg
from training.errors_page import write_errors
from training.evaluation import Report
from training.judgement import figures_of, judge

STROKES = [[[at * 30, 0], [at * 30 + 20, 40]] for at in range(3)]


def written(text, groups=((0,), (1,), (2,))):
    return Expression(Ink.of(STROKES), parse_text(text), tuple(map(frozenset, groups)))


def report_of(**sets):
    """Return a report on named sets, each a script and the expressions that are read as it says."""
    report = Report("16-<a>", "projection", 1)
    for name, (script, expressions) in sets.items():
        report.judged[name] = judge(expressions, Scripted(script), "projection")
        report.sets[name] = figures_of(ExpressionSet(name, expressions), report.judged[name])
    return report


@pytest.fixture
def page(tmp_path):
    """Return a function that writes a report's page and returns its text."""

    def write(report):
        path = tmp_path / "errors.html"
        write_errors(path, report)
        assert list(tmp_path.iterdir()) == [path]
        return path.read_text(encoding="utf-8")

    return write


def entries(text):
    return re.findall("<li>.*?</li>", text, re.DOTALL)


def test_errors_are_shown_and_what_is_right_is_not(page):
    text = page(report_of(some=("1+2", [written("1+2"), written("1+7")])))
    (entry,) = entries(text)
    assert "1 of 2 expressions read wrongly" in text
    assert "<mn>7</mn>" in re.sub(' data-symbols="[^"]*"', "", entry)
    assert entry.count("<polyline") == 3 and "% sure" in entry and "some" in entry


def test_confident_errors_come_first(page):
    unsure = [{"1": 0.6, "7": 0.3}, "+", "2"]
    text = page(report_of(a=(unsure, [written("3+3")]), b=("1+2", [written("3+3")])))
    assert [">b<" in entry for entry in entries(text)] == [True, False]


def test_groups_that_differ_are_marked_and_told(page):
    text = page(report_of(some=("1+2", [written("14", groups=((0,), (1, 2)))])))
    (entry,) = entries(text)
    assert entry.count('class="marked"') == 2
    assert "2 3 as + (2), 2 (3)" in entry


def test_what_could_not_be_understood_is_told(page):
    assert "never closed" in page(report_of(some=("(12", [written("3+3")])))


def test_names_are_text_and_not_markup(page):
    text = page(report_of(**{"<b>some": ("1+2", [written("3+3")])}))
    assert "<b>some" not in text and "16-<a>" not in text


def test_the_page_needs_nothing_else_and_its_tags_are_balanced(page):
    text = page(report_of(some=("1+2", [written("3+3"), written("1+2")])))
    assert not re.search(r"<script|<link|src=|@import|url\(", text)
    waiting = []

    class Balance(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in ("meta", "br"):
                waiting.append(tag)

        def handle_endtag(self, tag):
            assert waiting.pop() == tag

    Balance().feed(re.sub("<polyline[^>]*/>", "", text))
    assert not waiting


def test_a_page_that_cannot_be_made_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "errors.html"
    path.write_text("old")
    report = report_of(some=("1+2", [written("3+3")]))

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("training.errors_page.svg", broken)
    with pytest.raises(RuntimeError):
        write_errors(path, report)
    assert [each.name for each in tmp_path.iterdir()] == ["errors.html"]
    assert path.read_text() == "old"


def points_of(picture):
    return [
        [tuple(map(int, pair.split(","))) for pair in points.split()]
        for points in re.findall('points="([^"]*)"', picture)
    ]


@pytest.mark.parametrize(
    "strokes",
    [[[[5, 5]]], [[[0, 0], [1000, 0]]], [[[0, 0], [0, 1e-6]]], [[[0, 0], [9, 9]], [[4, 4]]]],
)
def test_any_ink_is_drawn_within_its_picture(strokes):
    picture = svg(Ink.of(strokes))
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', picture).groups())
    for points in points_of(picture):
        assert len(points) >= 2
        assert all(0 < x < width and 0 < y < height for x, y in points)
