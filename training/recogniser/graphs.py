"""Graphs: the recogniser's encoder and decoder, written anew: the same numbers in less time.

    python -m intone.training.recogniser.graphs

The published graphs were traced, so that a step of the decoder spends most of its time on nodes
that only count frames. These have none of that, and onnxruntime's fused operators in place of many
small ones. Their weights are read where they lie, in the published .ort files beside them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx

from ...model.recogniser import FILES, FOLDER
from .graph import EPSILON, Graph, floats, integers
from .weights import Weights, read_weights

LAYERS, HEADS, WIDTH, SIZE = 6, 8, 36, 288
MIDDLE = 4
"""The layer whose states stand beside the last one's: they are less bound to English."""
_ROTATED = 32
"""Numbers of each head's 36 that are turned by the place in time."""
_SCALE = 0.1666666716337204
_PLACES = {"encoder": 512, "decoder": 128}
"""The longest piece (12 s) has 500 states and at most 80 tokens."""


def encoder(weights: Weights, card: bool = False) -> bytes:
    """Samples [1, n] at 16 kHz to states [1, t, 576]: 288 of layer MIDDLE, 288 of the last.

    card: with sums in floating point, of operators that are right on graphics cards.
    """
    graph = Graph(weights, signed=not card, whole=card)
    values = _stem(graph)
    turned = _turns(graph, "encoder")
    first = graph.constant("first", np.zeros(1, np.int64))
    middle = normal = graph.normalised(values, "layers.0.input_layernorm.weight")
    for layer in range(LAYERS):
        at = f"/layers.{layer}"
        sides = [f"{at}/self_attn/{side}_proj/MatMul_quant" for side in "qkv"]
        query, key, value = graph.products(normal, sides)
        query, key = (_rotated(graph, side, first, turned) for side in (query, key))
        heard = (_plain_attention if card else _attention)(graph, [query, key, value])
        shown = graph.product(heard, f"{at}/self_attn/o_proj/MatMul_quant")
        values = graph.node("Add", [values, shown])
        normal = graph.normalised(values, f"layers.{layer}.post_attention_layernorm.weight")
        inner = graph.product(normal, f"{at}/mlp/fc1/MatMul_quant")
        inner = graph.node("Gelu", [inner], contrib=True)
        shown = graph.product(inner, f"{at}/mlp/fc2/MatMul_quant")
        values = graph.node("Add", [values, shown])
        last = layer == LAYERS - 1
        after = "layer_norm.weight" if last else f"layers.{layer + 1}.input_layernorm.weight"
        normal = graph.normalised(values, after)
        middle = normal if layer + 1 == MIDDLE else middle
    graph.node("Concat", [middle, normal], "states", axis=-1)
    return graph.bytes([floats("samples", [1, "n"])], [floats("states", [1, "t", 2 * SIZE])])


def memory(weights: Weights) -> bytes:
    """The encoder's states to the keys and values [1, 8, t, 36] that each layer looks among."""
    graph = Graph(weights)
    edges = [graph.constant(f"at_{edge}", np.array([edge])) for edge in (SIZE, 2 * SIZE, -1)]
    last = graph.node("Slice", ["states", *edges])
    heads = graph.constant("heads", np.array([0, 0, HEADS, WIDTH]))
    names = [(layer, side) for layer in range(LAYERS) for side in ("key", "value")]
    nodes = [
        f"/model/decoder/layers.{layer}/encoder_attn/{side[0]}_proj/MatMul_quant"
        for layer, side in names
    ]
    for (layer, side), found in zip(names, graph.products(last, nodes), strict=True):
        split = graph.node("Reshape", [found, heads])
        graph.node("Transpose", [split], f"heard_{side}{layer}", perm=[0, 2, 1, 3])
    outputs = [_kept(f"heard_{side}{layer}", "t") for layer, side in names]
    return graph.bytes([floats("states", [1, "t", 2 * SIZE])], outputs)


def decoder(weights: Weights) -> bytes:
    """A token and what is kept of those before it to the logits [1, 1, 32768] of the next."""
    graph = Graph(weights)
    turned = _turns(graph, "decoder")
    values = _embedded(graph)
    normal = graph.normalised(values, _norm(0, "input"))
    for layer in range(LAYERS):
        at = f"/model/decoder/layers.{layer}"
        shown = _among_tokens(graph, normal, layer, turned)
        normal, values = _added(graph, values, shown, _norm(layer, "post_attention"))
        query = graph.product(normal, f"{at}/encoder_attn/q_proj/MatMul_quant")
        found = _attention(graph, [query, f"heard_key{layer}", f"heard_value{layer}"])
        shown = graph.product(found, f"{at}/encoder_attn/o_proj/MatMul_quant")
        normal, values = _added(graph, values, shown, _norm(layer, "final"))
        shown = _gated(graph, normal, at)
        after = _norm(layer + 1, "input")
        normal, values = _added(graph, values, shown, after)
    graph.product(normal, "/proj_out/MatMul_quant", "logits")
    sides = [f"{side}{layer}" for layer in range(LAYERS) for side in ("key", "value")]
    given = [_kept(side, "past") for side in sides]
    heard = [_kept(f"heard_{side}", "t") for side in sides]
    inputs = [integers("token", [1, 1]), integers("position", [1]), *given, *heard]
    outputs = [_kept(f"new_{side}", "now") for side in sides]
    return graph.bytes(inputs, [floats("logits", [1, 1, 32768]), *outputs])


def _stem(graph: Graph) -> str:
    """Three convolutions, the samples' 384 to a state; in two dimensions, which run faster."""
    axes = graph.constant("line", np.array([1, 2]))
    flat = graph.constant("flat", np.array([0, 1, -1]))
    line = graph.constant("channels", np.array([0, SIZE, 1, -1]))
    values = graph.node("Unsqueeze", ["samples", axes])
    values = _convolved(graph, values, "conv1", 64)
    values = graph.node("Reshape", [graph.node("Tanh", [values]), flat])
    plain = [graph.constant(f"all_{k}", np.full(1, k, np.float32)) for k in (1, 0)]
    values = graph.node("InstanceNormalization", [values, *plain], epsilon=EPSILON)
    values = graph.node("Reshape", [values, line])
    for kind, name in (("Mul", "onnx::Mul_2080"), ("Add", "onnx::Add_2081")):
        values = graph.node(kind, [values, graph.weight(name, (SIZE, 1, 1))])
    values = graph.node("Gelu", [_convolved(graph, values, "conv2", 3)], contrib=True)
    values = graph.node("Gelu", [_convolved(graph, values, "conv3", 2)], contrib=True)
    values = graph.node("Squeeze", [values, graph.constant("row", np.array([2]))])
    return graph.node("Transpose", [values], perm=[0, 2, 1])


def _convolved(graph: Graph, values: str, name: str, stride: int) -> str:
    many, few, width = graph.weights.tensors[f"{name}.weight_add_tensor"].shape
    weight = graph.weight(f"{name}.weight_add_tensor", (many, few, 1, width))
    bias = [graph.weight(f"{name}.bias")] if f"{name}.bias" in graph.weights.tensors else []
    sizes = {"kernel_shape": [1, width], "strides": [1, stride]}
    return graph.node("Conv", [values, weight, *bias], **sizes)


def _turns(graph: Graph, part: str) -> list[str]:
    """Cosine and sine of the angle of each pair at each place, [places, 16]."""
    speeds = graph.weights.only("onnx::Expand").values.reshape(1, -1)
    angles = np.arange(_PLACES[part], dtype=np.float32)[:, None] * speeds
    tables = (("cosine", np.cos(angles)), ("sine", np.sin(angles)))
    return [graph.constant(name, table.astype(np.float32)) for name, table in tables]


def _rotated(graph: Graph, values: str, place: str, turned: list[str]) -> str:
    kinds = {"interleaved": 1, "num_heads": HEADS, "rotary_embedding_dim": _ROTATED}
    return graph.node("RotaryEmbedding", [values, place, *turned], contrib=True, **kinds)


def _attention(graph: Graph, given: list[str], *outputs: str) -> str:
    kinds = {"num_heads": HEADS, "scale": _SCALE}
    return graph.node("MultiHeadAttention", given, *outputs, contrib=True, **kinds)


def _plain_attention(graph: Graph, given: list[str]) -> str:
    """The same in small steps: onnxruntime's WebGPU kernel is wrong at heads of 36 numbers."""
    heads = graph.constant("heads", np.array([0, 0, HEADS, WIDTH]))
    turns = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
    query, key, value = (
        graph.node("Transpose", [graph.node("Reshape", [side, heads])], perm=turn)
        for side, turn in zip(given, turns, strict=True)
    )
    query = graph.node("Mul", [query, graph.constant("scale", np.array(_SCALE, np.float32))])
    shares = graph.node("Softmax", [graph.node("MatMul", [query, key])], axis=-1)
    found = graph.node("Transpose", [graph.node("MatMul", [shares, value])], perm=[0, 2, 1, 3])
    return graph.node("Reshape", [found, graph.constant("joined", np.array([0, 0, SIZE]))])


def _embedded(graph: Graph) -> str:
    name = "model.decoder.embed_tokens.weight_merged_0"
    row = graph.node("Gather", [graph.weight(f"{name}_quantized"), "token"], axis=0)
    numbers = [graph.weight(f"{name}_{part}") for part in ("scale", "zero_point")]
    return graph.node("DequantizeLinear", [row, *numbers])


def _among_tokens(graph: Graph, normal: str, layer: int, turned: list[str]) -> str:
    """What a layer takes from the tokens before; their keys and values grow by one."""
    at = f"/model/decoder/layers.{layer}/self_attn"
    query, key, value = graph.products(normal, [f"{at}/{side}_proj/MatMul_quant" for side in "qkv"])
    query, key = (_rotated(graph, side, "position", turned) for side in (query, key))
    past = ["", "", "", f"key{layer}", f"value{layer}"]
    names = (f"said{layer}", f"new_key{layer}", f"new_value{layer}")
    found = _attention(graph, [query, key, value, *past], *names)
    return graph.product(found, f"{at}/o_proj/MatMul_quant")


def _gated(graph: Graph, normal: str, at: str) -> str:
    both = graph.product(normal, f"{at}/mlp/fc1/MatMul_quant")
    halves = graph.constant("halves", np.array([4 * SIZE, 4 * SIZE]))
    count = len(graph.nodes)
    parts = (f"open_{count}", f"gate_{count}")
    graph.node("Split", [both, halves], *parts, axis=-1)
    gate = graph.node("QuickGelu", [parts[1]], contrib=True, alpha=1.0)
    return graph.product(graph.node("Mul", [gate, parts[0]]), f"{at}/mlp/fc2/MatMul_quant")


def _added(graph: Graph, values: str, shown: str, weight: str) -> tuple[str, str]:
    """The sum of both normalised, and the sum."""
    total = graph.node("Add", [values, shown])
    return graph.normalised(total, weight), total


def _norm(layer: int, which: str) -> str:
    """The weights of a normalisation in the decoder; behind the last layer there is one more."""
    at = "norm" if layer == LAYERS else f"layers.{layer}.{which}_layernorm"
    return f"model.decoder.{at}.weight_merged_0"


def _kept(name: str, length: str) -> onnx.ValueInfoProto:
    return floats(name, [1, HEADS, length, WIDTH])


def written(weights: Path) -> dict[str, bytes]:
    """Each graph's file name and bytes, for the published weights in that folder."""
    heard, said = (read_weights(weights / name) for name in tuple(FILES)[:2])
    return {
        "encoder.onnx": encoder(heard),
        "encoder_card.onnx": encoder(heard, card=True),
        "memory.onnx": memory(said),
        "decoder.onnx": decoder(said),
    }


def main() -> None:
    """The command line."""
    for name, data in written(FOLDER).items():
        (FOLDER / name).write_bytes(data)
        print(f"{FOLDER / name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
