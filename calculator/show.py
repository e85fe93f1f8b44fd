"""The read-back: an expression shown as it was written and understood.

Brackets that were written are shown, needed or not. Brackets that were only understood are added
where somebody could have understood otherwise: `6÷2(3)` is shown as (6÷2)×(3), `3×-2` as 3×(−2).
A plus sign that changes nothing, as in `+2`, is not shown, and neither is `=` and what follows.
"""

from __future__ import annotations

from calculator.formula import Bracketed, Leaf, Over, Piece, Raised, Row, row, to_latex, to_mathml
from calculator.infix import Rank, infix, rank
from calculator.layout import Row as Items
from calculator.transcript import transcribe
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power

__all__ = [
    "infix",
    "latex",
    "latex_of_row",
    "mathml",
    "mathml_of_row",
]


def latex(tree: Node) -> str:
    """Return the expression as LaTeX for math mode."""
    return to_latex(_operand(tree))


def mathml(tree: Node) -> str:
    """Return the expression as one MathML Core `math` element.

    Its numbers, signs and fractions carry `data-symbols`: the indices of the symbols they came
    from, a fraction's that of its bar.
    """
    return to_mathml(_operand(tree))


def latex_of_row(items: Items) -> str:
    """Return the LaTeX of a row that need not make sense, as it stands."""
    return to_latex(transcribe(items))


def mathml_of_row(items: Items) -> str:
    """Return one `math` element with a row that need not make sense, as it stands."""
    return to_mathml(transcribe(items))


def _operand(node: Node, least: Rank = Rank.SUM, leading: bool = True) -> Piece:
    """Return the piece of an operand, in the brackets that were written or are understood."""
    if not node.brackets:
        if _shown_rank(node) >= least and (leading or not isinstance(node, Negate)):
            return _operation(node, leading)
        return Bracketed(_operation(node, leading=True))
    piece = _operation(node, leading=True)
    for pair in node.brackets:
        piece = Bracketed(piece, pair)
    return piece


def _shown_rank(node: Node) -> Rank:
    """Return how tightly an operation binds to the eye: a fraction bar holds its fraction."""
    match node:
        case Divide(bar=True) | Add(mixed=True):
            return Rank.POWER
        case _:
            return rank(node)


def _operation(node: Node, leading: bool) -> Piece:
    match node:
        case Number(text=text, symbols=symbols):
            return Leaf(text, symbols, is_number=True)
        case Negate(operand=operand, symbols=symbols):
            sign = Leaf("-", symbols, is_prefix=True)
            return row(sign, _operand(operand, Rank.POWER, leading=False))
        case Add(left=left, right=right, mixed=True):
            return row(_operand(left), _operand(right))
        case Add():
            return _sum(node, leading)
        case Multiply():
            return _product(node, leading)
        case Divide(left=left, right=right, bar=True, symbols=symbols):
            return Over(_operand(left), _operand(right), symbols)
        case Divide(left=left, right=right, symbols=symbols):
            return _infix_row(_operand(left, Rank.PRODUCT, leading), Leaf("÷", symbols), right)
        case Power(base=base, exponent=exponent):
            return Raised(_operand(base, Rank.ATOM, leading=False), _operand(exponent))


def _sum(node: Add, leading: bool) -> Piece:
    sign, right = Leaf("+", node.symbols), node.right
    if isinstance(right, Negate) and node.is_subtraction:
        sign, right = Leaf("-", right.symbols), right.operand
    left = _operand(node.left, Rank.SUM, leading)
    return row(left, sign, _operand(right, Rank.PRODUCT, leading=False))


def _product(node: Multiply, leading: bool) -> Piece:
    doubtful = node.implicit and _divides(node.left)
    left = _operand(node.left, Rank.SIGN if doubtful else Rank.PRODUCT, leading)
    return _infix_row(left, Leaf("×", node.symbols), node.right)


def _infix_row(left: Piece, sign: Leaf, right: Node) -> Row:
    return row(left, sign, _operand(right, Rank.SIGN, leading=False))


def _divides(node: Node) -> bool:
    """Tell whether a ÷ in a chain of products could be taken to divide by what follows it."""
    match node:
        case Divide(bar=False, brackets=()):
            return True
        case Multiply(implicit=False, brackets=(), left=left):
            return _divides(left)
        case _:
            return False
