"""Truths in LaTeX: what they mean, and which have no meaning here."""

from __future__ import annotations

import pytest

from calculator.grammar import parse_text
from calculator.layout import Exponent, Fraction, Glyph
from calculator.tree import Divide
from training.latex import MeaninglessLatex, parse_latex, row_of_latex


@pytest.mark.parametrize(
    ("latex", "meaning"),
    [
        ("$26$", "26"),
        (r"4\times4+4-4 \!", "4*4+4-4"),
        (r"2 \cdot 3 \div 4 / 5", "2*3/4/5"),
        (r"\left ( 3 \right )^4", "3**4"),
        ("[2-1](3)", "(2-1)*3"),
        ("- 1", "-1"),
        ("1.3794", "1.3794"),
        # Space within a number, braces that are none.
        (r"299\ 792\ 458", "299792458"),
        ("4 104", "4104"),
        ("{10}^{47}", "10**47"),
        ("{4^5-4}", "4**5-4"),
        ("{ - { 1 7 } }", "-17"),
        (r"{15} \div {5}", "15/5"),
        # An argument without braces is one sign.
        ("4^23", "4**2*3"),
        ("2^{-4}", "2**-4"),
        ("2^{2^{2^{65536}}}-3", "2**2**2**65536-3"),
        (r"\frac12", "1/2"),
        (r"\frac {1} {2} \div \frac {3} {4}", "(1/2)/(3/4)"),
        (r"10^\frac{1}{10}", "10**(1/10)"),
        (r"\frac{1+3}{2^2 7}", "(1+3)/(2**2*7)"),
        (r"\frac{\frac{1}{2}}{3}", "1/2/3"),
        # A whole number before a fraction of whole numbers is added to it.
        (r"2\times 1\frac{1}{2}", "2*(1+1/2)"),
        (r"\frac{1}{2}\frac{1}{4}", "1/2*(1/4)"),
        (r"3\frac{1+1}{2}", "3*((1+1)/2)"),
        (r"3=\frac{3}{2}(3^1-1)=3", "3"),
        ("1 + 2 = ", "1+2"),
    ],
)
def test_latex_has_a_meaning(latex, meaning):
    assert parse_latex(latex) == parse_text(meaning)


@pytest.mark.parametrize(
    ("latex", "is_root"),
    [
        (r"\sqrt{48}", True),
        (r"7\sqrt 2", True),
        (r"2=\sqrt{4}", True),
        ("3!", False),
        ("2x", False),
        (r"\sin 2", False),
        ("1+", False),
        ("= 3", False),
        ("(1", False),
        ("{1", False),
        ("1}", False),
        ("2^", False),
        (r"\frac{1}", False),
        (r"\frac{}{2}", False),
        ("", False),
    ],
)
def test_what_has_no_meaning_is_told_from_roots(latex, is_root):
    with pytest.raises(MeaninglessLatex) as caught:
        parse_latex(latex)
    assert caught.value.is_root is is_root


def test_a_fraction_keeps_its_bar():
    truth = parse_latex(r"\frac{1}{2}")
    assert isinstance(truth, Divide) and truth.bar


def test_symbols_are_counted_through():
    assert row_of_latex(r"\frac{1}{2^3}=4") == (
        Fraction(0, (Glyph("1", 1),), (Glyph("2", 2), Exponent((Glyph("3", 3),)))),
        Glyph("=", 4),
        Glyph("4", 5),
    )
