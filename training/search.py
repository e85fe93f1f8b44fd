"""The search for better hyper-parameters: many short trainings, each with others, by Optuna.

Whoever starts the same search on the same storage takes part in it, and a search that was cut off
goes on. Two trials of a search differ in nothing but in what is searched.
"""

from __future__ import annotations

import hashlib
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import optuna
import torch
from optuna.exceptions import ExperimentalWarning
from optuna.storages import fail_stale_trials
from optuna.study import Study
from optuna.trial import Trial, TrialState

from recognizer.network import Network
from training.config import TrainConfig
from training.distillation import load_network
from training.fitting import fit
from training.gathering import gather
from training.held_out import split
from training.recipe import write_recipe
from training.search_report import DONE, accuracy, draw, ranked, table
from training.search_space import SPACE, short, suggested, with_parameters
from training.studies import opened_study
from training.train import drawn, identify, prepare
from training.validation import validation_sets
from training.watch import Console, History

EPOCHS = 6
"""Of a trial, unless other is asked for: enough to tell a bad training from a good one."""
_BEGUN = (*DONE, TrialState.RUNNING)
_LOOK_AGAIN = 1.0  # seconds, while others end their trials


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found: the recipe of the best trial, its accuracy, and all in a table."""

    recipe: Path
    accuracy: float
    table: str


def search(config: TrainConfig, trials: int, storage: str | None) -> Found:
    """Search by so many short trainings, and write into `config.out` what was found.

    That is `search.md`, `search.svg`, and `best.json`, the recipe of the best trial; how long to
    train is left out of it, which short trainings cannot tell. `storage` is the URL of a database,
    by default that of a file in `config.out`. Raises DataError where there is nothing to train on,
    or the storage cannot be used.
    """
    prepared = Search(config)
    with opened_study(prepared.name, storage, config.out) as study:
        prepared.run(study, trials)
        done = ranked(study)
    best = with_parameters(config, done[0].params)
    recipe = config.out / "best.json"
    write_recipe(best, recipe, without=("epochs",))
    (config.out / "search.md").write_text(table(done), encoding="utf-8")
    draw(done, config.out / "search.svg")
    return Found(recipe, accuracy(done[0]), table(done))


class Search:
    """The trials of one configuration on the same data."""

    def __init__(self, config: TrainConfig) -> None:
        """Gather what all trials learn from; raises DataError where there is nothing."""
        rng = np.random.default_rng(config.seed)
        console = Console(config.epochs)
        sources = gather(config, console)
        kept, held_out = split(sources, config.held_out)
        console.says("Drawing what no data set has")
        learnt = [*kept, *drawn(config, rng)]
        self._config = config
        self._lessons = prepare(learnt, validation_sets(held_out.parts, config), config, rng)
        self._identity = identify(config, sources) + repr(SPACE)

    @property
    def name(self) -> str:
        """Return a name that no search with other data or another configuration has."""
        return f"inkcalc-{hashlib.sha256(self._identity.encode()).hexdigest()[:16]}"

    def run(self, study: Study, trials: int) -> None:
        """Do trials until all who take part have done so many, and wait for the last of others."""
        while len(study.get_trials(deepcopy=False, states=DONE)) < trials:
            if len(study.get_trials(deepcopy=False, states=_BEGUN)) < trials:
                study.optimize(lambda trial: self._try(trial, trials), 1, catch=(Surplus,))
            else:
                time.sleep(_LOOK_AGAIN)
                _forget_dead_trials(study)

    def _try(self, trial: Trial, trials: int) -> float:
        """Train as a trial suggests; return the accuracy on what is held out."""
        begun = trial.study.get_trials(deepcopy=False, states=_BEGUN)
        if sum(other.number < trial.number for other in begun) >= trials:
            raise Surplus
        values = suggested(trial)
        config = with_parameters(self._config, values)
        course = Course(trial, config.epochs)
        told = ", ".join(f"{short(name)} {value:.3g}" for name, value in values.items())
        course.says(f"Trial {trial.number}: {told}")
        torch.manual_seed(config.seed)
        network = load_network(config.start) if config.start else Network()
        lessons = self._lessons.configured(config)
        _, history = fit(network, lessons, config, self._identity, course, _NoCheckpoints())
        return history[-1]["accuracy"]


class Surplus(Exception):
    """Others had begun all trials that are wanted when this one began."""


class Course(Console):
    """Shows the training of a trial, and breaks it off where the median of others is better."""

    def __init__(self, trial: Trial, epochs: int) -> None:
        super().__init__(epochs)
        self._trial, self._last = trial, epochs

    def finished(self, history: History) -> None:
        super().finished(history)
        self._trial.report(history[-1]["accuracy"], len(history))
        if len(history) < self._last and self._trial.should_prune():
            raise optuna.TrialPruned


class _NoCheckpoints:
    """The checkpoints of a trial, which is short: none."""

    def load(self) -> None:
        return None

    def save(self, content: bytes) -> None: ...

    def clear(self) -> None: ...


def _forget_dead_trials(study: Study) -> None:
    """Fail the trials of processes that are gone, so that others are begun in their place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        fail_stale_trials(study)
