"""Folders of photos as sets: what they mean, how readings of them are judged and shown."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from rows import expression_row, write_rows
from scripted import Scripted

from calculator.grammar import parse_text
from calculator.read import read_ink
from calculator.reading import PhotoReading, Reading
from segmentation.ink import Ink
from training.benchmarks import PhotoExpression, PhotoSet, load_expressions, load_set
from training.comparison import Way, compare
from training.datasets import DataError
from training.errors_page import write_errors
from training.evaluation import evaluate
from training.judgement import Judged, counted_lines, has_answer, is_exact, photo_figures_of
from training.metrics import wilson
from webapp.cli import main


def line(script):
    """Return the line that symbols side by side make."""
    ink = Ink.of([[[at * 30, 0], [at * 30 + 20, 40]] for at in range(len(script))])
    return read_ink(ink, Scripted(script), "projection").lines[0]


def reading_of(*scripts, turn=0, size=(900, 300)):
    return PhotoReading("photo", "model", tuple(map(line, scripts)), size, turn, (), ())


def write_photo(path, width):
    Image.fromarray(np.full((300, width, 3), 240, np.uint8)).save(path)


def write_labels(folder, rows):
    texts = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    (folder / "labels.jsonl").write_text("\n".join(texts), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Return an empty folder for photos, within one of benchmarks."""
    path = tmp_path / "bench" / "photos"
    path.mkdir(parents=True)
    return path


@pytest.fixture
def bench(folder, monkeypatch):
    """Return a folder of benchmarks whose photos are read as their width says, 600 or else."""

    def read(photo, classifier):
        return reading_of("12" if photo.size[0] == 600 else "77", turn=90, size=photo.size)

    monkeypatch.setattr("training.judgement.read_photo", read)
    for name, width in (("a.png", 600), ("b.jpg", 900), ("c.png", 600)):
        write_photo(folder / name, width)
    rows = [
        {"file": "a.png", "expr": "12", "kind": "photo", "source": "anna"},
        {"file": "b.jpg", "expr": "4×4", "kind": "photo", "source": "<b>ert"},
        {"file": "c.png", "expr": "12", "kind": "canvas", "source": "anna"},
    ]
    write_labels(folder, rows)
    return folder.parent


# Loading


@pytest.mark.parametrize(
    ("expr", "meaning"),
    [
        (r"\frac{7+9×3}{2}", "(7+9*3)/2"),
        ("4÷2", "4/2"),
        ("[10-81/9]*50", "(10-81/9)*50"),
        ("-(3×2)/4", "-(3*2)/4"),
        ("18-3*4(6-2)/3", "18-3*4*(6-2)/3"),
        ("3 − 1 =", "3-1"),
    ],
)
def test_a_photo_has_the_meaning_of_its_row(folder, expr, meaning):
    write_photo(folder / "a.png", 9)
    write_labels(folder, [{"file": "a.png", "expr": expr, "kind": "canvas", "source": "anna"}])
    (photo,) = load_set("photos", folder).photos
    assert photo.truth == parse_text(meaning)
    assert (photo.path, photo.kind, photo.source) == (folder / "a.png", "canvas", "anna")


def test_photos_without_a_meaning_are_left_out(folder):
    write_photo(folder / "a.png", 9)
    texts = (r"\sqrt{4}", "2x", "1")
    write_labels(folder, [{"file": "a.png", "expr": text} for text in texts])
    photos = load_set("photos", folder)
    assert (len(photos.photos), photos.left_out, photos.roots) == (1, 2, 1)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"file": "none.png", "expr": "1"}, r"labels\.jsonl, row 2.*none\.png"),
        ({"file": "a.png"}, r"labels\.jsonl, row 2"),
        ({"expr": "1"}, r"labels\.jsonl, row 2"),
        ({"file": "a.png", "expr": 1}, r"labels\.jsonl, row 2"),
        ("{", "no file of JSON rows"),
        ("[1]", "no file of JSON rows"),
    ],
)
def test_a_broken_row_of_photos_is_named(folder, row, says):
    write_photo(folder / "a.png", 9)
    write_labels(folder, [{"file": "a.png", "expr": "1"}, row])
    with pytest.raises(DataError, match=says):
        load_set("photos", folder)


def test_photos_are_no_expressions_in_ink(bench, folder):
    assert load_expressions("photos", folder) is None
    write_rows(bench / "lines.jsonl.gz", [expression_row("12+30")])
    assert compare(bench, (), {"one": Way("projection")}).sets == ["lines"]


# Judging


@pytest.mark.parametrize(
    ("scripts", "exact", "answer"),
    [
        (("1+2",), True, True),
        (("2+1",), False, True),
        (("1+7",), False, False),
        # What makes no sense beside it changes nothing; a second expression does.
        (("1+2", "7+"), True, True),
        (("(", "1+2", "×"), True, True),
        (("1+2", "7"), False, False),
        (("7+",), False, False),
        ((), False, False),
    ],
)
def test_one_line_with_an_expression_must_be_the_truth(scripts, exact, answer):
    reading, truth = reading_of(*scripts), parse_text("1+2")
    assert (is_exact(reading, truth), has_answer(reading, truth)) == (exact, answer)


def test_of_ink_every_line_counts():
    reading = Reading("ink", "model", reading_of("1+2", "7+").lines)
    assert len(counted_lines(reading)) == 2
    assert not is_exact(reading, parse_text("1+2"))


def judged(source, exact, scripts=("12",), kind="photo"):
    photo = PhotoExpression(None, parse_text("12"), kind, source)
    return Judged(photo, reading_of(*scripts), 1.0, exact, True)


def measured(*those):
    return photo_figures_of(PhotoSet("photos", [each.expression for each in those]), those)


def test_figures_of_photos_are_told_by_source_and_by_kind():
    figures = measured(
        judged("c", False, kind="canvas"),
        *(judged("a", True) for _ in range(3)),
        judged("b", True),
        judged("b", False, ("12", "7+", "×")),
        judged("d", True, ("7+", "7+")),
    )
    assert (figures["n"], figures["exact"], figures["answer"]) == (7, 5 / 7, 1)
    assert figures.keys() >= {"ece", "exact_at_80", "p50_ms", "p95_ms"}
    assert list(figures["sources"]) == ["a", "b", "c", "d"]
    assert figures["sources"]["b"] == {
        "n": 2,
        **{"exact": 0.5, "exact_interval": wilson(1, 2)},
        **{"answer": 1, "answer_interval": wilson(2, 2)},
    }
    assert {kind: (own["n"], own["exact"]) for kind, own in figures["kinds"].items()} == {
        "photo": (6, 5 / 6),
        "canvas": (1, 0),
    }
    assert (figures["small_sources_n"], figures["exact_small_sources"]) == (2, 0.5)
    assert figures["extra_lines"] == 2


def test_without_small_sources_there_is_no_figure_of_them():
    figures = measured(judged("a", True), judged("b", True))
    assert "exact_small_sources" not in figures
    json.dumps(figures, allow_nan=False)


def test_the_confidence_of_a_photo_is_that_of_what_counts():
    alone = judged("a", True)
    beside = replace(alone, reading=reading_of("12", "7+"))
    assert alone.confidence == beside.confidence == pytest.approx(line("12").confidence)
    assert replace(alone, reading=reading_of("7+")).confidence == 0


# The report


@pytest.mark.parametrize("at", ["the set", "its folder"])
def test_a_folder_of_photos_is_measured(bench, folder, at):
    sets = evaluate(bench if at == "its folder" else folder, (), "lattice").sets
    assert {name: (own["n"], own["exact"]) for name, own in sets.items()} == {"photos": (3, 2 / 3)}
    assert sets["photos"]["p50_ms"] > 0


def test_a_file_that_is_refused_was_not_read(bench, folder):
    (folder / "a.png").write_bytes(b"not a picture")
    assert evaluate(bench, (), "lattice").sets["photos"]["exact"] == 1 / 3


def test_the_table_has_a_row_for_each_source(bench, folder):
    write_labels(
        folder,
        [
            *({"file": "a.png", "expr": "12", "source": "anna"} for _ in range(3)),
            *({"file": "b.jpg", "expr": "77", "source": "bert"} for _ in range(2)),
            {"file": "b.jpg", "expr": "1", "source": "carla"},
        ],
    )
    rows = [row.split() for row in evaluate(bench, (), "lattice").as_table().splitlines()]
    at = rows.index(["photos,", "by", "source", "n", "exact", "%", "answer", "%"])
    assert [row[:-4] for row in rows[at + 2 : at + 7]] == [
        ["anna", "3"],
        ["bert", "2"],
        ["carla", "1"],
        ["all", "but", "the", "two", "largest", "1"],
        ["all", "6"],
    ]
    assert [row[-4] for row in rows[at + 2 : at + 7]] == [
        "100.00",
        "100.00",
        "0.00",
        "0.00",
        "83.33",
    ]


def test_the_command_measures_photos(bench):
    arguments = ["evaluate", str(bench), "--only", "photos"]
    data = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert data["sets"]["photos"]["sources"]["anna"]["exact"] == 1
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0 and "photos, by source" in result.stdout
    refused = CliRunner().invoke(main, [*arguments, "--compare"])
    assert "no set of expressions" in refused.stderr


# The page of errors


def page_of(bench, tmp_path):
    path = tmp_path / "errors.html"
    write_errors(path, evaluate(bench, (), "lattice"))
    return path.read_text(encoding="utf-8")


def test_photos_read_wrongly_are_shown_as_they_were_turned(bench, tmp_path):
    text = page_of(bench, tmp_path)
    (entry,) = re.findall("<li>.*?</li>", text, re.DOTALL)
    assert "photos/b.jpg" in entry and "% sure" in entry
    assert "<mn>77</mn>" in re.sub(' data-symbols="[^"]*"', "", entry)
    (data,) = re.findall(r'src="data:image/jpeg;base64,([^"]*)"', entry)
    with Image.open(BytesIO(b64decode(data))) as image:
        assert image.format == "JPEG"
        assert image.size == (200, 600)
    assert not re.search(r'<script|<link|src="(?!data:)|@import|url\(', text)


def test_a_wide_photo_is_scaled_down(bench, folder, tmp_path, monkeypatch):
    write_photo(folder / "b.jpg", 1200)
    monkeypatch.setattr("training.judgement.read_photo", lambda *_: reading_of("7", size=(9, 9)))
    assert 'width="400" height="100"' in page_of(bench, tmp_path)


def test_the_page_says_which_file_was_refused(bench, folder, tmp_path):
    (folder / "a.png").write_bytes(b"not a picture")
    text = page_of(bench, tmp_path)
    assert "2 of 3 expressions read wrongly" in text
    (entry,) = [each for each in text.split("<li>") if "photos/a.png" in each]
    assert "<img" not in entry and "class=wrong" in entry
