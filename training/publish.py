"""Publishing: a trained network becomes one ONNX file that gives the numbers that torch gave."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..errors import ModelError
from ..model.network import Kind
from ..model.onnx_backend import load_network

OPSET = 17
TOLERANCE = 1e-4
"""The largest difference allowed between ONNX and torch, in any value of any output."""
Arrays = Mapping[str, NDArray[np.float32]]
"""Inputs or outputs by name, each [1, frames, features]."""


def export(
    module: nn.Module, inputs: Mapping[str, Tensor], outputs: Mapping[str, str], axis: str
) -> onnx.ModelProto:
    """The traced graph of a module in evaluation mode.

    inputs    an example of each input [1, frames, features], in the module's order
    outputs   name of each output -> name of its time axis
    axis      name of the inputs' time axis
    """
    axes = dict.fromkeys(inputs, axis) | dict(outputs)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # the tracing exporter is deprecated, but the newer one (dynamo) writes no opset 17
        warnings.simplefilter("ignore")
        path = Path(folder, "traced.onnx")
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(path),
            opset_version=OPSET,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {1: time} for name, time in axes.items()},
            dynamo=False,
        )
        return onnx.load(path)


def publish(
    model: onnx.ModelProto,
    out: Path,
    spec: Mapping[str, object],
    feeds: Arrays,
    expected: Arrays,
) -> None:
    """Write a graph with its spec to `out`, once it gives what torch gives; else nothing.

    spec       see model/network.py; its "kind" says how Intone loads the file
    feeds      inputs for the comparison, of another length than the graph was traced with
    expected   the outputs that torch computes from them

    Raises ModelError where the file gives anything else; `out` is then left as it was.
    """
    onnx.helper.set_model_props(model, {**properties(model), "spec": json.dumps(spec)})
    onnx.checker.check_model(model, full_check=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_suffix(".part.onnx")
    try:
        onnx.save(model, unfinished)
        kind = cast(Kind, spec["kind"])
        compare(load_network(unfinished, kind, "cpu", 1).run(feeds), expected)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


def compare(found: Arrays, expected: Arrays) -> None:
    """Raises ModelError where outputs differ in name, shape or by more than TOLERANCE."""
    if {n: a.shape for n, a in found.items()} != {n: a.shape for n, a in expected.items()}:
        raise ModelError("The ONNX file has other outputs than the network: it was not published.")
    for name, values in expected.items():
        worst = float(np.abs(found[name] - values).max())
        if not worst <= TOLERANCE:  # also where it is not a number
            raise ModelError(
                f"The ONNX file differs from torch by {worst:.1e} in {name} "
                f"(at most {TOLERANCE:.0e}): it was not published."
            )


def in_torch(
    module: nn.Module, feeds: Arrays, outputs: Sequence[str]
) -> dict[str, NDArray[np.float32]]:
    """The outputs of a module in evaluation mode, by name, for inputs in its order."""
    with torch.no_grad():
        found = module.eval()(*(torch.from_numpy(values) for values in feeds.values()))
    tensors = (found,) if isinstance(found, Tensor) else found
    return {name: each.numpy() for name, each in zip(outputs, tensors, strict=True)}


def properties(model: onnx.ModelProto) -> dict[str, str]:
    """The metadata of a graph; the spec is under "spec", as JSON."""
    return {entry.key: entry.value for entry in model.metadata_props}
