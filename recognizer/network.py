"""The network: a small residual convolutional classifier. The only file here that imports torch."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from recognizer.alphabet import LABELS

_WIDTHS = (16, 32, 64, 96)
_SIDE = 4  # pixels; a 32×32 picture after three halvings
_DROPOUT = 0.2
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
    """Score pictures (n, 3, 32, 32) over the classes: logits (n, 16).

    The channels show a group alone and in its context (`segmentation/context.py`); for a symbol
    that stands nowhere the second and third are blank.

    "No symbol" is a class of its own whose logit is fixed at 0 and left out of the output: a
    softmax knows logits only up to a constant, so nothing is lost by fixing one of them. A picture
    that is no symbol is one whose sixteen logits all lie below 0.
    """

    def __init__(self, classes: int = len(LABELS)) -> None:
        super().__init__()
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
        self.classes = nn.Linear(d * _SIDE**2, classes)

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
