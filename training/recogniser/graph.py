"""Graph: an ONNX graph in the making, whose weights stay in the recogniser's own file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from .weights import Weights

CONTRIB = "com.microsoft"
"""The domain of onnxruntime's own operators."""
EPSILON = 1e-5
"""Of all the model's normalisations."""
_SMALL = 64
"""Bytes up to which a tensor is written into the graph."""
_FLIP = 128
_Shape = Sequence[int | str]


@dataclass
class Graph:
    """Nodes and initializers so far.

    signed: 8-bit weights are turned into signed ones (the same numbers less 128, and so is the zero
    point), which newer processors multiply faster where there are many rows.
    whole: sums are in floating point, with the weights as they are stored.
    """

    weights: Weights
    signed: bool = False
    whole: bool = False
    nodes: list[Any] = field(default_factory=list[Any])
    initializers: dict[str, Any] = field(default_factory=dict[str, Any])

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """The name of a tensor that stands in the graph itself."""
        self.initializers.setdefault(name, numpy_helper.from_array(values, name))
        return name

    def weight(self, name: str, shape: Sequence[int] | None = None) -> str:
        """The name of a tensor of the weights' file, read in another shape where one is given."""
        stored = self.weights.tensors[name]
        if stored.values.nbytes < _SMALL:
            return self.constant(name, stored.values)
        tensor = TensorProto(name=name, data_type=stored.kind, data_location=TensorProto.EXTERNAL)
        tensor.dims.extend(shape or stored.shape)
        place = (("offset", stored.offset), ("length", stored.values.nbytes))
        for key, value in (("location", self.weights.file), *place):
            tensor.external_data.add(key=key, value=str(value))
        self.initializers.setdefault(name, tensor)
        return name

    def node(self, kind: str, inputs: Sequence[str], *outputs: str, **given: Any) -> str:
        """Adds a node and returns its first output, which gets a name where none is given."""
        domain = CONTRIB if given.pop("contrib", False) else ""
        named = outputs or (f"{kind}_{len(self.nodes)}",)
        made = helper.make_node(kind, inputs, named, named[0], domain=domain, **given)
        self.nodes.append(made)
        return named[0]

    def eight_bits(self, name: str) -> str:
        """A quantised weight or its zero point, signed where that is wanted."""
        if not self.signed:
            return self.weight(name)
        stored = self.weights.tensors[name]
        if stored.values.nbytes < _SMALL:
            return self.constant(f"{name}_signed", (stored.values ^ np.uint8(_FLIP)).view(np.int8))
        mask = self.constant("flip", np.array(_FLIP, np.uint8))
        flipped = self.node("BitwiseXor", [self.weight(name), mask])
        return self.node("Cast", [flipped], f"{name}_signed", to=TensorProto.INT8)

    def product(self, values: str, node: str, *outputs: str) -> str:
        """`values` times the 8-bit weights of that node of the published model."""
        given = self.weights.inputs[node]
        weight = next(name for name in given if name.endswith("_quantized") and "onnx::" in name)
        parts = (weight, f"{weight[:-10]}_scale", f"{weight[:-10]}_zero_point")
        if self.whole:
            return self._whole_product(values, parts, given, *outputs)
        named = [self.eight_bits(parts[0]), self.weight(parts[1]), self.eight_bits(parts[2])]
        bias = [self.weight(name) for name in given if ".bias" in name]
        kind = "DynamicQuantizeMatMul"
        return self.node(kind, [values, *named, *bias], *outputs, contrib=True)

    def products(self, values: str, nodes: Sequence[str]) -> list[str]:
        """`values`, brought to 8 bits once, times the weights of each of these nodes."""
        if self.whole:
            return [self._whole_product(values, self.weights.inputs[n][1::2]) for n in nodes]
        count = len(self.nodes)
        eight = [f"{part}_{count}" for part in ("eight", "scale", "zero_point")]
        self.node("DynamicQuantizeLinear", [values], *eight)
        found: list[str] = []
        for node in nodes:
            _, weight, _, scale, _, zero = self.weights.inputs[node]
            signed = self.eight_bits(weight), self.eight_bits(zero)
            given = [eight[0], signed[0], eight[1], self.weight(scale), eight[2], signed[1]]
            found.append(self.node("MatMulIntegerToFloat", given, contrib=True))
        return found

    def _whole_product(
        self, values: str, parts: Sequence[str], given: Sequence[str] = (), *outputs: str
    ) -> str:
        """`values` times a weight of 8 bits, and the bias among what is given, if there is one.

        parts: the names of the weight, its scale and its zero point
        """
        weight = self.node("DequantizeLinear", [self.weight(part) for part in parts])
        bias = [self.weight(name) for name in given if ".bias" in name]
        if not bias:
            return self.node("MatMul", [values, weight], *outputs)
        return self.node("Add", [self.node("MatMul", [values, weight]), *bias], *outputs)

    def normalised(self, values: str, weight: str, *outputs: str) -> str:
        """Layer normalisation without a bias, over the last axis."""
        given = [values, self.weight(weight)]
        return self.node("LayerNormalization", given, *outputs, axis=-1, epsilon=EPSILON)

    def bytes(self, inputs: Sequence[Any], outputs: Sequence[Any]) -> bytes:
        """The file of the finished graph."""
        tensors = list(self.initializers.values())
        graph = helper.make_graph(self.nodes, "recogniser", inputs, outputs, tensors)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="intone")
        model.ir_version = 8
        return model.SerializeToString(deterministic=True)


def floats(name: str, shape: _Shape) -> onnx.ValueInfoProto:
    """An input or output of float32."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def integers(name: str, shape: _Shape) -> onnx.ValueInfoProto:
    """An input of int64."""
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)
