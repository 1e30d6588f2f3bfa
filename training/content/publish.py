"""Publishing the content network: half-precision weights, its spec, and the comparison."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from ...audio.speech import CONTENT, RATE, VISEMES
from ...model.network import Network
from ..listen.publish import halve_weights, rounded
from ..publish import export, in_torch, publish
from .network import CLOSURES, SIZES, Ensemble, Published

VERSION = "0.2.3"
_OVERLAP_S = 0.7
"""Seconds that the convolutions reach on either side, and a little more."""


def publish_content(network: Ensemble, out: Path, contract: Mapping[str, object]) -> None:
    """Write the network to `out` with `contract` as its spec.

    Raises ModelError, and writes nothing, where ONNX differs from torch, both with rounded weights.
    """
    example = {name: torch.randn(1, 151, size) for name, size in SIZES.items()}
    model = export(Published(network), example, {"mouths": "t"}, "t")
    halve_weights(model)
    feeds = random_inputs()
    expected = in_torch(Published(rounded(network)), feeds, ("mouths",))
    publish(model, out, contract, feeds, expected)


def random_inputs(frames: int = 401) -> dict[str, np.ndarray]:
    """Inputs for the comparison, each [1, frames, n]; a third of the frames has no states."""
    rng = np.random.default_rng(0)
    found = {
        name: rng.normal(0, 1, (1, frames, size)).astype(np.float32) for name, size in SIZES.items()
    }
    found["states"][:, : frames // 3] = 0
    return found


def spec(listening: Network, data: str, trained: str) -> dict[str, object]:
    """What the file says about itself (model/network.py: Spec).

    data      SHA-256 of all that was heard
    trained   in words
    """
    return {
        "id": "intone_content",
        "version": VERSION,
        "kind": "content",
        "rate": int(RATE),
        "content": list(CONTENT[: len(VISEMES) + CLOSURES]),
        "overlap_s": _OVERLAP_S,
        "data": data,
        "beside": listening.spec.data,
        "trained": trained,
    }
