"""Solid colours: what Workbench shows of materials whose colour is said by their nodes alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from bpy.types import Image, Material, Scene

UNSET = (0.8, 0.8, 0.8, 1.0)
"""Blender's viewport colour where nobody chose one."""


@contextlib.contextmanager
def node_colours(scene: Scene) -> Iterator[None]:
    """Shows the colour of a material's shader where its viewport colour was never chosen; put back
    afterwards."""
    before = [(one, tuple(one.diffuse_color)) for one in _materials(scene) if one.is_editable]
    try:
        for material, colour in before:
            shown = _shader_colour(material)
            if shown is not None and _near(colour, UNSET):
                material.diffuse_color = shown
        yield
    finally:
        for material, colour in before:
            material.diffuse_color = colour


def colour_type(scene: Scene) -> str:
    """TEXTURE, or MATERIAL where no picture of the scene's materials can be read: Workbench paints
    what is missing in a glaring pink."""
    pictures = [image for one in _materials(scene) for image in _images(one)]
    return "MATERIAL" if pictures and not any(map(_readable, pictures)) else "TEXTURE"


def _materials(scene: Scene) -> list[Material]:
    slots = (slot.material for thing in scene.objects for slot in thing.material_slots)
    return [one for one in dict.fromkeys(slots) if one is not None]


def _images(material: Material) -> list[Image]:
    nodes = material.node_tree.nodes if material.node_tree else ()
    return [node.image for node in nodes if node.type == "TEX_IMAGE" and node.image]


def _readable(image: Image) -> bool:
    """Whether there are pixels: a file that is missing has none."""
    return bool(image.packed_file) or image.source == "GENERATED" or min(image.size) > 0


def _shader_colour(material: Material) -> tuple[float, ...] | None:
    """The base colour of its Principled shader; None where there is none, or it comes by a link."""
    nodes = material.node_tree.nodes if material.node_tree else ()
    shader = next((node for node in nodes if node.type == "BSDF_PRINCIPLED"), None)
    if shader is None or shader.inputs["Base Color"].is_linked:
        return None
    return (*shader.inputs["Base Color"].default_value[:3], 1.0)


def _near(colour: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(one - two) < 1e-4 for one, two in zip(colour, other, strict=True))
