"""A typeset formula, and its two ways out: LaTeX, and MathML Core."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from recognizer.alphabet import BY_LABEL

_MATHML_TEXT = {"-": "−"}
_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_TALL = (r"\frac", r"\sqrt")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number or a sign: its label, and the indices of the symbols it came from."""

    text: str
    symbols: tuple[int, ...] = ()
    is_number: bool = False
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces side by side."""

    parts: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A piece in round brackets; `pair` are their symbols, None where they are understood only."""

    inner: Piece
    pair: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Over:
    """A fraction with its bar; `symbols` is the bar's index, where it was written."""

    top: Piece
    bottom: Piece
    symbols: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """A power."""

    base: Piece
    exponent: Piece


@dataclass(frozen=True, slots=True)
class Root:
    """A root; `degree` 2 is not shown."""

    inner: Piece
    degree: int


Piece: TypeAlias = Leaf | Row | Bracketed | Over | Raised | Root


def row(*parts: Piece) -> Row:
    """Put pieces side by side, without rows within the row."""
    flat: list[Piece] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Row) else (part,))
    return Row(tuple(flat))


def to_latex(formula: Piece) -> str:
    """Return a formula as LaTeX for math mode."""
    return _latex(formula).strip()


def _latex(piece: Piece) -> str:
    match piece:
        case Leaf(text=text):
            return _latex_leaf(text)
        case Row(parts=parts):
            return "".join([_latex(part) for part in parts])
        case Bracketed(inner=inner):
            return _latex_brackets(to_latex(inner))
        case Over(top=top, bottom=bottom):
            return rf"\frac{{{to_latex(top)}}}{{{to_latex(bottom)}}}"
        case Raised(base=base, exponent=exponent):
            return f"{_latex_base(base)}^{{{to_latex(exponent)}}}"
        case Root(inner=inner, degree=degree):
            return rf"\sqrt{'' if degree == 2 else f'[{degree}]'}{{{to_latex(inner)}}}"


def _latex_leaf(text: str) -> str:
    latex = BY_LABEL[text].latex if text in BY_LABEL else text
    return f"{latex} " if latex.startswith("\\") else latex


def _latex_base(base: Piece) -> str:
    """Return what is raised; LaTeX refuses two exponents on one base."""
    return f"{{{to_latex(base)}}}" if isinstance(base, Raised) else to_latex(base)


def _latex_brackets(inner: str) -> str:
    if any(command in inner for command in _TALL):
        return rf"\left({inner}\right)"
    return f"({inner})"


def to_mathml(formula: Piece) -> str:
    """Return a formula as one `math` element.

    Numbers, signs and fractions (for their bars) carry the indices of their symbols in
    `data-symbols`; brackets that were not written but understood have the class `understood`.
    """
    content = _mathml_parts(formula)
    return f'<math xmlns="{_NAMESPACE}" display="block">{content}</math>'


def _mathml(piece: Piece) -> str:
    match piece:
        case Leaf():
            return _mathml_leaf(piece)
        case Row():
            return f"<mrow>{_mathml_parts(piece)}</mrow>"
        case Bracketed(inner=inner, pair=pair):
            opening, closing = _mathml_pair(pair)
            return f"<mrow>{opening}{_mathml_parts(inner)}{closing}</mrow>"
        case Over(top=top, bottom=bottom, symbols=symbols):
            return f"<mfrac{_data_symbols(symbols)}>{_mathml(top)}{_mathml(bottom)}</mfrac>"
        case Raised(base=base, exponent=exponent):
            return f"<msup>{_mathml(base)}{_mathml(exponent)}</msup>"
        case Root(inner=inner, degree=2):
            return f"<msqrt>{_mathml_parts(inner)}</msqrt>"
        case Root(inner=inner, degree=degree):
            return f"<mroot>{_mathml(inner)}<mn>{degree}</mn></mroot>"


def _mathml_parts(piece: Piece) -> str:
    parts = piece.parts if isinstance(piece, Row) else (piece,)
    return "".join([_mathml(part) for part in parts])


def _mathml_leaf(leaf: Leaf) -> str:
    attributes = _data_symbols(leaf.symbols)
    if leaf.is_number:
        return f"<mn{attributes}>{escape(leaf.text)}</mn>"
    if leaf.is_prefix:
        attributes += ' form="prefix"'
    if leaf.text in "()":
        attributes += ' stretchy="false"'
    return f"<mo{attributes}>{escape(_MATHML_TEXT.get(leaf.text, leaf.text))}</mo>"


def _mathml_pair(pair: tuple[int, int] | None) -> tuple[str, str]:
    if pair is None:
        return '<mo class="understood">(</mo>', '<mo class="understood">)</mo>'
    opening, closing = pair
    return f"<mo{_data_symbols((opening,))}>(</mo>", f"<mo{_data_symbols((closing,))}>)</mo>"


def _data_symbols(symbols: tuple[int, ...]) -> str:
    return f' data-symbols="{" ".join(map(str, symbols))}"' if symbols else ""
