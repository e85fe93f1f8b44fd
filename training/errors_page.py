"""The errors page: every expression that was read wrongly, for a person to look through.

One HTML file that needs nothing else: ink or photo, truth and reading, the most confident errors
first, since they are the ones that no warning shows.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from html import escape
from pathlib import Path

from calculator.reading import PhotoReading, Symbol
from calculator.show import mathml
from segmentation.photo.files import PhotoError, open_photo
from training.benchmarks import PhotoExpression
from training.drawing import img, svg
from training.evaluation import Report
from training.judgement import Judged, written_lines

_STYLE = """
:root { color-scheme: light dark; --desk: #efeae0; --sheet: #fffdf8; --ink: #1c2a52;
  --text: #23283a; --muted: #5d6273; --rule: #e3dccd; --wrong: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --desk: #121419; --sheet: #1b1e26; --ink: #eeeade;
  --text: #e7e5df; --muted: #a3a8b6; --rule: #323743; --wrong: #ff9a90; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; background: var(--desk);
  color: var(--text); font: 1rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; }
.muted, dt, th { color: var(--muted); font-weight: normal; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--rule);
  text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); }
@media (max-width: 30rem) { table { font-size: .8rem; } th, td { padding-right: .45rem; } }
li { display: flex; flex-direction: column; min-width: 0; padding: .75rem 1rem;
  border: 1px solid var(--rule); border-radius: .5rem; background: var(--sheet); }
header { display: flex; justify-content: space-between; gap: 1rem; }
figure { display: grid; place-items: center; margin: .5rem 0; min-height: 7rem; }
svg { max-width: 100%; max-height: 12rem; height: auto; }
img { max-width: 100%; height: auto; }
polyline { fill: none; stroke: var(--ink); stroke-width: 2.2; stroke-linecap: round;
  stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.marked { stroke: var(--wrong); }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .25rem .75rem; margin: 0;
  align-items: baseline; border-top: 1px solid var(--rule); padding-top: .5rem; }
dd { margin: 0; min-width: 0; overflow-x: auto; overflow-y: hidden; padding: .15rem 0; }
math { display: inline math; font-size: 1.2rem; }
.wrong { color: var(--wrong); }
"""


def write_errors(path: Path, report: Report) -> int:
    """Write the page of a report's errors, whole or not at all, and return how many they are."""
    found = [(name, each) for name, judged in report.judged.items() for each in judged]
    wrong = [(name, each) for name, each in found if not each.exact]
    wrong.sort(key=lambda pair: -pair[1].confidence)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_text("\n".join(_page(report, wrong)), encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return len(wrong)


def _page(report: Report, wrong: Sequence[tuple[str, Judged]]) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Inkcalc: expressions read wrongly</title>\n<style>{_STYLE}</style>"
    n = sum(len(judged) for judged in report.judged.values())
    yield f"<h1>{len(wrong)} of {n} expressions read wrongly</h1>"
    yield f"<p>Model {escape(report.model)}, method {escape(report.method)}. "
    yield "The most confident errors come first; <span class=wrong>strokes in this colour</span> "
    yield "were grouped otherwise than they were written.</p>"
    yield from _summary(report)
    yield "<ol>"
    for name, each in wrong:
        yield _entry(name, each)
    yield "</ol>\n</html>"


def _summary(report: Report) -> Iterator[str]:
    heads = ("set", "n", "wrong", "exact %", "answer %", "left out")
    yield f"<div class=wide><table><tr>{_cells('th', heads)}</tr>"
    for name, judged in report.judged.items():
        exact, answered = (sum(each.exact for each in judged), sum(e.answered for e in judged))
        shares = [f"{100 * right / max(len(judged), 1):.2f}" for right in (exact, answered)]
        left_out = str(report.sets[name].get("left_out", 0))
        row = (name, str(len(judged)), str(len(judged) - exact), *shares, left_out)
        yield f"<tr>{_cells('td', row)}</tr>"
    yield "</table></div>"


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _entry(name: str, judged: Judged) -> str:
    differing = _differing(judged)
    marked = frozenset().union(*(group for group, _ in differing))
    confidence = f"{100 * judged.confidence:.1f} % sure"
    return (
        f"<li><header><b>{confidence}</b><span class=muted>{_origin(name, judged)}</span></header>"
        f"<figure>{_picture(judged, marked)}</figure>"
        f"<dl><dt>written</dt><dd>{mathml(judged.expression.truth)}</dd>"
        f"<dt>read</dt><dd>{_read(judged)}</dd>{_groups(differing)}</dl></li>"
    )


def _origin(name: str, judged: Judged) -> str:
    """Name the set, and the file where each expression has its own."""
    written = judged.expression
    return escape(f"{name}/{written.path.name}" if isinstance(written, PhotoExpression) else name)


def _picture(judged: Judged, marked: Collection[int]) -> str:
    """Draw the ink, or the photo as it was turned, or say why the file was refused."""
    expression, reading = judged.expression, judged.reading
    if not isinstance(expression, PhotoExpression):
        return svg(expression.ink, marked)
    try:
        photo = open_photo(expression.path.read_bytes())
    except PhotoError as error:
        return _wrong(error.message)
    return img(photo.turned(reading.turn if isinstance(reading, PhotoReading) else 0))


def _read(judged: Judged) -> str:
    """Typeset what was read line by line, with what is wrong in words."""
    lines = written_lines(judged.reading)
    texts = [
        f"{line.mathml} {_wrong(line.error.message)}" if line.error else line.mathml
        for line in lines
    ]
    return "<br>".join(texts) or _wrong("nothing")


def _wrong(text: str) -> str:
    return f"<span class=wrong>{escape(text)}</span>"


def _differing(judged: Judged) -> list[tuple[frozenset[int], list[Symbol]]]:
    """Return the groups of the truth that were not found, each with the symbols on its strokes."""
    found = {frozenset(symbol.marks) for symbol in judged.symbols}
    return [
        (group, [symbol for symbol in judged.symbols if group.intersection(symbol.marks)])
        for group in judged.groups
        if group not in found
    ]


def _groups(differing: Sequence[tuple[frozenset[int], list[Symbol]]]) -> str:
    if not differing:
        return ""
    texts = (
        f"{_numbers(group)} as " + ", ".join(f"{s.label} ({_numbers(s.marks)})" for s in on)
        for group, on in differing
    )
    return f"<dt>strokes</dt><dd>{escape('; '.join(texts))}</dd>"


def _numbers(marks: Sequence[int] | frozenset[int]) -> str:
    return " ".join(str(mark + 1) for mark in sorted(marks))
