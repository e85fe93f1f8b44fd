"""Evaluation: figures worked out by hand, and a small folder of benchmarks measured whole."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from drawings import fixture
from rows import expression_row, write_rows
from scripted import Scripted

from recognizer.bundle import MODEL_FILE, SHIPPED
from segmentation.ink import Ink
from training.benchmarks import SymbolSet
from training.datasets import DataError
from training.evaluation import evaluate, measure_symbols
from training.metrics import wilson

STROKE = [[0, 0], [20, 40]]


def symbols(*labels):
    return SymbolSet("set", [Ink.of([STROKE])] * len(labels), labels)


# Symbols


def test_accuracy_counts_the_sixteen_classes_by_their_meaning():
    figures = measure_symbols(symbols("1", "2", "/", "[", "×"), Scripted("12÷(+"))
    assert figures["n"] == 5
    assert figures["accuracy"] == pytest.approx(0.8)
    assert figures["accuracy_interval"] == wilson(4, 5)
    assert "accuracy_among_digits" not in figures
    assert not [key for key in figures if key.startswith("reject")]


def test_sets_of_digits_are_also_measured_among_digits():
    script = [{"×": 0.6, "1": 0.3, "7": 0.1}, "2", {"(": 0.6, "4": 0.3, "6": 0.1}]
    figures = measure_symbols(symbols("1", "2", "6"), Scripted(script))
    assert figures["accuracy"] == pytest.approx(1 / 3)
    assert figures["accuracy_among_digits"] == pytest.approx(2 / 3)


def test_rejection_tells_foreign_symbols_from_lookalikes():
    labels = ["1", "2", "3", "\\alpha", "\\int", "O", "l"]
    tops = [0.9, 0.8, 0.7, 0.75, 0.1, 0.95, 0.85]
    script = [{"1": top} for top in tops]
    figures = measure_symbols(symbols(*labels), Scripted(script))
    assert figures["n"] == 3
    assert [figures[f"{name}_n"] for name in ("reject", "reject_lookalike", "reject_all")] == [
        2,
        2,
        4,
    ]
    assert figures["reject_auroc"] == pytest.approx(5 / 6)
    assert figures["reject_lookalike_auroc"] == pytest.approx(1 / 6)
    assert figures["reject_all_auroc"] == pytest.approx(6 / 12)
    assert figures["reject_fpr95"] == pytest.approx(0.5)
    assert figures["reject_lookalike_fpr95"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "labels",
    [("\\alpha",), ("O",), ("\\alpha", "O"), ("1", "\\alpha"), ("1", "O"), ("1",)],
    ids=" ".join,
)
def test_a_set_that_lacks_a_kind_of_symbol_has_no_figure_for_it(labels):
    figures = measure_symbols(symbols(*labels), Scripted("1" * len(labels)))
    assert figures["n"] == labels.count("1")
    assert ("accuracy" in figures) == ("1" in labels)
    json.dumps(figures, allow_nan=False)


# A folder of benchmarks


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Return a folder with one set of each form, and files that are none."""
    folder = tmp_path_factory.mktemp("bench")
    pictures = np.zeros((3, 28, 28), np.uint8)
    pictures[0, 4:24, 13:15] = 255
    pictures[1, 13:15, 4:24] = 255
    pictures[2, 13:15, 4:24] = 255
    np.savez(folder / "tiny_test.npz", images=pictures, labels=np.array(["1", "-", "-"]))
    seven, two = fixture("7div0")["strokes"][:2], fixture("12+30")["strokes"][1:2]
    rows = [
        {"label": label, "strokes": [[point[:2] for point in stroke] for stroke in strokes]}
        for label, strokes in (("7", seven), ("2", two), ("\\sum", seven), ("Z", two))
    ]
    write_rows(folder / "some_symbols.jsonl.gz", rows)
    lines = [expression_row(name) for name in ("12+30", "84div2")]
    write_rows(folder / "some_linear.v2.jsonl.gz", lines)
    calc = [{"latex": text, "strokes": [[[0, 0], [0, 40]]]} for text in ("1=1", "\\sqrt{1}")]
    write_rows(folder / "some_calc.jsonl.gz", calc)
    write_rows(folder / "nothing.jsonl.gz", [])
    write_rows(folder / "other.jsonl.gz", [{"text": "1"}])
    (folder / "inkml").mkdir()
    (folder / "inkml" / "a.inkml").write_text("<ink><trace>0 0, 0 40</trace></ink>")
    (folder / "inkml" / "expr.tsv").write_text("a.inkml\t1\n")
    (folder / "photos").mkdir()
    (folder / "README.md").write_text("Sets to measure.")
    return folder


@pytest.fixture(scope="module")
def report(bench):
    """Return the report of the shipped model on every set of the folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return evaluate(bench, (), "projection")


def test_every_set_whose_form_is_known_is_measured(report):
    assert {name: figures["n"] for name, figures in report.sets.items()} == {
        "tiny_test": 3,
        "some_symbols": 2,
        "some_linear": 2,
        "some_calc": 1,
        "inkml": 1,
    }


def test_the_report_is_the_contract(report, classifier):
    data = report.as_dict()
    assert data.keys() >= {"model", "method", "sets"}
    assert (data["model"], data["method"]) == (classifier.model_id, "projection")
    assert data["size_bytes"] == (SHIPPED / MODEL_FILE).stat().st_size
    assert data["sets"]["some_symbols"].keys() >= {"n", "accuracy", "reject_auroc"}
    assert data["sets"]["some_linear"].keys() >= {
        "n",
        "exact",
        "answer",
        "segmentation_f",
        "ece",
        "exact_at_80",
        "exact_at_90",
        "by_length",
        "p50_ms",
        "p95_ms",
    }
    assert "segmentation_f" not in data["sets"]["inkml"]
    read_back = json.loads(json.dumps(data, allow_nan=False))
    assert read_back["sets"].keys() == data["sets"].keys()


def test_rates_lie_within_their_intervals(report):
    for figures in report.sets.values():
        intervals = [key for key in figures if key.endswith("_interval")]
        assert intervals
        for key in intervals:
            low, high = figures[key]
            assert 0 <= low <= figures[key.removesuffix("_interval")] <= high <= 1


def test_the_shipped_model_reads_the_written_lines(report):
    figures = report.sets["some_linear"]
    assert (figures["exact"], figures["answer"], figures["segmentation_f"]) == (1, 1, 1)


def test_the_table_shows_every_figure(report):
    text = report.as_table()
    rows = [line for line in text.splitlines() if line.strip()]
    lines = {line.split()[0]: line for line in reversed(rows)}
    assert f"model {report.model}, " in text and "method projection" in text
    assert lines["inkml"].split()[1] == "1"
    assert lines["some_linear"].split()[1:4] == ["2", "100.00", "(34.2–100.0)"]
    assert [line.split()[:3] for line in text.splitlines() if " foreign " in line] == [
        ["some_symbols", "foreign", "1"]
    ]
    assert all(heading in text for heading in ("AUROC", "groups F %", "ECE %", "p95 ms"))
    assert "nan" not in text
    assert "some_calc: 1 left out, 1 of them with roots" in rows
    assert ["some_linear", "100.0", "(2)"] in [row.split() for row in rows]


@pytest.mark.parametrize(
    ("only", "names"),
    [
        (("inkml",), ["inkml"]),
        (("some_linear", "inkml"), ["some_linear", "inkml"]),
        (("some_symbols",), ["some_symbols"]),
    ],
)
def test_only_the_named_sets_are_measured(bench, only, names):
    assert list(evaluate(bench, only, "projection").sets) == names


@pytest.mark.parametrize(
    ("only", "says"),
    [
        (("mnist",), "mnist"),
        (("inkml", "mnist", "pendigits"), "mnist, pendigits"),
        (("some_linear.v2",), "some_linear.v2"),
        (("README",), "no set whose form is known"),
        (("photos",), "no set whose form is known"),
    ],
)
def test_a_name_that_is_no_set_is_refused(bench, only, says):
    with pytest.raises(DataError, match=says):
        evaluate(bench, only, "projection")


def test_a_folder_without_sets_is_refused(tmp_path):
    with pytest.raises(DataError, match="no set whose form is known"):
        evaluate(tmp_path, (), "projection")
