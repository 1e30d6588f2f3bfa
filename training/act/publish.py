"""Publishing the acting network: ONNX at opset 17 with its spec inside, checked against torch."""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch

from ...audio.speech import CONTENT, RATE
from ...emotion.mood import EXPRESSIVE
from ...face.basis import CHANNELS
from ...model.onnx_backend import load_network
from .network import REACH, ActNetwork

VERSION = "0.2.0"
OPSET = 17
OVERLAP_S = 1.0
TOLERANCE = 1e-4


def publish(network: ActNetwork, out: Path, listen: Path, trained: str) -> None:
    """Writes the network with its spec, whole or not at all; raises ValueError if ONNX differs.

    listen    the listening network whose contents it was trained on
    trained   how, for the spec
    """
    if REACH > OVERLAP_S * RATE:
        raise ValueError("the network reaches further than the overlap that its spec states")
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_suffix(".part.onnx")
    _export(network, unfinished)
    model = onnx.load(str(unfinished))
    onnx.helper.set_model_props(model, {"spec": json.dumps(spec(network, listen, trained))})
    onnx.checker.check_model(model)
    onnx.save(model, str(unfinished))
    _check(network, unfinished)
    unfinished.replace(out)


def spec(network: ActNetwork, listen: Path, trained: str) -> dict[str, object]:
    """What travels in the file (docs/code-structure.md)."""
    anchors = network.anchors().detach().double().numpy()
    anchors = anchors / np.linalg.norm(anchors, axis=1, keepdims=True)
    heard = hashlib.sha256(listen.read_bytes()).hexdigest()[:16]
    return {
        "id": "intone_act",
        "version": VERSION,
        "kind": "act",
        "rate": RATE,
        "content": list(CONTENT),
        "channels": list(CHANNELS),
        "anchors": {name: row.tolist() for name, row in zip(EXPRESSIVE, anchors, strict=True)},
        "overlap_s": OVERLAP_S,
        "trained": f"{trained}; on contents heard by the listening network sha256 {heard}",
    }


def _export(network: ActNetwork, path: Path) -> None:
    latent = network.directions.shape[1]
    given = (torch.zeros(1, 100, len(CONTENT)), torch.zeros(1, 100, latent))
    names = ("content", "latent", "speech", "emotion")
    with warnings.catch_warnings():
        # the tracing exporter is deprecated, but the new one needs onnxscript
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            given,
            str(path),
            opset_version=OPSET,
            input_names=list(names[:2]),
            output_names=list(names[2:]),
            dynamic_axes={name: {1: "t"} for name in names},
            dynamo=False,
        )


def _check(network: ActNetwork, path: Path) -> None:
    """Compares the file with the network on another length than it was traced with."""
    rng = np.random.default_rng(0)
    content = rng.random((1, 333, len(CONTENT)), np.float32)
    latent = rng.normal(size=(1, 333, network.directions.shape[1])).astype(np.float32) / 4
    found = load_network(path, "act", "cpu", 1).run({"content": content, "latent": latent})
    with torch.no_grad():
        truth = network(torch.from_numpy(content), torch.from_numpy(latent))
    for name, tensor in zip(("speech", "emotion"), truth, strict=True):
        worst = float(np.abs(found[name] - tensor.numpy()).max())
        if worst > TOLERANCE:
            raise ValueError(f"ONNX differs from torch by {worst:.1e} in {name}")
