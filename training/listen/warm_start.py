"""Warm start: a training that begins with the weights of a published ONNX file."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from .network import ListenNetwork


def read_weights(path: Path) -> dict[str, Tensor]:
    """The weights of a published file by their names in ListenNetwork, as single precision.

    The export renames matrices: they are found through the node that multiplies by them.
    """
    graph = onnx.load(path).graph
    found = {
        tensor.name.removesuffix("_half"): torch.from_numpy(
            numpy_helper.to_array(tensor).astype("float32")
        )
        for tensor in graph.initializer
        if tensor.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
    }
    weights = {
        name.removeprefix("network."): value
        for name, value in found.items()
        if name.startswith("network.")
    }
    for node in graph.node:
        if node.op_type == "MatMul" and node.name.endswith("/MatMul"):
            matrix = next((found[name] for name in node.input if name in found), None)
            if matrix is not None:
                owner = node.name.removeprefix("/network/").removesuffix("/MatMul")
                weights[f"{owner.replace('/', '.')}.weight"] = matrix.T.contiguous()
    return weights


def warm_start(network: ListenNetwork, path: Path) -> list[str]:
    """Fill the network from a published file, in place; returns the names that were not in it."""
    weights, own = read_weights(path), network.state_dict()
    fitting = {k: w for k, w in weights.items() if k in own and own[k].shape == w.shape}
    network.load_state_dict({**own, **fitting})
    return [name for name in own if name not in fitting]
