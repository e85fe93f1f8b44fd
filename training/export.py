"""Export: a trained network becomes a bundle that serving can load."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import Any

import torch
from onnx import ModelProto
from safetensors.torch import save_file
from torch import Tensor, nn

from recognizer.bundle import (
    CARD_FILE,
    MEMORY_FILE,
    MODEL_FILE,
    STATE_FILE,
    SYMBOLS,
    kind_of,
    write_card,
)
from recognizer.memory import Memory
from recognizer.network import CHANNELS, Network


class _Served(nn.Module):
    """The network with what its last layer sees as a second output."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        features: Tensor = self.network.features(pictures)
        return self.network.classes(features), features


def export(network: Network, memory: Memory | None, card: dict[str, Any], folder: Path) -> str:
    """Write network, memory and card as a bundle into `folder`; return the model's identity.

    What its last layer sees is an output of a network of symbols, which hands are learnt from.
    The network is rounded to half precision, in which its state is kept; it serves as it is kept.
    The card is written last and at once, so that a folder with a card is a whole bundle.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = network.eval().to(memory_format=torch.contiguous_format)
    state = {name: _halved(value).contiguous() for name, value in network.state_dict().items()}
    network.load_state_dict(state)
    partial = folder / "partial"
    partial.mkdir(exist_ok=True)
    save_file(state, partial / STATE_FILE)
    (partial / STATE_FILE).chmod(0o644)  # safetensors leaves it to its owner alone
    _write_onnx(network, partial / MODEL_FILE, has_features=kind_of(card) == SYMBOLS)
    (folder / CARD_FILE).unlink(missing_ok=True)
    (folder / MEMORY_FILE).unlink(missing_ok=True)
    if memory is not None:
        (partial / MEMORY_FILE).write_bytes(memory.as_bytes())
    for file in partial.iterdir():
        file.replace(folder / file.name)
    partial.rmdir()
    return write_card(folder, card)


def _halved(value: Tensor) -> Tensor:
    return value.half() if value.is_floating_point() else value


def _write_onnx(network: Network, path: Path, has_features: bool) -> None:
    example = torch.zeros(2, CHANNELS, network.side, network.side)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # The exporter warns about its own internals, which nobody here can change.
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            (_Served(network) if has_features else network).eval(),
            (example,),
            input_names=["pictures"],
            output_names=["logits", "features"] if has_features else ["logits"],
            dynamic_shapes=({0: torch.export.Dim("n", min=1)},),
            dynamo=True,
            optimize=True,
            verbose=False,
        )
    assert program is not None  # as it is when the exporter is given no file
    model = program.model_proto
    _forget_origin(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _forget_origin(model: ModelProto) -> None:
    """Take out where in whose source files each part was made, which a model must not depend on."""
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.value_info, *graph.input, *graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
