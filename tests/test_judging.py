"""Judging: a worse model is refused for what it loses, an equal one passes, and figures add up."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

import training.examination
from recognizer.alphabet import INDEX, LABELS
from recognizer.bundle import BundleError, read_bundle
from training.datasets import DataError
from training.held_out import HeldOutSet
from training.judgement_report import as_table
from training.judging import is_unseen, judge_models
from training.samples import joined
from training.synthesis import letters, synthesize
from training.watch import Stopped, Watch

NONE = len(LABELS)
EXPRESSIONS = 30


def held_out_set(*parts):
    """Return samples as a set that is held out."""
    cards = [
        {"name": part.source, "sha256": f"{n:064}", "n": len(part)} for n, part in enumerate(parts)
    ]
    return HeldOutSet(parts, {"sha256": "f" * 64, "parts": cards})


def some(samples, *labels):
    """Return the samples of some classes."""
    return samples.subset(np.flatnonzero(np.isin(samples.target, [INDEX[each] for each in labels])))


def renamed(bundle, **changes):
    """Return a bundle under another identity, with a card that says more."""
    return replace(bundle, model_id="16-another", card=bundle.card | changes)


def changed(bundle, change):
    """Return a bundle whose last layer, weights and biases, was changed by a function of it."""
    model = onnx.load_from_string(bundle.model)
    for tensor in model.graph.initializer:
        if tensor.name.startswith("network.classes."):
            values = change(numpy_helper.to_array(tensor))
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    return replace(renamed(bundle), model=model.SerializeToString())


def confusing(bundle, one, other):
    """Return a bundle that takes two classes for each other."""
    order = np.arange(len(LABELS))
    order[[INDEX[one], INDEX[other]]] = INDEX[other], INDEX[one]
    return changed(bundle, lambda values: values[order])


@pytest.fixture(scope="module")
def shipped():
    return read_bundle()


@pytest.fixture(scope="module")
def held_out():
    """Return drawn symbols of every class and some letters, as two sources."""
    rng = np.random.default_rng(2)
    return held_out_set(synthesize(1, rng), letters(1, rng).subset(np.arange(40)))


@pytest.fixture(scope="module", autouse=True)
def few_expressions():
    """Have few expressions composed: enough to see that a model is worse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training.examination, "_MOST_EXPRESSIONS", EXPRESSIONS)
        yield


@pytest.fixture(scope="module")
def worse(shipped, held_out):
    """Return the judgement of a model that takes 7 for 1 and 1 for 7."""
    return judge_models(confusing(shipped, "7", "1"), shipped, held_out, Watch())


@pytest.fixture(scope="module")
def equal(shipped, held_out):
    """Return the judgement of the model in service under another name."""
    drawn, foreign = held_out.card["parts"]
    parts = [drawn | {"sha256": "other"}, foreign]
    candidate = renamed(shipped, held_out={"parts": parts})
    return judge_models(candidate, shipped, held_out, Watch())


def estimates(figures):
    """Yield every figure that has an interval."""
    for value in figures.values() if isinstance(figures, dict) else figures:
        if isinstance(value, list) and len(value) == 3 and all(isinstance(v, float) for v in value):
            yield value
        elif isinstance(value, dict | list):
            yield from estimates(value)


def test_a_model_that_confuses_two_digits_falls_by_class_and_by_expressions(worse):
    report, _ = worse
    falls = report["gate"]["falls"]
    assert not report["held"]
    assert {(fall["what"], fall["label"]) for fall in falls} == {
        ("class", "7"),
        ("class", "1"),
        ("expressions", "composed"),
    }
    assert all(fall["fall"] == pytest.approx(fall["from"] - fall["to"]) for fall in falls)
    confusion = report["models"]["candidate"]["confusion"]
    assert confusion[INDEX["7"]][INDEX["1"]] >= 7


def test_an_equal_model_loses_nothing(equal):
    report, _ = equal
    assert report["gate"]["falls"] == []
    assert report["held"] == (report["gate"]["unexamined"] == [])
    candidate, against = (dict(report["models"][name]) for name in ("candidate", "against"))
    assert candidate.pop("latency").keys() == against.pop("latency").keys()
    assert candidate == against


def test_the_report_is_json_as_other_programs_see_it(worse, held_out, shipped):
    report, _ = worse
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert report.keys() == {"candidate", "against", "held", "held_out", "gate", "models"}
    assert (report["candidate"], report["against"]) == ("16-another", shipped.model_id)
    figures = report["models"]["against"]
    assert figures["size_bytes"] == len(shipped.model)
    assert figures["n"] == len(held_out.parts[0])
    assert figures["expressions"]["n"] == EXPRESSIONS
    assert figures["rejection"]["n"] == len(held_out.parts[1])


def test_every_interval_holds_its_figure(worse):
    found = list(estimates(worse[0]["models"]))
    assert len(found) == 2 * (len(LABELS) + 7)
    assert all(0 <= low <= figure <= high for figure, low, high in found)
    assert any(low < high for _, low, high in found)


def test_the_confusion_matrix_adds_up_to_the_figures(worse, held_out):
    targets = joined(held_out.parts).target
    for figures in worse[0]["models"].values():
        confusion = np.array(figures["confusion"])
        assert confusion.sum(axis=1).tolist() == np.bincount(targets, minlength=NONE + 1).tolist()
        right = np.diag(confusion)
        assert figures["accuracy"][0] == pytest.approx(right[:NONE].sum() / figures["n"])
        for each in figures["classes"]:
            index = INDEX[each["label"]]
            assert each["accuracy"][0] == pytest.approx(right[index] / each["n"])


def test_the_pictures_are_those_of_the_cells(worse, held_out):
    report, content = worse
    with np.load(BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    assert arrays.keys() == {"pictures", "truth", "candidate", "against"}
    n = sum(map(len, held_out.parts))
    assert arrays["pictures"].shape == (n, 32, 32)
    assert arrays["pictures"].dtype == np.uint8
    corners = arrays["pictures"][:, 0, 0]
    assert corners.max() == 0 and arrays["pictures"].max(axis=(1, 2)).min() > 200
    for name, figures in report["models"].items():
        counts = np.zeros((NONE + 1, NONE + 1), int)
        np.add.at(counts, (arrays["truth"], arrays[name]), 1)
        assert counts.tolist() == figures["confusion"]


def test_the_same_samples_give_the_same_figures_again(worse, equal):
    first, second = (dict(report["models"]["against"]) for report, _ in (worse, equal))
    assert first.pop("latency") != second.pop("latency")
    assert first == second


def test_only_the_very_same_part_was_held_out_from_a_model(equal):
    drawn, foreign = equal[0]["held_out"]["parts"]
    assert (drawn["unseen_by_candidate"], drawn["unseen_by_against"]) == (False, False)
    assert (foreign["unseen_by_candidate"], foreign["unseen_by_against"]) == (True, False)


def test_what_is_not_held_out_has_no_figures(held_out, shipped):
    few = held_out_set(some(held_out.parts[0], "1", "7"), held_out.parts[1].subset(np.arange(0)))
    report, _ = judge_models(shipped, shipped, few, Watch())
    figures = report["models"]["candidate"]
    assert [each["label"] for each in figures["classes"]] == ["1", "7"]
    assert "rejection" not in figures
    assert "rejection" not in as_table(report)


def test_without_a_held_out_symbol_there_is_nothing_to_judge_by(held_out, shipped):
    for parts in ((), held_out.parts[1:]):
        with pytest.raises(DataError, match="No symbol is held out"):
            judge_models(shipped, shipped, held_out_set(*parts), Watch())


def test_a_model_that_went_astray_is_told(held_out, shipped):
    astray = changed(shipped, lambda values: values * np.float32(np.nan))
    with pytest.raises(BundleError, match="does not answer with numbers"):
        judge_models(astray, shipped, held_out, Watch())


@pytest.mark.parametrize("told", [3, {}, {"parts": 3}, {"parts": ["mnist"]}], ids=str)
def test_a_card_that_says_nothing_of_use_says_that_nothing_is_unseen(told, shipped):
    assert not is_unseen({"name": "a", "sha256": "0", "n": 1}, renamed(shipped, held_out=told))


class Impatient(Watch):
    """One who wants to hear no more than so many stages."""

    def __init__(self, stages):
        self.left = stages

    def says(self, stage):
        if self.left == 0:
            raise Stopped
        self.left -= 1


@pytest.mark.parametrize("stages", [0, 1, 2])
def test_judging_ends_where_it_is_watched_no_longer(stages, held_out, shipped):
    with pytest.raises(Stopped):
        judge_models(shipped, shipped, held_out, Impatient(stages))


def test_the_table_shows_what_changed_and_the_verdict(worse):
    report, _ = worse
    table = as_table(report)
    assert table.splitlines()[0] == f"candidate 16-another, against {report['against']}"
    changed = table.split("class  ")[1].split("\n\n")[0].splitlines()[2:]
    assert [line.split()[0] for line in changed][:2] in (["7", "1"], ["1", "7"])
    assert "The gate does not hold" in table.splitlines()[-1]
    assert "The candidate may have learnt from" in table
