"""The sixteen classes: each with one label, and no writing that means two of them."""

from __future__ import annotations

import pytest

from recognizer.alphabet import ALPHABET, BY_LABEL, DIGITS, INDEX, LABELS, Role, canonical


def test_there_are_these_sixteen_classes_in_this_order():
    assert tuple("0123456789+-×÷()") == LABELS


def test_no_label_or_variant_means_two_classes():
    names = [name for entry in ALPHABET for name in (entry.label, *entry.variants)]
    assert len(names) == len(set(names))


def test_the_tables_agree():
    assert [INDEX[label] for label in LABELS] == list(range(16))
    assert all(BY_LABEL[entry.label] is entry for entry in ALPHABET)
    assert set("0123456789") == DIGITS


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.DIGIT, "0123456789"),
        (Role.OPERATOR, "+-×÷"),
        (Role.OPENING, "("),
        (Role.CLOSING, ")"),
    ],
)
def test_every_class_has_its_role(role, labels):
    assert "".join(entry.label for entry in ALPHABET if entry.role is role) == labels


@pytest.mark.parametrize("entry", ALPHABET, ids=LABELS)
def test_the_plain_text_of_a_class_means_that_class(entry):
    assert entry.latex
    assert entry.strokes and all(1 <= count <= 4 for count in entry.strokes)
    assert len(entry.strokes) == len(set(entry.strokes))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        *((label, label) for label in LABELS),
        *((name, "×") for name in "xX*·⋅∗"),
        *((name, "÷") for name in "/:∕"),
        *((name, "-") for name in "−–"),
        ("＋", "+"),
        *((name, "(") for name in "[{"),
        *((name, ")") for name in "]}"),
        *((name, None) for name in ("", "a", "O", "l", "=", ".", "10", " 1", "**", "\\times")),
    ],
)
def test_names_have_their_meaning(name, label):
    assert canonical(name) == label
