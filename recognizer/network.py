"""The network: a small residual convolutional classifier. The only file here that imports torch."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from recognizer.alphabet import LABELS

_WIDTHS = (16, 32, 64, 96)
_DROPOUT = 0.2
SYMBOL_SIDE = 32
"""Pixels; of the pictures of symbols."""
SIDE_STEP = 8
"""Sides of pictures are its multiples, because the network halves them three times."""
CHANNELS = 3
"""A group fitted to its picture, at the scale of its ink, and what stands around it there."""


class Residual(nn.Module):
    """A 3×3 convolution added to its input."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convolution = _convolution(width, width)

    def forward(self, x: Tensor) -> Tensor:
        added: Tensor = x + self.convolution(x)
        return added


class Network(nn.Module):
    """Score pictures (n, 3, side, side) over classes: logits (n, classes).

    By default it is the calculator's. Then the channels show a group alone and in its context
    (`segmentation/context.py`); for a symbol that stands nowhere the second and third are blank.
    "No symbol" is a class of its own whose logit is fixed at 0 and left out of the output: a
    softmax knows logits only up to a constant, so nothing is lost by fixing one of them. A picture
    that is no symbol is one whose sixteen logits all lie below 0.

    For pictures with classes of their own, the channels are colours, and no class is left out.
    """

    def __init__(self, classes: int = len(LABELS), side: int = SYMBOL_SIDE) -> None:
        super().__init__()
        self.side = side
        a, b, c, d = _WIDTHS
        self.features = nn.Sequential(
            _convolution(CHANNELS, a),
            _convolution(a, b, stride=2),
            Residual(b),
            _convolution(b, c, stride=2),
            Residual(c),
            _convolution(c, d, stride=2),
            Residual(d),
            nn.Flatten(),
        )
        self.dropout = nn.Dropout(_DROPOUT)
        self.classes = nn.Linear(d * (side // SIDE_STEP) ** 2, classes)

    def forward(self, pictures: Tensor) -> Tensor:
        logits: Tensor = self.classes(self.dropout(self.features(pictures)))
        return logits


def with_no_symbol(logits: Tensor) -> Tensor:
    """Append the fixed logit of "no symbol": (n, classes) → (n, classes + 1)."""
    return torch.cat([logits, logits.new_zeros(len(logits), 1)], dim=1)


def _convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )
