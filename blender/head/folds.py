"""Folds of the skin: a bump whose three layers follow the shape keys, each side its own."""

from __future__ import annotations

from bpy.types import Image, Key, Node, NodeSocket, ShaderNodeTree

from .shape_keys import follow_key

FOLDS: dict[str, tuple[str, str]] = {
    "Red": ("browInnerUp", "browOuterUp"),
    "Green": ("browDown", "noseSneer"),
    "Blue": ("mouthSmile", "cheekSquint"),
}
"""The shapes that press each layer together: the stronger one of the two counts."""
AGED = ("id_age", 0.6)
"""The slider that presses all of them, at rest, and how far at 1."""
STRENGTH, DEPTH = 0.75, 0.0022


def add_folds(tree: ShaderNodeTree, image: Image, keys: Key) -> NodeSocket:
    """The height of the folds under the shape keys' values, as a socket of the node tree."""
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image
    layers = tree.nodes.new("ShaderNodeSeparateColor")
    tree.links.new(texture.outputs["Color"], layers.inputs["Color"])
    side = _left_side(tree)
    height = None
    for layer, shapes in FOLDS.items():
        pressed = _pressed(tree, layer, shapes, keys, side)
        centred = _math(tree, "SUBTRACT", layers.outputs[layer], 0.5)
        part = _math(tree, "MULTIPLY", centred, pressed)
        height = part if height is None else _math(tree, "ADD", height, part)
    return height


def _left_side(tree: ShaderNodeTree) -> NodeSocket:
    """1 on the head's left half, 0 on its right: the atlas is laid out so."""
    place = tree.nodes.new("ShaderNodeTexCoord")
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    tree.links.new(place.outputs["UV"], split.inputs["Vector"])
    smooth = tree.nodes.new("ShaderNodeMapRange")
    smooth.inputs["From Min"].default_value, smooth.inputs["From Max"].default_value = 0.49, 0.51
    tree.links.new(split.outputs["X"], smooth.inputs["Value"])
    return smooth.outputs["Result"]


def _pressed(
    tree: ShaderNodeTree, layer: str, shapes: tuple[str, str], keys: Key, left: NodeSocket
) -> NodeSocket:
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type = "FLOAT"
    tree.links.new(left, mix.inputs[0])
    for socket, side in ((mix.inputs[2], "Right"), (mix.inputs[3], "Left")):
        value = tree.nodes.new("ShaderNodeValue")
        value.name = value.label = f"{layer} {side}"
        own = [shape if shape in keys.key_blocks else f"{shape}{side}" for shape in shapes]
        _follow(value, own, keys)
        tree.links.new(value.outputs[0], socket)
    return mix.outputs[0]


def _follow(value: Node, shapes: list[str], keys: Key) -> None:
    driver = value.outputs[0].driver_add("default_value").driver
    driver.type = "SCRIPTED"
    for index, shape in enumerate(shapes):
        follow_key(driver, f"v{index}", keys, shape)
    follow_key(driver, "age", keys, AGED[0])
    driver.expression = f"clamp(max(max(v0, v1), {AGED[1]} * age), 0, 1)"


def _math(tree: ShaderNodeTree, operation: str, first: NodeSocket, second: object) -> NodeSocket:
    node = tree.nodes.new("ShaderNodeMath")
    node.operation = operation
    tree.links.new(first, node.inputs[0])
    if isinstance(second, float):
        node.inputs[1].default_value = second
    else:
        tree.links.new(second, node.inputs[1])
    return node.outputs[0]
