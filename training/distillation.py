"""Distillation: one small network learns what several say together.

After Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network" (2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from recognizer.bundle import STATE_FILE
from recognizer.network import Network, with_no_symbol

_SOFT_SHARE = 0.7
"""How much of the loss is the teachers' opinion; the rest is the truth."""
CPU = torch.device("cpu")


def load_network(bundle: Path) -> Network:
    """Return the network of a bundle as it was when its training ended."""
    network = Network()
    network.load_state_dict(load_file(bundle / STATE_FILE))
    return network.eval()


class Teachers:
    """Networks that are not trained any more, and what they make of pictures together."""

    def __init__(self, bundles: Sequence[Path], device: torch.device = CPU) -> None:
        networks = (load_network(bundle) for bundle in bundles)
        self._networks = [
            each.to(device).to(memory_format=torch.channels_last) for each in networks
        ]

    def opinion(
        self, pictures: Tensor, targets: Tensor, unseen: Tensor | None = None
    ) -> Tensor | None:
        """Return the mean probabilities (n, classes + 1), "no symbol" last; None without any.

        They are heard where they are right: of what they misread, and of pictures of a kind that
        they never saw, for which `unseen` (n,) is true, they repeat the truth.
        """
        if not self._networks:
            return None
        with torch.inference_mode(), torch.autocast(pictures.device.type, torch.bfloat16):
            logits = [
                with_no_symbol(network(pictures.float()).float()) for network in self._networks
            ]
        opinion = torch.stack([each.softmax(dim=1) for each in logits]).mean(dim=0)
        is_heard = opinion.argmax(dim=1) == targets
        if unseen is not None:
            is_heard &= ~unseen
        truth = functional.one_hot(targets, opinion.shape[1]).float()
        return torch.where(is_heard[:, None], opinion, truth)


def loss(logits: Tensor, targets: Tensor, opinion: Tensor | None) -> Tensor:
    """Return the cross-entropy of logits (n, classes) with the truth, and with the teachers."""
    whole = with_no_symbol(logits)
    hard = functional.cross_entropy(whole, targets)
    if opinion is None:
        return hard
    soft = functional.cross_entropy(whole, opinion.to(whole.dtype))
    return (1 - _SOFT_SHARE) * hard + _SOFT_SHARE * soft
