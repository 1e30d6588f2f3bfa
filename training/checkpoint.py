"""Checkpoints: a training's whole state as plain arrays, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn


def save(path: Path, module: nn.Module, optimiser: torch.optim.Optimizer | None, step: int) -> None:
    """Weights, buffers, the optimiser's moments and the step, in one .npz."""
    arrays = {f"module/{name}": value.numpy() for name, value in module.state_dict().items()}
    state = optimiser.state_dict()["state"] if optimiser else {}
    for index, moments in state.items():
        arrays |= {f"optimiser/{index}/{name}": value.numpy() for name, value in moments.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez(part, step=np.array(step), **arrays)
    part.replace(path)


def load(path: Path, module: nn.Module, optimiser: torch.optim.Optimizer | None = None) -> int:
    """Fill module and optimiser from a checkpoint; returns the step it was saved at."""
    weights: dict[str, Tensor] = {}
    moments: dict[int, dict[str, Tensor]] = {}
    with np.load(path, allow_pickle=False) as file:
        for key in file.files:
            kind, _, name = key.partition("/")
            if kind == "module":
                weights[name] = torch.from_numpy(file[key])
            elif kind == "optimiser":
                index, _, moment = name.partition("/")
                moments.setdefault(int(index), {})[moment] = torch.from_numpy(file[key])
        step = int(file["step"])
    module.load_state_dict(weights)
    if optimiser is not None and moments:
        optimiser.load_state_dict({**optimiser.state_dict(), "state": moments})
    return step
