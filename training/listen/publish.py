"""Publishing the listening network: half-precision weights, its spec, and the comparison."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from ...audio.features import N_MELS
from ...audio.speech import CONTENT, EMOTIONS
from ..publish import export, in_torch, publish
from .network import ListenNetwork, Published

Module = TypeVar("Module", bound=nn.Module)
OUTPUTS = ("content", "intensity", "emotion")
VERSION = "0.2.2"
_SMALL = 256
"""Tensors of fewer elements (biases, norms, scales) stay single precision."""


def publish_listen(network: ListenNetwork, out: Path, contract: Mapping[str, object]) -> None:
    """Write the network to `out` with `contract` as its spec.

    Raises ModelError, and writes nothing, where ONNX differs from torch, both with
    rounded weights.
    """
    example = {"features": torch.zeros(1, 301, N_MELS)}
    model = export(Published(network), example, dict.fromkeys(OUTPUTS, "t50"), "t100")
    halve_weights(model)
    feeds = {"features": random_features()}
    expected = in_torch(Published(rounded(network)), feeds, OUTPUTS)
    publish(model, out, contract, feeds, expected)


def random_features(frames: int = 401) -> np.ndarray:
    """Log-mel features like those of sound, [1, frames, N_MELS], for the comparison."""
    noise = np.random.default_rng(0).normal(-5, 3, (1, frames, N_MELS))
    return noise.astype(np.float32)


def spec(config: Mapping[str, object]) -> dict[str, object]:
    """What the file says about itself (model/network.py: Spec)."""
    return {
        "id": "intone_listen",
        "version": VERSION,
        "kind": "listen",
        "rate": 50,
        "content": list(CONTENT),
        "emotions": list(EMOTIONS),
        "overlap_s": 5.0,
        "features": f"log-mel, {N_MELS} bands, 100 a second (audio/features.py)",
        "data": str(config.get("data", "")),
        "trained": f"{config['encoder']} encoder, EMO-DB, flite, espeak-ng; "
        f"{config['content_steps']} steps, seed {config['seed']}",
    }


def rounded(network: Module) -> Module:
    """A copy with the weights that `halve_weights` stores."""
    found = copy.deepcopy(network)
    for values in found.state_dict().values():
        if values.numel() >= _SMALL:
            values.copy_(values.half().float())
    return found


def halve_weights(model: onnx.ModelProto) -> None:
    """Store large weights as float16, cast back on loading; sums stay single precision."""
    kept: list[onnx.TensorProto] = []
    casts: list[onnx.NodeProto] = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < _SMALL:
            kept.append(tensor)
            continue
        name = f"{tensor.name}_half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
