"""What a person said of marks that is no label: left out, one symbol, not one symbol."""

from __future__ import annotations

import pytest
from drawings import NAMES, fixture_ink
from hypothesis import given, settings
from hypothesis import strategies as st
from photos import opened, taken
from scripted import PLAIN, Knowing, Scripted, Unsure, written

from calculator.cells import STRAY, fill, score
from calculator.given import APART, NO_SYMBOL, ONE, Given, given_of, is_parted, left_out, symbols
from calculator.parts import ALL_PARTS
from calculator.photo import read_photo
from calculator.read import read_ink
from recognizer.alphabet import LABELS
from segmentation.ink import Ink, Stroke
from segmentation.lattice import propose

LEFT, RIGHT = [[0, 0], [20, 12], [4, 40]], [[60, 0], [80, 25], [64, 40]]
BARS = [[[30, 15], [50, 15]], [[31, 25], [51, 25.5]]]
PART_OF_LEFT = [[6, 20], [30, 21]]
SCRIPT = {(0,): "1", (1,): "-", (2,): "-", (1, 2): {"÷": 0.5}, (3,): "2"}
STROKES = [LEFT, *BARS, RIGHT]


def none(*marks):
    return Given(frozenset(marks), NO_SYMBOL)


def one(*marks):
    return Given(frozenset(marks), ONE)


def apart(*marks):
    return Given(frozenset(marks), APART)


def cells(strokes, script, told):
    """Return {marks: {label: weight}}."""
    ink = Ink.of(strokes)
    filled = fill(score(ink, Knowing(ink, script), told, ALL_PARTS), PLAIN, told)
    return {cell.group.marks: dict(cell.labels) for cell in filled}


def found(reading):
    """Return the label of each group of marks, over all lines."""
    return {symbol.marks: symbol.label for line in reading.lines for symbol in line.symbols}


def read(strokes, script, *told, **options):
    ink = Ink.of(strokes)
    return read_ink(ink, Knowing(ink, script), given=told, **options)


# What is said, by itself


SAID = (Given(frozenset({1, 2}), "7"), none(0, 5), one(6), apart(1, 2, 3), none(8))


def test_what_is_said_is_told_apart():
    assert symbols(SAID) == (SAID[0], SAID[2])
    assert left_out(SAID) == {0, 5, 8}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [((1,), False), ((1, 2), False), ((1, 2, 3), True), ((3, 4, 2, 1), True), ((0, 5), False)],
)
def test_only_groups_with_all_marks_are_parted(marks, expected):
    assert is_parted(marks, SAID) is expected


def test_what_is_said_of_some_marks_is_counted_among_them():
    assert given_of(SAID, (1, 2, 3, 8)) == [
        Given(frozenset({0, 1}), "7"),
        apart(0, 1, 2),
        none(3),
    ]


# One symbol


def test_one_symbol_may_be_all_that_its_shape_may_be():
    labels = cells(STROKES, SCRIPT | {(1, 2): {"÷": 0.5, "+": 0.2}}, [one(1, 2)])
    assert set(labels) == {(0,), (1, 2), (3,)}
    assert max(labels[1, 2], key=labels[1, 2].get) == "÷"
    assert labels[1, 2]["÷"] == 0.0 > labels[1, 2]["+"]


def test_one_symbol_that_the_network_does_not_know_still_has_labels():
    labels = cells(STROKES, SCRIPT, [one(0, 3)])[0, 3]
    assert set(labels) <= set(LABELS) and labels
    assert max(labels.values()) == 0.0


def test_one_symbol_is_never_stray():
    dot = [[40, 38], [41, 39]]
    assert STRAY in cells([LEFT, dot, RIGHT], {}, [])[1,]
    assert STRAY not in cells([LEFT, dot, RIGHT], {}, [one(1)])[1,]


def test_merging_finds_the_best_label():
    script = {(0,): "1", (1,): "7", (0, 1): {"4": 4e-4, "9": 2e-4}, (2,): "2"}
    strokes = [LEFT, PART_OF_LEFT, RIGHT]
    assert found(read(strokes, script)) == {(0,): "1", (1,): "7", (2,): "2"}
    merged = read(strokes, script, one(0, 1))
    assert found(merged) == {(0, 1): "4", (2,): "2"}
    (symbol, _) = merged.lines[0].symbols
    assert symbol.alternatives[0][0] == "9"


def test_one_symbol_is_readable_however_strange():
    line = read(STROKES, {(0,): "1", (3,): "2"}, one(1, 2)).lines[0]
    assert line.error is None or line.error.kind != "unreadable_symbol"


def test_one_symbol_joins_lines():
    lower = [[[x, y + 200] for x, y in LEFT]]
    assert len(read([LEFT, *lower], {}).lines) == 2
    assert found(read([LEFT, *lower], {}, one(0, 1))).keys() == {(0, 1)}


# Not one symbol


def test_parted_marks_are_in_no_group_together():
    assert (1, 2) in cells(STROKES, SCRIPT, [])
    assert (1, 2) not in cells(STROKES, SCRIPT, [apart(1, 2)])
    assert (1, 2) in cells(STROKES, SCRIPT, [apart(0, 1, 2)])


def test_splitting_finds_the_parts():
    script = {(0,): {"1": 0.7}, (1,): {"-": 0.7}, (0, 1): "4", (2,): "2"}
    strokes = [LEFT, PART_OF_LEFT, RIGHT]
    assert found(read(strokes, script)) == {(0, 1): "4", (2,): "2"}
    assert found(read(strokes, script, apart(0, 1))) == {(0,): "1", (1,): "-", (2,): "2"}


@pytest.mark.parametrize("label", [ONE, "4"])
def test_a_symbol_that_is_given_wins_over_its_parting(label):
    symbol = Given(frozenset({0, 1}), label)
    for told in [(symbol, apart(0, 1)), (apart(0, 1), symbol)]:
        assert found(read([LEFT, PART_OF_LEFT], {(0, 1): "4"}, *told)) == {(0, 1): "4"}


def test_parted_marks_do_not_hang_together():
    # Only symbols that are given keep lines and runs whole.
    ink, knowing = written("12+34")
    told = [apart(0, 4), apart(0, 1)]
    plain = read_ink(ink, knowing, worksheet=True)
    assert read_ink(ink, knowing, given=told, worksheet=True).as_dict() == plain.as_dict()


def test_a_single_mark_cannot_be_parted():
    assert found(read([LEFT], {(0,): "1"}, apart(0))) == {(0,): "1"}


def test_pieces_that_a_camera_saw_whole_are_parted_too():
    ink = Ink(Ink.of(STROKES).strokes, components=(0, 0, 0, 1))
    assert (0, 1, 2) in {group.marks for group in propose(ink)}
    scored = score(ink, Unsure(), [apart(0, 2)], ALL_PARTS)
    assert all(not {0, 2} <= set(group.marks) for group in scored.groups)


# No symbol


def test_marks_are_left_out_and_others_keep_their_names():
    ink, knowing = written("1+23")
    reading = read_ink(ink, knowing, given=[none(1)])
    assert found(reading).keys() == {(0,), (2,), (3,)}


@pytest.mark.parametrize("worksheet", [False, True])
def test_ink_that_is_all_left_out_is_read_as_nothing(worksheet):
    assert read(STROKES, SCRIPT, none(0, 3), none(1, 2), worksheet=worksheet).lines == ()


def test_a_line_that_is_left_out_is_none():
    lower = [[[x, y + 200] for x, y in stroke] for stroke in (LEFT, RIGHT)]
    reading = read([*STROKES, *lower], SCRIPT, none(0), none(1, 2), none(3))
    assert {mark for marks in found(reading) for mark in marks} == {4, 5}
    assert len(reading.lines) == 1


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=15)
def test_what_is_left_out_is_read_as_if_it_were_not_there(classifier, name, data):
    ink = fixture_ink(name)
    marks = range(len(ink.strokes))
    out = data.draw(st.sets(st.sampled_from(marks)))
    kept = [mark for mark in marks if mark not in out]
    reading = read_ink(ink, classifier, given=[none(mark) for mark in sorted(out)])
    alone = read_ink(ink.select(kept), classifier)
    assert [line.expression for line in reading.lines] == [line.expression for line in alone.lines]
    named = {tuple(kept[m] for m in marks): label for marks, label in found(alone).items()}
    assert found(reading) == named


def test_a_scribble_left_out_changes_neither_lines_nor_sizes(classifier):
    ink = fixture_ink("12+30")
    box = ink.box
    scribble = Stroke.of([[box.x0, box.y0 - 900], [box.x1, box.y1 + 900], [box.x0, box.y1 + 900]])
    more = Ink((*ink.strokes, scribble))
    reading = read_ink(more, classifier, given=[none(len(ink.strokes))])
    assert reading.as_dict() == read_ink(ink, classifier).as_dict()


def test_marks_of_a_photo_stay_complete(classifier):
    photo = opened(taken(fixture_ink("12+30")))
    whole = read_photo(photo, classifier)
    last = whole.lines[0].symbols[-1].marks
    without = read_photo(photo, classifier, given=[none(*last)])
    assert without.marks == whole.marks
    assert without.lines[0].expression == "12+3"
    assert read_photo(photo, classifier, given=[none(*range(len(whole.marks)))]).lines == ()


# Whatever is said


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("said", ["label", ONE])
def test_saying_what_was_read_changes_nothing(classifier, name, said):
    ink = fixture_ink(name)
    before = read_ink(ink, classifier)
    told = [
        Given(frozenset(marks), label if said == "label" or label == "frac" else said)
        for marks, label in found(before).items()
    ]
    after = read_ink(ink, classifier, given=told)
    assert [line.expression for line in after.lines] == [line.expression for line in before.lines]
    assert found(after) == found(before)


@st.composite
def told_of(draw, count):
    """Return what may be said of so many marks: symbols share none, parted marks may be any."""
    marks = draw(st.permutations(range(count)))
    told, at = [], 0
    while at < count and draw(st.booleans()):
        end = draw(st.integers(at + 1, count))
        label = draw(st.sampled_from([*LABELS, ".", "=", "frac", NO_SYMBOL, ONE]))
        told.append(Given(frozenset(marks[at:end]), label))
        at = end
    few = st.sets(st.sampled_from(range(count)), min_size=2)
    return [*told, *(apart(*each) for each in draw(st.lists(few, max_size=3)))]


@given(st.sampled_from(NAMES), st.data(), st.booleans())
@settings(max_examples=30)
def test_every_reading_does_as_it_is_told(classifier, name, data, worksheet):
    ink = fixture_ink(name)
    count = len(ink.strokes)
    told = data.draw(told_of(count)) if count > 1 else []
    reading = read_ink(ink, classifier, given=told, worksheet=worksheet)
    labels = found(reading)
    read_marks = [mark for marks in labels for mark in marks]
    assert len(read_marks) == len(set(read_marks))
    assert left_out(told).isdisjoint(read_marks)
    as_given = {tuple(sorted(each.marks)): each.label for each in symbols(told)}
    if all(line.number is None for line in reading.lines):
        assert as_given.keys() <= labels.keys()
    assert not any(is_parted(marks, told) for marks in labels if marks not in as_given)


def test_the_projection_rule_listens_to_nothing():
    ink, _ = written("1+2")
    told = [none(0), apart(1, 2)]
    plain = read_ink(ink, Scripted("1+2"), "projection")
    assert read_ink(ink, Scripted("1+2"), "projection", told).as_dict() == plain.as_dict()
