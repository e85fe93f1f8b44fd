"""Tuning: the weights of reading, chosen on expressions that the network never learnt from.

`python -m training.tuning FOLDER --model BUNDLE` goes through the weights one by one, again and
again, and keeps what makes the truth more probable (coordinate descent on the mean logarithmic
probability of the true reading). Groups are scored by the network once. The sets are those that
are for choosing, not for reporting. The weights, and how to turn a reading's share into a
probability of being right, are written into the model's card.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from calculator.cells import Scored, score
from calculator.errors import CalculatorError
from calculator.grammar import parse_row
from calculator.interpretation import Interpretation
from calculator.lattice import search
from calculator.layout import Row
from calculator.line import evidence
from calculator.parts import ALL_PARTS
from calculator.tree import Node
from calculator.weights import Evidence, Weights, log_odds
from recognizer.bundle import SHIPPED, read_bundle, write_card
from recognizer.classifier import Classifier, load_classifier
from segmentation.lines import split_lines
from training.benchmarks import load_expressions, set_paths
from training.metrics import calibration_error

CHOSEN = ("crohme2013train_linear", "crohme2013train_calc")
"""The sets that weights are chosen on."""
_FACTORS = (0.6, 0.8, 1.25, 1.6)
"""What a weight is multiplied by to see whether another does better."""
_LEAST = 1e-3
"""The least probability of a truth that counts: one that is lost cannot be more than lost."""
_SURE = 0.98
"""A truth more probable than this is hardly in danger."""
_SURE_STEP = 5
"""One of so many sure cases is looked at for each change of a weight."""
_WORTH = 2e-4
"""The least fall of the loss for which a weight is changed."""
_NEWTON_STEPS = 50
_RIDGE = 1e-2
"""What holds the factors of the regression near 0."""
_CALIBRATION = ("confidence_share", "confidence_symbol", "confidence_shift")
_BY_HAND = ("unfinished", "broken")
"""Every expression of the sets is finished and makes sense. What people are still writing is and
does not, and must be read as it stands: here the sets would have grammar overrule the ink."""
_TUNED = tuple(
    field.name for field in fields(Weights) if field.name not in (*_CALIBRATION, *_BY_HAND)
)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An expression on one line whose groups are scored, and what it means."""

    scored: Scored
    truth: Node


@dataclass(frozen=True, slots=True)
class Outcome:
    """How probable the truth is, whether it was read, and what speaks for what was read."""

    truth: float
    exact: bool
    evidence: Evidence


def cases(folder: Path, classifier: Classifier) -> Iterator[Case]:
    """Yield the expressions of the sets for choosing that stand on one line."""
    for name, path in set_paths(folder, CHOSEN).items():
        loaded = load_expressions(name, path)
        for expression in loaded.expressions if loaded else ():
            if len(split_lines(expression.ink)) == 1:
                scored = score(expression.ink, classifier, (), ALL_PARTS)
                yield Case(scored, expression.truth)


def outcome(case: Case, weights: Weights) -> Outcome:
    """Read a case with some weights."""
    found = search(case.scored, weights)
    is_exact = _means(found[0].row, case.truth)
    return Outcome(_share(found, case.truth), is_exact, evidence(found))


def loss(chosen: Sequence[Case], counts: Sequence[float], weights: Weights) -> float:
    """Return the mean negative logarithmic probability of the truth, each case counted so often."""
    shares = [_share(search(case.scored, weights), case.truth) for case in chosen]
    return -float(np.average(np.log(np.maximum(shares, _LEAST)), weights=counts))


def tune(everything: Sequence[Case], weights: Weights, rounds: int) -> Weights:
    """Return better weights: each is changed as long as the loss falls."""
    for number in range(rounds):
        chosen, counts = _telling(everything, weights)
        least = before = loss(chosen, counts, weights)
        click.echo(f"round {number + 1}: {len(chosen)} cases, loss {least:.4f}")
        for name in _TUNED:
            for factor in _FACTORS:
                changed = replace(weights, **{name: round(getattr(weights, name) * factor, 4)})
                found = loss(chosen, counts, changed)
                if found < least - _WORTH:
                    least, weights = found, changed
                    click.echo(f"  {name} = {getattr(weights, name)}: loss {least:.4f}")
        if before - least < 10 * _WORTH:
            break
    return weights


def _telling(everything: Sequence[Case], weights: Weights) -> tuple[list[Case], list[float]]:
    """Return the cases in doubt, and some of the sure ones, each of which counts for many."""
    sure: list[Case] = []
    doubtful: list[Case] = []
    for case in everything:
        share = _share(search(case.scored, weights), case.truth)
        (sure if share > _SURE else doubtful).append(case)
    some = sure[::_SURE_STEP]
    return [*doubtful, *some], [1.0] * len(doubtful) + [len(sure) / max(len(some), 1)] * len(some)


def calibrate(chosen: Sequence[Case], weights: Weights) -> Weights:
    """Return weights whose confidence is the probability of being right.

    A logistic regression on the logarithmic odds of the evidence, as Platt (1999) calibrates a
    score.
    """
    outcomes = [outcome(case, weights) for case in chosen]
    right = np.array([each.exact for each in outcomes], dtype=float)
    odds = np.array(
        [(log_odds(o.evidence.share), log_odds(o.evidence.symbol), 1) for o in outcomes]
    )
    found = [round(float(factor), 4) for factor in _regression(odds, right)]
    before = [weights.confidence(each.evidence) for each in outcomes]
    weights = replace(weights, **dict(zip(_CALIBRATION, found, strict=True)))
    after = [weights.confidence(each.evidence) for each in outcomes]
    was, now = (calibration_error(chances, right.tolist()) for chances in (before, after))
    click.echo(f"calibration error {now:.4f}, before {was:.4f}")
    return weights


def _regression(known: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the factors (k,) of what is known (n, k) in a logistic regression (Newton's steps)."""
    factors = np.zeros(known.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-known @ factors))
        curve = (known * (chance * (1 - chance))[:, None]).T @ known
        curve += _RIDGE * np.eye(len(factors))
        factors += np.linalg.solve(curve, known.T @ (right - chance) - _RIDGE * factors)
    return factors


def _share(found: Sequence[Interpretation], truth: Node) -> float:
    """Return the probability of the truth among what was found."""
    powers = [math.exp(each.weight - found[0].weight) for each in found]
    right = [power for power, each in zip(powers, found, strict=True) if _means(each.row, truth)]
    return sum(right) / sum(powers)


def _means(row: Row, truth: Node) -> bool:
    try:
        return parse_row(row) == truth
    except CalculatorError:
        return False


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--model", type=click.Path(path_type=Path), help="The bundle; by default as shipped.")
@click.option("--rounds", default=2, show_default=True, help="How often to go through the weights.")
def main(folder: Path, model: Path | None, rounds: int) -> None:
    """Tune the weights of reading on the sets of FOLDER that are for choosing."""
    classifier = load_classifier(model)
    chosen = list(cases(folder, classifier))
    weights = tune(chosen, Weights.of(classifier.card), rounds)
    weights = calibrate(chosen, weights)
    right = sum(outcome(case, weights).exact for case in chosen)
    click.echo(f"{right} of {len(chosen)} are read right")
    store(model or SHIPPED, weights)


def store(bundle: Path, weights: Weights) -> None:
    """Write weights into the card of a bundle, whole or not at all."""
    write_card(bundle, read_bundle(bundle).card | {"weights": weights.as_dict()})


if __name__ == "__main__":
    main()
