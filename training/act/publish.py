"""Publishing the acting network: its spec, and the comparison with torch."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch

from ...audio.speech import CONTENT, RATE
from ...emotion.mood import EXPRESSIVE
from ...face.basis import CHANNELS
from ...model.catalogue import CONTENT as CONTENT_FILE
from ...model.recogniser import recogniser_missing
from ..publish import export, in_torch, publish
from .network import REACH, ActNetwork

VERSION = "0.2.4"
OVERLAP_S = 1.0
OUTPUTS = ("speech", "emotion")


def publish_act(network: ActNetwork, out: Path, listen: Path, trained: str) -> None:
    """Write the network to `out` with its spec.

    listen    the listening network whose content it was trained on
    trained   how, for the spec

    Raises ModelError, and writes nothing, where ONNX differs from torch;
    ValueError where the network sees more context than its spec states.
    """
    if REACH > OVERLAP_S * RATE:
        raise ValueError("the network reaches further than the overlap that its spec states")
    latent = network.directions.shape[1]
    example = {"content": torch.zeros(1, 100, len(CONTENT)), "latent": torch.zeros(1, 100, latent)}
    model = export(network, example, dict.fromkeys(OUTPUTS, "t"), "t")
    rng = np.random.default_rng(0)
    feeds = {
        "content": rng.random((1, 333, len(CONTENT)), np.float32),
        "latent": rng.normal(size=(1, 333, latent)).astype(np.float32) / 4,
    }
    expected = in_torch(network, feeds, OUTPUTS)
    publish(model, out, spec(network, listen, trained), feeds, expected)


def spec(network: ActNetwork, listen: Path, trained: str) -> dict[str, object]:
    """What the file says about itself (model/network.py: Spec)."""
    anchors = network.anchors().detach().double().numpy()
    anchors = anchors / np.linalg.norm(anchors, axis=1, keepdims=True)
    return {
        "id": "intone_act",
        "version": VERSION,
        "kind": "act",
        "rate": RATE,
        "content": list(CONTENT),
        "channels": list(CHANNELS),
        "anchors": {name: row.tolist() for name, row in zip(EXPRESSIVE, anchors, strict=True)},
        "overlap_s": OVERLAP_S,
        "trained": f"{trained}; on contents heard by {_heard_by(listen)}",
    }


def _heard_by(listen: Path) -> str:
    """The networks that heard the contents, each with the start of its SHA-256."""
    files = {"listening": listen}
    if not recogniser_missing():
        files["content"] = CONTENT_FILE
    hashes = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in files.items()}
    return " and ".join(f"the {name} network sha256 {found[:16]}" for name, found in hashes.items())
