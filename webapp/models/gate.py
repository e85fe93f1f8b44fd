"""The gate: whether a model may go into service, and why, in a sentence.

`training` is imported where it is needed, so that serving starts without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.models.model import BACK, HELD, Judgement

IN_SERVICE, FELL, NOT_JUDGED, NOT_SYMBOLS = "in_service", "fell", "not_judged", "not_symbols"


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """Whether a model may go into service: a state, a sentence, and the judgement it is from.

    With HELD and BACK it may, with FELL and NOT_JUDGED only in spite of the gate, with NOT_SYMBOLS
    never.
    """

    state: str
    message: str
    judgement: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in (HELD, BACK)


class GateClosed(Exception):
    """A model that must not go into service, for the reason that `answer` gives."""

    def __init__(self, answer: GateAnswer) -> None:
        super().__init__(answer.message)
        self.answer = answer


IS_IN_SERVICE = GateAnswer(IN_SERVICE, "This model is in service.")
MAY_COME_BACK = GateAnswer(BACK, "It has served before, and can be put in service again.")
HAS_OTHER_CLASSES = GateAnswer(
    NOT_SYMBOLS, "Its classes are not the calculator's, so it cannot be put in service."
)
_IS_NOT_JUDGED = GateAnswer(
    NOT_JUDGED, "It has not been compared with the model in service yet; judge it first."
)


def answer_of(judgement: Judgement | None) -> GateAnswer:
    """Return what a judgement against the model in service says; None is that there is none."""
    from training.gate import sentence

    if judgement is None:
        return _IS_NOT_JUDGED
    state = HELD if judgement.held else FELL
    return GateAnswer(state, sentence(judgement.report["gate"]), judgement.id)
