"""Publishing the intensity predictor: a listening network's file with its score corrected."""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path

import onnx
import torch

from ...audio.speech import CONTENT, EMOTIONS
from ...errors import DataError
from ..act.publish import OPSET
from .intensity_correction import IntensityCorrection

PREFIX = "felt_"
SCORE = "weak_intensity"
"""What the weakly supervised score is called inside the file."""


def publish_correction(listen: Path, network: IntensityCorrection, out: Path, trained: str) -> None:
    """Writes `listen` with its intensity corrected, whole or not at all.

    trained   what the labels come from; added to the spec. Raises DataError where `listen` has a
    correction already.
    """
    model, added = onnx.load(str(listen)), _exported(network)
    if any(tensor.name.startswith(PREFIX) for tensor in model.graph.initializer):
        raise DataError(f"{listen.name} is corrected already: give --listen Intone's own network.")
    for node in model.graph.node:
        node.input[:] = [SCORE if name == "intensity" else name for name in node.input]
        node.output[:] = [SCORE if name == "intensity" else name for name in node.output]
    model.graph.node.extend(added.graph.node)
    model.graph.initializer.extend(added.graph.initializer)
    _say(model, trained)
    onnx.checker.check_model(model, full_check=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_suffix(".part.onnx")
    onnx.save(model, str(unfinished))
    unfinished.replace(out)


def _say(model: onnx.ModelProto, trained: str) -> None:
    """Notes in the file's spec how its intensity was trained."""
    properties = {entry.key: entry.value for entry in model.metadata_props}
    spec = json.loads(properties["spec"])
    spec["trained"] = f"{spec.get('trained', '')}; intensity: {trained}"
    onnx.helper.set_model_props(model, {**properties, "spec": json.dumps(spec)})


def _exported(network: IntensityCorrection) -> onnx.ModelProto:
    """The correction as a graph from the listening network's outputs to the new `intensity`."""
    given = tuple(torch.zeros(1, 200, width) for width in (len(CONTENT), 1, len(EMOTIONS)))
    names = ["content", "intensity", "emotion"]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # the tracing exporter is deprecated, but the new one writes no opset 17
        warnings.simplefilter("ignore")
        path = Path(folder, "correction.onnx")
        torch.onnx.export(
            network.eval(),
            given,
            str(path),
            opset_version=OPSET,
            input_names=names,
            output_names=["corrected"],
            dynamic_axes={name: {1: "t"} for name in (*names, "corrected")},
            dynamo=False,
        )
        model = onnx.load(str(path))
    outer = {"content": "content", "emotion": "emotion", "intensity": SCORE}
    outer["corrected"] = "intensity"
    for node in model.graph.node:
        node.name = f"{PREFIX}{node.name}"
        for names_of in (node.input, node.output):
            names_of[:] = [outer.get(n, f"{PREFIX}{n}") if n else n for n in names_of]
    for tensor in model.graph.initializer:
        tensor.name = f"{PREFIX}{tensor.name}"
    return model
