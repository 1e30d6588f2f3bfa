"""Publishing: a trained network becomes one ONNX file with half-precision weights and a spec."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from ...audio.features import N_MELS
from ...audio.speech import CONTENT, EMOTIONS
from .network import ListenNetwork, Published

OPSET = 17
OUTPUTS = ("content", "intensity", "emotion")
VERSION = "0.2.1"
_SMALL = 256
"""Tensors of fewer elements (biases, norms, scales) stay single precision."""


def publish_listen(network: ListenNetwork, out: Path, contract: Mapping[str, object]) -> None:
    """Write the network to `out`, whole or not at all, its contract (spec) in the file."""
    network.eval()
    part = out.with_suffix(".part")
    out.parent.mkdir(parents=True, exist_ok=True)
    _export(Published(network).eval(), part)
    model = onnx.load(part)
    halve_weights(model)
    helper.set_model_props(model, {"spec": json.dumps(contract)})
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, part)
    part.replace(out)


def _export(module: Published, path: Path) -> None:
    """By tracing: the newer exporter (dynamo) writes no opset 17. Its farewells are not for us."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (torch.zeros(1, 301, N_MELS),),
            str(path),
            input_names=["features"],
            output_names=list(OUTPUTS),
            dynamic_axes={"features": {1: "t100"}} | {name: {1: "t50"} for name in OUTPUTS},
            opset_version=OPSET,
            dynamo=False,
        )


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
