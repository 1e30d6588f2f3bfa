"""The training loop: steps, with a log, validation and checkpoints."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from . import checkpoint
from .checkpoint import TrainingState

Losses = Callable[[int], Mapping[str, Tensor]]
"""The weighted parts of the loss at a step, each a scalar; the loss is their sum."""
Validate = Callable[[nn.Module], Mapping[str, Tensor]]
"""The same of a network in evaluation mode, on speech that it is not trained on."""
Batch = TypeVar("Batch")


@dataclass(frozen=True)
class Run:
    """How a training runs.

    folder            of `NAME.pt` (the checkpoint), `NAME.csv` and `NAME_validation.csv` (losses)
    clip              largest norm of the gradient
    log_every, validate_every, save_every   in steps; the last step is always validated and saved
    resume            go on from the checkpoint, where there is one
    """

    folder: Path
    name: str
    steps: int
    clip: float
    log_every: int = 1
    validate_every: int = 50
    save_every: int = 50
    resume: bool = False
    device: str = "cpu"


def mean_losses(found: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each part of the loss over some batches, each a scalar."""
    return {name: torch.stack([each[name] for each in found]).mean() for name in found[0]}


def optimise(
    run: Run, state: TrainingState, losses: Losses, validate: Validate | None = None
) -> None:
    """Train `state.network` in place until `run.steps` steps are done.

    Raises DataError where it is to resume another training's checkpoint.
    """
    path = run.folder / f"{run.name}.pt"
    logs = [run.folder / f"{run.name}{end}.csv" for end in ("", "_validation")]
    first = checkpoint.load(path, state, run.device) if run.resume and path.exists() else 0
    if first == 0:
        for log in logs:
            log.unlink(missing_ok=True)
    state.network.train()
    for step in range(first, run.steps):
        parts = losses(step)
        _descend(state, parts, run.clip)
        last = step + 1 == run.steps
        if step % run.log_every == 0:
            _log(logs[0], step, parts)
        if validate and (last or (step + 1) % run.validate_every == 0):
            parts = _validated(state, validate)
            _log(logs[1], step, parts)
            told = ", ".join(f"{name} {float(part):.4f}" for name, part in parts.items())
            print(f"{run.name}, step {step + 1} of {run.steps}: validation {told}", flush=True)
        if last or (step + 1) % run.save_every == 0:
            checkpoint.save(path, state, step + 1)


def _descend(state: TrainingState, parts: Mapping[str, Tensor], clip: float) -> None:
    """One step down the gradient."""
    state.optimiser.zero_grad()
    torch.stack(list(parts.values())).sum().backward()
    nn.utils.clip_grad_norm_(state.network.parameters(), clip)
    state.optimiser.step()
    state.schedule.step()
    if state.average is not None:
        state.average.update_parameters(state.network)


def _validated(state: TrainingState, validate: Validate) -> Mapping[str, Tensor]:
    """The losses of validation of what will be kept; the training's random numbers stay."""
    network = state.average.module if state.average is not None else state.network
    network.eval()
    with torch.no_grad(), torch.random.fork_rng():
        torch.manual_seed(0)
        parts = validate(network)
    network.train()
    return parts


def _log(path: Path, step: int, parts: Mapping[str, Tensor]) -> None:
    """Append a row to a log, after a header where it begins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begins = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if begins:
            writer.writerow(["step", *parts])
        writer.writerow([step, *(f"{float(part.detach()):.5f}" for part in parts.values())])


def warmup_cosine(
    optimiser: torch.optim.Optimizer, steps: int, warmup: int, floor: float
) -> torch.optim.lr_scheduler.LambdaLR:
    """A linear warm-up times a cosine from 1 to `floor`, as a share of each group's own rate.

    LinearLR chained with CosineAnnealingLR is not that product where the cosine has a floor, and
    its floor is one number for all groups of parameters.
    """

    def share(step: int) -> float:
        cosine = (1 + math.cos(math.pi * step / steps)) / 2
        return min(1.0, (step + 1) / warmup) * (floor + (1 - floor) * cosine)

    return torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def to_device(batch: Batch, device: str) -> Batch:
    """A dataclass of tensors with all of them on a device."""
    moved = {each.name: getattr(batch, each.name).to(device) for each in fields(batch)}  # type: ignore[arg-type]
    return replace(batch, **moved)  # type: ignore[type-var]
