"""Layers that see the whole batch where several processes each hold a share of it.

The names of their states are those of the layers that they stand for.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn import functional

_OVER = (0, 2, 3)  # the dimensions of (n, channels, height, width) that are normalised together


def see_whole_batch(network: nn.Module, device: torch.device) -> None:
    """Replace, in place, the layers that would do otherwise with a share of a batch than with all.

    torch's own synchronised normalisation wants a GPU.
    """
    for name, layer in list(network.named_children()):
        match layer:
            case nn.BatchNorm2d() if device.type == "cpu":
                setattr(network, name, WholeBatchNorm(layer))
            case nn.BatchNorm2d():
                setattr(network, name, _synchronised(layer))
            case nn.Dropout():
                setattr(network, name, WholeBatchDropout(layer.p))
            case _:
                see_whole_batch(layer, device)


def _synchronised(layer: nn.BatchNorm2d) -> nn.Module:
    layer = nn.SyncBatchNorm.convert_sync_batchnorm(layer)  # type: ignore[no-untyped-call]
    return layer


class WholeBatchNorm(nn.BatchNorm2d):
    """Batch normalisation by the mean and variance over all processes' equal shares."""

    def __init__(self, layer: nn.BatchNorm2d) -> None:
        super().__init__(layer.num_features, layer.eps, layer.momentum)
        self.weight, self.bias = layer.weight, layer.bias
        self.load_state_dict(layer.state_dict())

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return super().forward(x)
        values = x.to(torch.promote_types(x.dtype, torch.float32))
        variance, mean = torch.var_mean(values, dim=_OVER, correction=0)
        mean, square = _Mean.apply(torch.stack([mean, variance + mean**2]))
        variance = square - mean**2
        self._follow(mean, variance, x.numel() // self.num_features)
        scale = self.weight * torch.rsqrt(variance + self.eps)
        shift = self.bias - mean * scale
        normalised: Tensor = values * scale[:, None, None] + shift[:, None, None]
        return normalised.to(x.dtype)

    @torch.no_grad()
    def _follow(self, mean: Tensor, variance: Tensor, count: int) -> None:
        """Move the running statistics; `count` values of each channel are in this share."""
        whole = count * distributed.get_world_size()
        assert self.running_mean is not None and self.running_var is not None
        assert self.num_batches_tracked is not None and self.momentum is not None
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance * whole / (whole - 1), self.momentum)
        self.num_batches_tracked += 1


class WholeBatchDropout(nn.Dropout):
    """Dropout that draws for the whole batch and keeps what falls on this process's share.

    All processes must be seeded alike; then each sample loses what it would lose in one process.
    """

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        whole = x.new_ones(len(x) * distributed.get_world_size(), *x.shape[1:])
        first = len(x) * distributed.get_rank()
        return x * functional.dropout(whole, self.p)[first : first + len(x)]


class _Mean(torch.autograd.Function):
    """The mean of a tensor over the processes."""

    @staticmethod
    def forward(ctx: Any, tensor: Tensor) -> Tensor:
        return _mean(tensor)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        # Each process's loss hangs on each process's tensor, by an equal share.
        [gradient] = gradients
        return _mean(gradient)


def _mean(tensor: Tensor) -> Tensor:
    mean = tensor.clone()
    distributed.all_reduce(mean)
    return mean / distributed.get_world_size()
