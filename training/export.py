"""Export: a trained network becomes a bundle that serving can load."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from recognizer.bundle import CARD_FILE, MEMORY_FILE, MODEL_FILE, STATE_FILE, write_card
from recognizer.memory import Memory
from recognizer.network import CHANNELS, Network
from segmentation.raster import PICTURE_SIZE


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
    _write_onnx(network, partial / MODEL_FILE)
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


def _write_onnx(network: Network, path: Path) -> None:
    example = torch.zeros(2, CHANNELS, PICTURE_SIZE, PICTURE_SIZE)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # The exporter warns about its own internals, which nobody here can change.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Served(network).eval(),
            (example,),
            path,
            input_names=["pictures"],
            output_names=["logits", "features"],
            dynamic_shapes=({0: torch.export.Dim("n", min=1)},),
            dynamo=True,
            external_data=False,
            optimize=True,
            verbose=False,
        )
