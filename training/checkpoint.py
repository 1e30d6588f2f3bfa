"""Checkpoints: the whole state of a training, from which it goes on as if it had not stopped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim.lr_scheduler import LRScheduler
from torch.optim.swa_utils import AveragedModel

from ..errors import DataError


@dataclass(frozen=True)
class TrainingState:
    """All that changes during a training, beside torch's own random numbers.

    config    what is trained, in words: another training's checkpoint is refused
    average   the running average of the network's weights, where there is one
    rng       numpy's random numbers that batches are drawn with, where steps are not seeded
    """

    config: str
    network: nn.Module
    optimiser: torch.optim.Optimizer
    schedule: LRScheduler
    average: AveragedModel | None = None
    rng: np.random.Generator | None = None


def save(path: Path, state: TrainingState, step: int) -> None:
    """Write the state after `step` steps, whole or not at all."""
    table: dict[str, Any] = {"config": state.config, "step": step, "torch": torch.get_rng_state()}
    table |= {name: part.state_dict() for name, part in _parts(state).items()}
    if state.rng is not None:
        table["numpy"] = state.rng.bit_generator.state
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    torch.save(table, unfinished)
    unfinished.replace(path)


def load(path: Path, state: TrainingState, device: str = "cpu") -> int:
    """Fill the state from a checkpoint; returns the number of steps done.

    Raises DataError where the checkpoint is of a training with another configuration.
    """
    table = torch.load(path, map_location=device, weights_only=True)
    if table["config"] != state.config:
        raise DataError(f"{path} is of another training: start anew, without --resume.")
    for name, part in _parts(state).items():
        part.load_state_dict(table[name])
    torch.set_rng_state(table["torch"].cpu())
    if state.rng is not None:
        state.rng.bit_generator.state = table["numpy"]
    return table["step"]


def _parts(state: TrainingState) -> dict[str, Any]:
    found = {name: getattr(state, name) for name in ("network", "optimiser", "schedule", "average")}
    return {name: part for name, part in found.items() if part is not None}
