"""The materials of a head that is in a scene: found, made its own, in another tone of the skin."""

from __future__ import annotations

import math

import bpy
from bpy.types import Image, Material, Mesh, Node, NodeSocket, NodeTree

from .materials import MATERIALS, material_name


def slot_of(mesh: Mesh, name: str) -> int | None:
    """The slot of a material of MATERIALS; where another one took its place, that one's."""
    names = [material_name(material) for material in mesh.materials]
    if name in names:
        return names.index(name)
    place = list(MATERIALS).index(name)
    return place if place < len(names) and not names[place] else None


def make_own(mesh: Mesh) -> None:
    """Copies of the head's materials that other meshes use too, so that these stay as they are."""
    for slot, material in enumerate(mesh.materials):
        if material_name(material) and material.users - material.use_fake_user > 1:
            mesh.materials[slot] = own = material.copy()
            _follow(own.node_tree, mesh)


def _follow(tree: NodeTree, mesh: Mesh) -> None:
    """Drivers of a copied node tree read this mesh's shape keys."""
    for curve in tree.animation_data.drivers if tree.animation_data else ():
        for variable in curve.driver.variables:
            for target in variable.targets:
                if target.id_type == "KEY":
                    target.id = mesh.shape_keys


def images_of(mesh: Mesh) -> dict[Image, list[Node]]:
    """The images of its materials, each with the nodes that show it."""
    found: dict[Image, list[Node]] = {}
    for material in mesh.materials:
        for node in material.node_tree.nodes if material and material.node_tree else ():
            if node.type == "TEX_IMAGE" and node.image is not None:
                found.setdefault(node.image, []).append(node)
    return found


def show_instead(image: Image, nodes: list[Node], other: Image) -> None:
    """The nodes show the other image; the first one goes where nothing else uses it."""
    for node in nodes:
        node.image = other
    if image.users == 0:
        bpy.data.images.remove(image)


def tone(mesh: Mesh, was: float, skin_tone: float) -> None:
    """The inputs of materials that go with the tone of the skin; what was set by hand stays."""
    for material in filter(material_name, mesh.materials):
        spec = MATERIALS[material_name(material)]
        for name in spec.dark:
            socket = _socket(material, name)
            if socket and math.isclose(
                socket.default_value, spec.at(was).inputs[name], abs_tol=1e-4
            ):
                socket.default_value = spec.at(skin_tone).inputs[name]


def _socket(material: Material, name: str) -> NodeSocket | None:
    """The input of the material's surface, or of what blends it with hair."""
    nodes = material.node_tree.nodes if material.node_tree else ()
    shader = next((node for node in nodes if node.type == "BSDF_PRINCIPLED"), None)
    if shader is None or name not in shader.inputs:
        return None
    socket = shader.inputs[name]
    if not socket.is_linked:
        return socket
    return socket.links[0].from_node.inputs.get("To Min")
