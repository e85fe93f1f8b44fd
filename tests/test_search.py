"""Search: the best ways to cover marks by cells that were made by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import PLAIN

from calculator.automaton import FRACTION, POINT, accepts, advance, start
from calculator.cells import STRAY, Cell
from calculator.interpretation import interpretation
from calculator.layout import Exponent, Fraction
from calculator.levels import Level, Place
from calculator.search import KEPT, Search
from segmentation.ink import Box, Group

SIZE = 40.0


def box(x, y=0.0, width=20.0, height=SIZE):
    """Return the box around a middle."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def bar(x, y=0.0, width=30.0):
    return box(x, y, width, 0.5)


def cell(boxes, marks, entry):
    """Return a cell: a label is certain, a dict gives the labels their probabilities."""
    table = entry if isinstance(entry, dict) else {entry: 1.0}
    labels = tuple((label, math.log(share)) for label, share in table.items())
    if len(marks) == 1 and FRACTION not in table:
        labels += ((FRACTION, math.log(table.get("-", 0.1))),)
    group = Group(marks, Box.around(boxes[mark] for mark in marks))
    return Cell(group, sum(1 << mark for mark in marks), labels, 0.0)


def search(boxes, script, weights=PLAIN, grammar=True):
    """Return the search over boxes with a script of labels, or of marks and what they may be."""
    if not isinstance(script, dict):
        script = {(at,): entry for at, entry in enumerate(script)}
    cells = [cell(boxes, marks, entry) for marks, entry in script.items()]
    return Search(cells, boxes, SIZE, weights, grammar)


def found(boxes, script, **options):
    """Return the readings as (text, weight), the best first."""
    readings = search(boxes, script, **options).best((1 << len(boxes)) - 1)
    return [(shown(interpretation(each)), each.weight) for each in readings]


def best(boxes, script, **options):
    return found(boxes, script, **options)[0][0]


def shown(read):
    """Write a reading as text: {a|b} for fractions, ^{a} for exponents."""
    return _row(read.row, [sign.label for sign in read.signs])


def _row(row, labels):
    return "".join(_item(item, labels) for item in row)


def _item(item, labels):
    match item:
        case Fraction(top=top, bottom=bottom):
            return "{" + _row(top, labels) + "|" + _row(bottom, labels) + "}"
        case Exponent(row=row):
            return "^{" + _row(row, labels) + "}"
        case _:
            return item.label


def in_a_row(count):
    return [box(30.0 * at) for at in range(count)]


# Tilings


@pytest.mark.parametrize(("together", "text"), [(0.9, "4+4"), (0.0005, "4-14")])
def test_two_tilings_compete(together, text):
    boxes = [box(0), bar(30), box(30, width=2, height=30), box(60)]
    script = {(0,): "4", (3,): "4", (1, 2): {"+": together}, (1,): {"-": 0.2}, (2,): {"1": 0.2}}
    readings = found(boxes, script)
    assert readings[0][0] == text
    assert {text for text, _ in readings[:2]} == {"4+4", "4-14"}


def test_a_part_that_was_added_last_is_read_in_its_place():
    boxes = [box(0), box(60), bar(30)]
    assert best(boxes, ["1", "2", "-"]) == "1-2"


def test_what_has_no_other_cell_forces_its_tiling():
    boxes = in_a_row(3)
    assert best(boxes, {(0, 1): {"×": 0.001}, (0,): "2", (2,): "3"}) == "×3"


# Grammar


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ([{"1": 0.6, "(": 0.4}, "2", ")"], "(2)"),
        ([{"1": 0.6, "(": 0.4}, "2", "3"], "123"),
        (["2", {"÷": 0.4, "1": 0.2}, "3"], "2÷3"),
        (["2", "+", {"×": 0.7, "8": 0.3}], "2+8"),
        (["2", "+", {"×": 0.99999, "8": 0.00001}], "2+×"),
        (["0", {"5": 0.4, "÷": 0.3}, "2"], "0÷2"),
        (["(", "2", ")", {"2": 0.6, "×": 0.3}, "3"], "(2)×3"),
        (["1", "=", {"×": 0.6, "2": 0.4}], "1=×"),
    ],
)
def test_grammar_is_a_weight_beside_the_shapes(script, text):
    assert best(in_a_row(len(script)), script) == text


def test_without_grammar_the_shapes_decide():
    boxes = in_a_row(3)
    script = [{"1": 0.6, "(": 0.4}, "2", ")"]
    assert best(boxes, script, grammar=False) == "12)"


def test_a_broken_line_pays_once_and_an_unfinished_one_too():
    (text, weight), *_ = found(in_a_row(3), ["×", "÷", "2"])
    assert (text, weight) == ("×÷2", pytest.approx(-PLAIN.broken))
    (text, weight), *_ = found(in_a_row(2), ["2", "+"])
    assert (text, weight) == ("2+", pytest.approx(-PLAIN.unfinished))


# Fractions


def test_a_fraction_is_read_over_its_bar_and_under_it():
    boxes = [box(-15, -30), box(15, -30), bar(0, width=70), box(0, 30)]
    assert best(boxes, "12-3") == "{12|3}"


@pytest.mark.parametrize("sign", ["+", "-", "×"])
def test_a_fraction_stands_beside_other_terms(sign):
    sign_box = bar(-60) if sign == "-" else box(-60, height=30)
    boxes = [box(-90), sign_box, box(0, -30), bar(0, width=40), box(0, 30), box(60)]
    assert best(boxes, ["1", sign, "2", "-", "3", "4"]) == f"1{sign}{{2|3}}4"


def test_a_bar_with_nothing_under_it_is_a_minus():
    assert best([box(0), bar(30), box(60)], "1-2") == "1-2"


def test_fractions_stand_in_fractions():
    inner = [box(0, -90), bar(0, -60, 30), box(0, -30)]
    boxes = [*inner, bar(0, 0, 80), box(0, 30), bar(0, 60, 30), box(0, 90)]
    assert best(boxes, "1-2-3-4") == "{{1|2}|{3|4}}"


def test_no_equals_sign_stands_in_a_fraction():
    over = [box(-20, -30), box(20, -30)]
    boxes = [*over, bar(0, width=80), box(0, 30)]
    script = ["1", {"=": 0.99, "7": 0.01}, "-", "2"]
    assert best(boxes, script) == "{17|2}"


@pytest.mark.parametrize(("entry", "text"), [({"-": 1.0, FRACTION: 1e-9}, False), ("1", True)])
def test_how_likely_a_mark_is_a_bar_counts(entry, text):
    boxes = [box(0, -30), bar(0, width=40), box(0, 30)]
    assert (best(boxes, ["1", entry, "2"]) == "{1|2}") == text


# Exponents


def raised(x, y=-26.0):
    return box(x, y, 12, 24)


def test_an_exponent_is_entered_and_left():
    boxes = [box(0), raised(20), box(45, height=30), box(75)]
    assert best(boxes, "23+4") == "2^{3}+4"


def test_an_exponent_may_be_negative_and_long():
    boxes = [box(0), box(20, -26, 10, 1), raised(35), raised(50), box(80)]
    assert best(boxes, ["2", "-", "1", "5", "×"])[:8] == "2^{-15}×"


def test_exponents_are_nested():
    boxes = [box(0), raised(20), box(34, -42, 8, 16)]
    assert best(boxes, "234") == "2^{3^{4}}"


def test_a_fraction_may_be_an_exponent():
    boxes = [box(0, height=60), box(30, -58, 10, 20), bar(30, -44, 18), box(30, -30, 10, 20)]
    assert best(boxes, "21-3") == "2^{{1|3}}"


def test_a_power_costs_what_its_weight_says():
    boxes = [box(0), raised(20)]
    costly = replace(PLAIN, power=PLAIN.power + 3)
    weights = [dict(found(boxes, "23", weights=each))["2^{3}"] for each in (PLAIN, costly)]
    assert weights[0] - weights[1] == pytest.approx(3)


def test_nothing_is_raised_over_an_operator():
    boxes = [box(0), box(30, height=30), raised(55), box(80)]
    assert all("^" not in text.split("+")[1][:1] for text, _ in found(boxes, "2+34"))


# Dots


def test_a_dot_is_a_point_or_stray():
    boxes = [box(0), box(15, 18, 2, 2), box(30)]
    script = ["1", {POINT: 0.9, STRAY: 0.1}, "2"]
    assert [text for text, _ in found(boxes, script)[:2]] == ["1.2", "12"]
    script[1] = {POINT: 0.1, STRAY: 0.9}
    assert best(boxes, script) == "12"


def test_a_dot_alone_may_come_first():
    boxes = [box(0, 18, 2, 2), box(15)]
    assert best(boxes, [{STRAY: 0.9, POINT: 0.1}, "2"]) == "2"


def test_ink_of_stray_dots_alone_has_a_reading_of_nothing():
    readings = found([box(0, height=2)], [{STRAY: 1.0}])
    assert readings[0][0] == ""


# What is kept


def test_readings_differ_and_the_best_comes_first():
    boxes = in_a_row(5)
    unsure = {"1": 0.4, "7": 0.3, "4": 0.2, "+": 0.1}
    readings = found(boxes, [unsure] * 5)
    weights = [weight for _, weight in readings]
    assert 5 <= len({text for text, _ in readings}) == len(readings) <= KEPT
    assert weights == sorted(weights, reverse=True)


def test_a_search_tells_whether_it_was_exact():
    boxes = in_a_row(8)
    few = search(boxes, "12345678")
    few.best(255)
    assert few.exact
    many = search(boxes, [dict.fromkeys("0123456+-×()", 1 / 12)] * 8)
    many.best(255)
    assert not many.exact


def test_sixty_marks_are_read_in_bounded_work(monkeypatch):
    taken = []
    cost = Search._step_to
    monkeypatch.setattr(
        Search, "_step_to", lambda self, *args: taken.append(1) or cost(self, *args)
    )
    boxes = in_a_row(60)
    unsure = {"1": 0.4, "7": 0.3, "(": 0.2, ")": 0.05, "+": 0.05}
    script = {(at,): unsure for at in range(60)}
    script |= {(at, at + 1): {"4": 0.3, "+": 0.3} for at in range(59)}
    readings = found(boxes, script)
    assert len(readings) >= 5
    assert len(taken) < 60 * 40 * 7 * 2


def test_bars_on_bars_are_read_in_bounded_work(monkeypatch):
    searched = []
    within = Search._search
    monkeypatch.setattr(
        Search,
        "_search",
        lambda self, mask, *rest: searched.append(mask) or within(self, mask, *rest),
    )
    boxes = [bar(0, 12.0 * at, 40 + at % 7) for at in range(60)]
    assert len(found(boxes, "-" * 60)) >= 1
    assert sum(mask.bit_count() for mask in searched) < 1500


def test_a_tower_of_powers_is_read_to_a_bounded_height():
    sizes = [SIZE * 0.65**at for at in range(40)]
    xs, ys = ([rise * sum(sizes[:at]) for at in range(40)] for rise in (0.7, -0.62))
    boxes = [box(x, y, size / 2, size) for x, y, size in zip(xs, ys, sizes, strict=True)]
    text = best(boxes, "2" * 40, weights=replace(PLAIN, power=0.0))
    assert text.count("2") == 40
    assert text.startswith("2^{2^{2^{2")
    assert text.count("^") <= 12


def weight(labels, tables, boxes, weights):
    """Weigh a row of symbols on one level by the definition, without any search."""
    total, state, level = 0.0, start(), Level.unknown(SIZE)
    for label, table, where in zip(labels, tables, boxes, strict=True):
        place = Place.of(label, where, SIZE)
        following = advance(state, label) if state else None
        total += math.log(table[label]) - level.cost(place, weights)
        total -= weights.broken * (state is not None and following is None)
        state, level = following, level.after(place)
    return total - weights.unfinished * (state is not None and not accepts(state))


tables = st.dictionaries(st.sampled_from("17(+)×"), st.floats(1e-3, 1.0), min_size=1, max_size=3)


@given(st.lists(tables, min_size=1, max_size=4))
@settings(max_examples=60)
def test_a_short_row_is_read_as_if_every_reading_had_been_tried(tables):
    weights = replace(PLAIN, after_bracket=0.0, two_signs=0.0, leading_zero=0.0)
    boxes = in_a_row(len(tables))
    expected = max(weight(labels, tables, boxes, weights) for labels in product(*tables))
    assert found(boxes, tables, weights=weights)[0][1] == pytest.approx(expected)


shares = st.sampled_from([1.0, 0.5, 0.1, 0.001])
entries = st.dictionaries(st.sampled_from("1(+-)."), shares, min_size=1, max_size=3)
flat = st.tuples(st.integers(0, 120), st.integers(-60, 60), st.just(40), st.just(1))
tall = st.tuples(st.integers(0, 120), st.integers(-60, 60), st.just(15), st.just(30))
dots = st.tuples(st.integers(0, 120), st.integers(-60, 60), st.just(2), st.just(2))
drawn = st.lists(st.tuples(flat | tall | dots, entries), min_size=1, max_size=7)


@given(drawn, st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=6))
@settings(max_examples=60)
def test_every_reading_holds_every_mark_once(marks, pairs):
    boxes = [box(*place) for place, _ in marks]
    script = {(at,): entry for at, (_, entry) in enumerate(marks)}
    script |= {(a, b): {"+": 0.5} for a, b in pairs if a < b < len(boxes)}
    readings = search(boxes, script).best((1 << len(boxes)) - 1)
    assert readings
    for each in readings:
        covered = [mark for sign in interpretation(each).signs for mark in sign.group.marks]
        assert sorted(covered) == list(range(len(boxes)))
        assert math.isfinite(each.weight)
