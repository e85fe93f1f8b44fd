"""Models as other programs see them: as JSON of the API and of the command line."""

from __future__ import annotations

from typing import Any

from webapp.instants import instant
from webapp.models.gate import IN_SERVICE
from webapp.models.model import Judgement, Model, Serving
from webapp.models.registry import Registry


def all_shown(registry: Registry) -> dict[str, Any]:
    """Return all models, which one serves, and which did."""
    served = registry.served()
    return {
        "in_service": registry.serving().model,
        "previous": registry.previous(),
        "models": [shown(registry, model, served) for model in registry.models()],
        "history": [_serving_shown(serving) for serving in registry.history()],
    }


def whole_shown(registry: Registry, model: Model) -> dict[str, Any]:
    """Return a model with its card, and its judgement as `judgement_of` chooses it."""
    judgement = judgement_of(registry, model.id)
    return {
        **shown(registry, model, registry.served()),
        "card": model.card,
        "judgement": None if judgement is None else _judgement_shown(judgement),
    }


def shown(registry: Registry, model: Model, served: set[str]) -> dict[str, Any]:
    """Return a model without its card."""
    gate = registry.gate_for(model.id)
    return {
        "id": model.id,
        "kind": model.kind,
        "created": instant(model.created) if model.created else None,
        "origin": model.origin,
        "job": model.job,
        "classes": list(model.classes),
        "size_bytes": model.size_bytes,
        "shipped": model.is_shipped,
        "in_service": gate.state == IN_SERVICE,
        "served": model.id in served,
        "accuracy": model.accuracy,
        "gate": {"state": gate.state, "message": gate.message},
    }


def judgement_of(registry: Registry, model: str) -> Judgement | None:
    """Return a model's latest judgement, against the model that serves now where there is one."""
    return registry.judgement(model, registry.serving().model) or registry.judgement(model)


def _judgement_shown(judgement: Judgement) -> dict[str, Any]:
    return {"id": judgement.id, "at": instant(judgement.at), **judgement.report}


def _serving_shown(serving: Serving) -> dict[str, Any]:
    return {
        "model": serving.model,
        "at": instant(serving.at) if serving.at else None,
        "gate": serving.gate,
        "reason": serving.reason,
    }
