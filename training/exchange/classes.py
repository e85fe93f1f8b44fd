"""Names of classes: what folders, lists of labels and LaTeX call the symbols."""

from __future__ import annotations

from calculator.automaton import EQUALS, POINT
from calculator.given import NO_SYMBOL, SAMPLE_LABELS
from recognizer.alphabet import ALPHABET, BY_LABEL, DIGITS, LABELS, canonical

FOLDERS: dict[str, str] = {
    **{digit: digit for digit in LABELS if digit in DIGITS},
    **{"+": "plus", "-": "minus", "×": "times", "÷": "div", "(": "lpar", ")": "rpar"},
    **{POINT: "point", EQUALS: "equals", NO_SYMBOL: "none"},
}
"""The names of classes in our own files: file systems refuse some signs."""

_WORDS: dict[str, tuple[str, ...]] = {
    "+": ("plus", "add", "addition"),
    "-": ("minus", "sub", "subtract", "subtraction"),
    "×": ("times", "mul", "multiply", "multiplication", "dot", "cross", "asterisk"),
    "÷": ("div", "divide", "division", "slash", "forward_slash", "obelus", "colon"),
    "(": ("open", "left", "lp", "lpar", "lparen", "left_bracket", "lbracket"),
    ")": ("close", "right", "rp", "rpar", "rparen", "right_bracket", "rbracket"),
    POINT: ("point", "decimal", "period", "decimal_point"),
    EQUALS: ("equals", "equal", "eq"),
    NO_SYMBOL: ("none", "other", "others", "no_symbol", "nothing", "junk", "garbage", "outlier"),
}
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LABEL_OF_WORD = {
    **{word: label for label, words in _WORDS.items() for word in words},
    **{word: str(digit) for digit, word in enumerate(_NUMBERS)},
}
_LATEX = {
    **{entry.latex: entry.label for entry in ALPHABET},
    **{r"\cdot": "×", r"\ast": "×", r"\slash": "÷"},
    **{r"\lbrack": "(", r"\lbrace": "(", r"\{": "(", r"\lparen": "("},
    **{r"\rbrack": ")", r"\rbrace": ")", r"\}": ")", r"\rparen": ")"},
}
_LETTERS = frozenset("xX")
"""Names of × elsewhere; in LaTeX they are letters."""


def label_of(name: str) -> str | None:
    """Return the label that a name means: a label, a variant of it or a word, in any case."""
    name = name.strip()
    if name in SAMPLE_LABELS:
        return name
    return canonical(name) or _LABEL_OF_WORD.get(name.lower().replace(" ", "_").replace("-", "_"))


def label_of_latex(text: str) -> str | None:
    """Return the label that a symbol's truth in LaTeX means, with or without `$` around it."""
    name = text.strip().strip("$").strip()
    if name in _LETTERS:
        return None
    return _LATEX.get(name) or label_of(name)


def latex_of(label: str) -> str:
    """Return the truth of a symbol in LaTeX."""
    return BY_LABEL[label].latex if label in BY_LABEL else label
