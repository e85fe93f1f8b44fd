"""Bundles for tests: whole models that differ from the shipped one, made without any training."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from photofiles import written
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from recognizer.bundle import CARD_FILE, MODEL_FILE, SHIPPED, read_bundle, write_card
from webapp.models.registry import Registry
from webapp.store.database import Database

SHIPPED_ID = read_bundle().model_id

_DOC_STRING = b"\x32"
"""The key of a model's `doc_string` in ONNX: field 6, a text."""


def make_bundle(folder: Path, name: str = "another", **changes: Any) -> str:
    """Write the shipped bundle under another identity, its card changed; return the identity.

    The network has a comment, `name`, so that it computes the same and is another file.
    """
    shutil.copytree(SHIPPED, folder)
    comment = name.encode()
    with (folder / MODEL_FILE).open("ab") as file:
        file.write(_DOC_STRING + bytes([len(comment)]) + comment)
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    del card["id"], card["files"]
    return write_card(folder, card | changes)


def report_of(candidate: str, against: str, *falls: dict[str, Any]) -> dict[str, Any]:
    """Return a judgement as `training.judging` gives it, with the figures left out."""
    margins = {"class": 0.03, "expressions": 0.02, "least_lost": 3}
    return {
        "candidate": candidate,
        "against": against,
        "held": not falls,
        "held_out": {"sha256": "0" * 64, "parts": []},
        "gate": {"margins": margins, "falls": list(falls), "unexamined": []},
        "models": {"candidate": {}, "against": {}},
    }


FALL = {"what": "class", "label": "7", "from": 0.99, "to": 0.9, "fall": 0.09}
"""One that a gate does not let pass."""


def added(registry: Registry, *folders: Path) -> list[str]:
    """Add the models in folders; return their ids."""
    return [registry.add(folder, "added by a test").id for folder in folders]


def judge(registry: Registry, candidate: str, *falls: dict[str, Any]) -> str:
    """Judge a candidate against the model in service; return the id of the judgement."""
    report = report_of(candidate, registry.serving().model, *falls)
    return registry.keep_judgement(report, judged_pictures())


def count(database: Database, row: type) -> int:
    """Count the rows of a table."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def make_picture_bundle(folder: Path, *classes: str, side: int = 8) -> str:
    """Write a model of pictures that tells how bright they are; return its identity.

    Its first class is for white pictures and its last one for black ones.
    """
    from onnx import TensorProto, helper, numpy_helper

    shapes = {"pictures": ["n", 3, side, side], "logits": ["n", len(classes)]}
    shown, said = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    )
    slope = np.linspace(1, -1, len(classes), dtype=np.float32) / (3 * side**2)
    weights = numpy_helper.from_array(np.tile(slope, (3 * side**2, 1)), "weights")
    bias = numpy_helper.from_array(-slope * 3 * side**2 / 2, "bias")
    nodes = [
        helper.make_node("Flatten", ["pictures"], ["flat"]),
        helper.make_node("Gemm", ["flat", "weights", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(nodes, "brightness", [shown], [said], [weights, bias])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    folder.mkdir()
    (folder / MODEL_FILE).write_bytes(model.SerializeToString())
    card = {"kind": "pictures", "classes": list(classes), "size": side, "temperature": 0.1}
    return write_card(folder, card)


def judged_pictures() -> bytes:
    """Return the pictures of a judgement: 70 sevens that the candidate reads as ones, and a 1."""
    pictures = np.zeros((71, 32, 32), np.uint8)
    pictures[:, 8:24, 16] = 255
    truth = np.array([7] * 70 + [1], np.uint8)
    file = BytesIO()
    readings = {"candidate": np.ones(71, np.uint8), "against": truth}
    np.savez_compressed(file, pictures=pictures, truth=truth, **readings)
    return file.getvalue()


def seven() -> bytes:
    """Return the picture of a seven, dark on light, as a file."""
    picture = Image.new("L", (90, 90), 250)
    ImageDraw.Draw(picture).line([(20, 20), (65, 20), (40, 75)], 20, 6, joint="curve")
    return written(picture)
