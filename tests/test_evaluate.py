"""Exact evaluation: values, decimals, refusals, and that refusing is quick."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
from expressions import fractional_trees, trees
from hypothesis import given

from calculator.bounds import MAX_HEIGHT, MAX_NODES
from calculator.errors import CalculatorError, DivisionByZero, TooLarge
from calculator.evaluate import Result, evaluate, exact_value
from calculator.grammar import parse_text
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number


def answer(text: str) -> Result:
    return evaluate(parse_text(text))


@pytest.mark.parametrize(
    ("text", "exact", "decimal"),
    [
        ("12+30", "42", "42"),
        ("(7+9*3)/2", "17", "17"),
        ("0.1+0.2", "3/10", "0.3"),
        ("6/2(3)", "9", "9"),
        ("-0.25", "-1/4", "-0.25"),
        ("1/3", "1/3", "0.(3)"),
        ("-1/6", "-1/6", "-0.1(6)"),
        ("22/7", "22/7", "3.(142857)"),
        ("1/17", "1/17", "0.0588235294117647…"),
        ("2/3/10**9", "1/1500000000", "0.000000000(6)"),
        ("1/7/10**9", "1/7000000000", "1.42857142857143…×10^-10"),
        ("2/1.7*10**20", "2000000000000000000000/17", "1.17647058823529…×10^20"),
        ("1/10**50", "1/" + "1" + 50 * "0", "1×10^-50"),
        ("((84/113)/51)-119", "-228571/1921", "-118.985424258199…"),
        ("2**-2", "1/4", "0.25"),
        ("0**0", "1", "1"),
        ("0**(1/2)", "0", "0"),
        ("(-1)**99999999999", "-1", "-1"),
        ("1**(9**99)", "1", "1"),
    ],
)
def test_fractions_are_exact(text: str, exact: str, decimal: str) -> None:
    assert (answer(text).exact, answer(text).decimal) == (exact, decimal)


@pytest.mark.parametrize(
    ("text", "exact", "decimal"),
    [
        ("2**(1/2)", "sqrt(2)", "1.41421356237310…"),
        ("-2**.5", "-sqrt(2)", "-1.41421356237310…"),
        ("(2/3)**.5", "sqrt(6)/3", "0.816496580927726…"),
        ("8**(2/3)", "4", "4"),
        ("(-8)**(1/3)", "-2", "-2"),
        ("(-8)**(2/3)", "4", "4"),
        ("(-2)**(1/3)", "-2**(1/3)", "-1.25992104989487…"),
        ("2**.5*2**.5", "2", "2"),
        ("(1+2**.5)*(1-2**.5)", "-1", "-1"),
        ("1/(1+2**.5)-2**.5+1", "0", "0"),
        ("(3+2*2**.5)**.5-1-2**.5", "0", "0"),
        ("(1+2**.5)**2", "2*sqrt(2) + 3", "5.82842712474619…"),
        (
            "(10**30+1)**.5-10**15",
            "-1000000000000000 + sqrt(1000000000000000000000000000001)",
            "5.00000000000000…×10^-16",
        ),
        ("0*2**.5", "0", "0"),
        ("1/(1+2**.5)**2+2*2**.5-3", "0", "0"),
    ],
)
def test_roots_are_exact(text: str, exact: str, decimal: str) -> None:
    assert (answer(text).exact, answer(text).decimal) == (exact, decimal)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("42", "42"),
        ("0.1+0.2", r"\frac{3}{10}"),
        ("-1/3", r"-\frac{1}{3}"),
        ("2**.5/3", r"\frac{\sqrt{2}}{3}"),
        ("5*2**(1/3)", r"5\sqrt[3]{2}"),
        ("5**(2/3)", r"5^{\frac{2}{3}}"),
        ("1-2**.5", r"1-\sqrt{2}"),
        ("2**.5*(1+3**.5)**.5", r"\sqrt{2}\sqrt{1+\sqrt{3}}"),
    ],
)
def test_answers_are_typeset(text: str, latex: str) -> None:
    assert answer(text).latex == latex


def test_answers_are_mathml() -> None:
    assert answer("-1/3").mathml == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
        '<mo form="prefix">−</mo><mfrac><mn>1</mn><mn>3</mn></mfrac></math>'
    )
    assert "<msqrt><mn>2</mn></msqrt>" in answer("2**.5").mathml
    assert "<mroot><mn>2</mn><mn>3</mn></mroot>" in answer("2**(1/3)").mathml


def test_an_answer_is_an_object_for_other_programs() -> None:
    assert set(answer("1/3").as_dict()) == {"exact", "decimal", "latex", "mathml"}


@pytest.mark.parametrize(
    ("text", "kind", "symbols"),
    [
        ("1/0", "division_by_zero", (2,)),
        ("2+5/(3-3)", "division_by_zero", (4, 5, 6, 7, 8)),
        ("0**-1", "division_by_zero", (0, 1, 2, 3)),
        ("1/((1+2**.5)*(1-2**.5)+1)", "division_by_zero", tuple(range(2, 23))),
        ("(-4)**.5", "not_real", (0, 1, 2, 3, 4, 5, 6)),
        ("(1-2**.5)**.5", "not_real", tuple(range(11))),
    ],
)
def test_what_has_no_answer_says_where(text: str, kind: str, symbols: tuple[int, ...]) -> None:
    with pytest.raises(CalculatorError) as caught:
        answer(text)
    assert (caught.value.kind, caught.value.symbols) == (kind, symbols)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9",
        "2**(2**(2**65536))",
        "10**4001",
        "(1/3)**99999999999",
        "(2**.5)**9999999",
        "(1+2**.5)**99999",
        "(1/3)**(99999998/99999999)",
        "(66859797093-5**3)**(21/991319)",
        "((10/9271258896)**.5)**((1/3)**20-2**.5)",
        "(10**200+1)**.5",
        "(1+2**.5)**150*(1-2**.5)**150-1",
        "(10**2000+1)/(10**2000+3)*((10**2100+1)/(10**2100+7))",
        "+".join(["2**.5"] * 21),
    ],
)
def test_too_large_is_refused(text: str) -> None:
    tree = parse_text(text)
    with pytest.raises(TooLarge):
        evaluate(tree)


def test_long_products_are_bounded() -> None:
    long = Number("." + "123456789" * 40)
    tree: Node = long
    for _ in range(20):
        tree = Multiply(tree, long)
    with pytest.raises(TooLarge):
        evaluate(tree)


def test_long_sums_are_bounded() -> None:
    tree: Node = Number("1")
    for odd in range(1, 99, 2):
        tree = Add(tree, Divide(Number("1"), Number(str(10**200 + odd))))
    with pytest.raises(TooLarge):
        evaluate(tree)


def test_hand_built_trees_are_bounded_too() -> None:
    high: Node = Number("1")
    for _ in range(MAX_HEIGHT):
        high = Negate(high)
    with pytest.raises(TooLarge, match="chain"):
        evaluate(high)
    wide: Node = Number("1")
    for _ in range(MAX_NODES.bit_length()):
        wide = Add(wide, wide)
    with pytest.raises(TooLarge, match="parts"):
        evaluate(wide)


def test_numbers_up_to_the_bound_are_printed_in_full() -> None:
    assert answer("10**3999").decimal == "1" + "0" * 3999
    assert len(answer("10**3990/(10**3990+1)").exact) > 7000


@given(fractional_trees)
def test_fractions_agree_with_python(tree: Node) -> None:
    try:
        expected = by_python(tree)
    except ZeroDivisionError:
        with pytest.raises(DivisionByZero):
            evaluate(tree)
        return
    assert evaluate(tree).exact == str(expected)


def by_python(tree: Node) -> Fraction:
    match tree:
        case Number(text=text):
            return Fraction(text)
        case Negate(operand=operand):
            return -by_python(operand)
        case Add(left=left, right=right):
            return by_python(left) + by_python(right)
        case Multiply(left=left, right=right):
            return by_python(left) * by_python(right)
        case Divide(left=left, right=right):
            return by_python(left) / by_python(right)
    raise AssertionError(tree)


@given(fractional_trees)
def test_decimals_are_right(tree: Node) -> None:
    try:
        result = evaluate(tree)
    except CalculatorError:
        return
    value = Fraction(result.exact)
    assert abs(decimal_value(result.decimal) - value) <= abs(value) / 10**14
    if "…" not in result.decimal:
        assert decimal_value(result.decimal) == value


def decimal_value(text: str) -> Fraction:
    mantissa, _, exponent = text.replace("…", "").partition("×10^")
    plain, _, period = mantissa.rstrip(")").partition("(")
    value = Fraction(plain.rstrip(".")) * Fraction(10) ** int(exponent or 0)
    if not period:
        return value
    last_place = Fraction(10) ** -len(plain.partition(".")[2])
    repeated = Fraction(int(period), 10 ** len(period) - 1) * last_place
    return value - repeated if text.startswith("-") else value + repeated


@given(trees)
def test_every_tree_has_an_answer_or_an_error(tree: Node) -> None:
    try:
        assert evaluate(tree).decimal
    except CalculatorError as error:
        assert error.message.endswith(".")


def test_values_are_exact_objects() -> None:
    assert exact_value(parse_text("0.1*3")) == exact_value(parse_text("3/10"))


def test_the_calculator_needs_neither_torch_nor_flask() -> None:
    code = "import sys, calculator.evaluate, calculator.show, calculator.grammar as g;"
    code += "sys.exit(bool({'torch', 'flask', 'onnxruntime'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
