"""Pictures of a training: its curves and what is taken for what, of any classes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from training.confusion import confusion, count_confusions
from training.curves import curves
from training.figures import INK, SHEET, WRONG

HISTORY = [{"loss": 1.5, "accuracy": 0.8}, {"loss": 0.9, "accuracy": 0.9125}]
LOSSES = [(0.25, 2.0), (0.5, 1.4), (0.75, 1.2), (1.5, 0.9)]
EMOTIONS = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]


def texts(path):
    return [each.text for each in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text")]


@pytest.fixture
def picture(tmp_path):
    return tmp_path / "picture.svg"


def drawn_confusion(picture, matrix, labels):
    confusion(matrix, labels, picture)
    return texts(picture)


def test_curves_name_their_axes_and_the_last_accuracy(picture):
    curves(HISTORY, LOSSES, picture)
    assert {"loss", "epochs", "held out, read right, %", "91.25 %"} <= set(texts(picture))


@pytest.mark.parametrize(
    ("history", "losses"),
    [([], []), ([], LOSSES[:1]), (HISTORY[:1], [])],
    ids=["nothing", "begun", "an epoch"],
)
def test_a_training_has_a_picture_from_its_beginning(picture, history, losses):
    curves(history, losses, picture)
    assert "loss" in texts(picture)


def test_the_same_course_is_the_same_file_and_another_is_another(picture, tmp_path):
    again, other = tmp_path / "again.svg", tmp_path / "other.svg"
    curves(HISTORY, LOSSES, picture)
    curves(HISTORY, LOSSES, again)
    curves(HISTORY, LOSSES[:3], other)
    assert picture.read_bytes() == again.read_bytes() != other.read_bytes()


def test_pictures_stand_on_a_sheet_of_their_own(picture):
    curves(HISTORY, LOSSES, picture)
    (sheet,) = re.findall(r'id="patch_1".*?fill: (#\w+)', picture.read_text(), re.DOTALL)
    assert sheet == SHEET


def test_the_ending_says_as_what_it_is_drawn(tmp_path):
    curves(HISTORY, LOSSES, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_confusion_matrix_shows_its_counts_and_classes(picture):
    matrix = np.diag(range(50, 57)).tolist()
    matrix[1][5] = 4
    shown = drawn_confusion(picture, matrix, EMOTIONS)
    assert [shown.count(name) for name in EMOTIONS] == [2] * len(EMOTIONS)
    assert {str(n) for n in range(50, 57)} | {"4", "read as", "truth"} <= set(shown)
    assert "0" not in shown


def test_a_matrix_of_one_class_and_one_without_any_sample_can_be_drawn(picture):
    assert "12" in drawn_confusion(picture, [[12]], ["only"])
    assert drawn_confusion(picture, [[0, 0], [0, 0]], ["+", "-"]).count("+") == 2


def test_counts_on_a_dark_cell_are_light(picture):
    confusion([[90, 1], [0, 50]], ["a", "b"], picture)
    fills = dict(
        re.findall(r'<text style="[^"]*fill: (#\w+)[^>]*>(\d+)</text>', picture.read_text())[::-1]
    )
    found = {count: fill for fill, count in fills.items()}
    assert found["1"] == INK
    assert SHEET in fills
    assert WRONG not in fills


def test_confusions_are_counted_by_truth_and_reading():
    truth, read = np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 2])
    assert count_confusions(truth, read, 4) == [
        [1, 1, 0, 0],
        [0, 1, 0, 0],
        [1, 0, 2, 0],
        [0, 0, 0, 0],
    ]
