"""Publishing a corrected listening network: its own graph, then the correction of its intensity."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch

from ...audio.speech import CONTENT, EMOTIONS
from ...errors import DataError
from ...model.onnx_backend import load_network
from ..publish import export, in_torch, properties, publish
from .intensity_correction import IntensityCorrection
from .publish import random_features

PREFIX = "felt_"
"""Before the name of everything that the correction adds to the graph."""
UNCORRECTED = "weak_intensity"
"""The name that the network's own intensity gets inside the graph."""


def publish_correction(
    listen: Path, correction: IntensityCorrection, out: Path, trained: str
) -> None:
    """Write the network in `listen` with its intensity corrected to `out`.

    trained   where the labels come from; added to the spec

    Raises DataError where `listen` is corrected already; ModelError, and writes nothing, where
    ONNX differs from torch.
    """
    model = onnx.load(listen)
    if any(tensor.name.startswith(PREFIX) for tensor in model.graph.initializer):
        raise DataError(f"{listen.name} is corrected already: give --listen Intone's own network.")
    append_correction(model, correction)
    spec = json.loads(properties(model)["spec"])
    spec["trained"] = f"{spec.get('trained', '')}; intensity: {trained}"
    feeds = {"features": random_features()}
    expected = dict(load_network(listen, "listen", "cpu", 1).run(feeds))
    given = {name: expected[name] for name in ("content", "intensity", "emotion")}
    [expected["intensity"]] = in_torch(correction, given, ("intensity",)).values()
    publish(model, out, spec, feeds, expected)


def append_correction(model: onnx.ModelProto, correction: IntensityCorrection) -> None:
    """Put the correction behind the `intensity` of a listening network's graph, in place."""
    for node in model.graph.node:
        for names in (node.input, node.output):
            names[:] = [UNCORRECTED if name == "intensity" else name for name in names]
    added = _traced(correction)
    model.graph.node.extend(added.graph.node)
    model.graph.initializer.extend(added.graph.initializer)


def _traced(correction: IntensityCorrection) -> onnx.ModelProto:
    """The correction's graph, its names those of the graph that it is put behind."""
    widths = {"content": len(CONTENT), "intensity": 1, "emotion": len(EMOTIONS)}
    example = {name: torch.zeros(1, 200, width) for name, width in widths.items()}
    model = export(correction, example, {"corrected": "t"}, "t")
    shared = {"content": "content", "emotion": "emotion", "": ""}
    shared |= {"intensity": UNCORRECTED, "corrected": "intensity"}
    for node in model.graph.node:
        node.name = f"{PREFIX}{node.name}"
        for names in (node.input, node.output):
            names[:] = [shared.get(name, f"{PREFIX}{name}") for name in names]
    for tensor in model.graph.initializer:
        tensor.name = f"{PREFIX}{tensor.name}"
    return model
