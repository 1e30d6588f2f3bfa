"""Weights: what lies where in an .ort file of the recogniser, and what each node is fed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from flatbuffers.number_types import UOffsetTFlags
from numpy.typing import NDArray
from onnxruntime.tools.ort_format_model.ort_flatbuffers_py.fbs.InferenceSession import (
    InferenceSession,
)

FLOAT, UINT8 = 1, 2
"""Types of values, as onnx numbers them."""
_TYPES = {FLOAT: np.float32, UINT8: np.uint8}
_RAW_DATA = 12
"""Where a tensor's table says where its bytes are; onnxruntime's own reader hides it."""


@dataclass(frozen=True)
class Stored:
    """A tensor in the file: its type, shape, first byte and values."""

    kind: int
    shape: tuple[int, ...]
    offset: int
    values: NDArray[Any]


@dataclass(frozen=True)
class Weights:
    """A file's name, its tensors by name, and the inputs of each node by the node's name."""

    file: str
    tensors: Mapping[str, Stored]
    inputs: Mapping[str, tuple[str, ...]]

    def only(self, start: str) -> Stored:
        """The first tensor whose name begins so."""
        return next(stored for name, stored in self.tensors.items() if name.startswith(start))


def read_weights(path: Path) -> Weights:
    """The weights in an .ort file, those of its subgraphs included."""
    root = InferenceSession.GetRootAsInferenceSession(bytearray(path.read_bytes()), 0)
    tensors: dict[str, Stored] = {}
    inputs: dict[str, tuple[str, ...]] = {}
    for graph in _graphs(root.Model().Graph()):
        for tensor in (graph.Initializers(k) for k in range(graph.InitializersLength())):
            if tensor.DataType() in _TYPES and tensor.RawDataLength():
                tensors.setdefault(tensor.Name().decode(), _stored(tensor))
        for node in (graph.Nodes(k) for k in range(graph.NodesLength())):
            given = tuple(node.Inputs(k).decode() for k in range(node.InputsLength()))
            inputs.setdefault(node.Name().decode(), given)
    return Weights(path.name, tensors, inputs)


def _graphs(graph: Any) -> Iterator[Any]:
    """A graph and all that are inside its nodes."""
    yield graph
    for node in (graph.Nodes(k) for k in range(graph.NodesLength())):
        for attribute in (node.Attributes(k) for k in range(node.AttributesLength())):
            if attribute.G() is not None:
                yield from _graphs(attribute.G())


def _stored(tensor: Any) -> Stored:
    shape = tuple(tensor.Dims(k) for k in range(tensor.DimsLength()))
    offset = tensor._tab.Vector(UOffsetTFlags.py_type(tensor._tab.Offset(_RAW_DATA)))
    values = np.frombuffer(tensor.RawDataAsNumpy().tobytes(), _TYPES[tensor.DataType()])
    return Stored(tensor.DataType(), shape, offset, values.reshape(shape))
