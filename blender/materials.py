"""The head's materials: Principled surfaces over the vertex colours, for Cycles and EEVEE.

Workbench shows the vertex colours themselves (shading colour "Attribute").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import bpy

COLOUR_ATTRIBUTE = "Color"
HAIR_ATTRIBUTE = "Hair"

Rgba = tuple[float, float, float, float]


@dataclass(frozen=True)
class Surface:
    """What a material looks like: its label, viewport colour (sRGB), and Principled inputs.

    `pores` and `mottle` are the strengths of the fine bump and of the uneven colour.
    """

    label: str
    colour: tuple[float, float, float]
    inputs: Mapping[str, float | tuple[float, float, float]] = field(default_factory=dict)
    pores: float = 0.0
    mottle: float = 0.0


_FLESH = {"Subsurface Radius": (1.0, 0.35, 0.20), "Specular IOR Level": 0.45}

SURFACES: dict[str, Surface] = {
    "skin": Surface(
        "Head Skin", (0.83, 0.60, 0.49),
        {**_FLESH, "Roughness": 0.47, "Subsurface Weight": 0.15, "Subsurface Scale": 0.006},
        pores=0.12, mottle=0.12,
    ),
    "mouth": Surface(
        "Head Mouth", (0.55, 0.20, 0.20),
        {**_FLESH, "Roughness": 0.25, "Subsurface Weight": 0.15, "Subsurface Scale": 0.006},
    ),
    "eye": Surface(
        "Head Eyes", (0.88, 0.86, 0.84),
        {"Roughness": 0.35, "Coat Weight": 1.0, "Coat Roughness": 0.02, "Coat IOR": 1.38,
         "Specular IOR Level": 0.2},
    ),
    "teeth": Surface(
        "Head Teeth", (0.93, 0.89, 0.81),
        {"Roughness": 0.18, "Coat Weight": 0.3, "Coat Roughness": 0.08, "Subsurface Weight": 0.10,
         "Subsurface Radius": (1.0, 0.8, 0.6), "Subsurface Scale": 0.003},
    ),
    "gum": Surface(
        "Head Gums", (0.74, 0.40, 0.40),
        {**_FLESH, "Roughness": 0.22, "Coat Weight": 0.4, "Subsurface Weight": 0.2,
         "Subsurface Scale": 0.004},
    ),
    "tongue": Surface(
        "Head Tongue", (0.74, 0.36, 0.35),
        {**_FLESH, "Roughness": 0.35, "Coat Weight": 0.2, "Subsurface Weight": 0.25,
         "Subsurface Scale": 0.004},
    ),
    "lash": Surface("Head Lashes", (0.07, 0.05, 0.045), {"Roughness": 0.5}),
    "brow": Surface("Head Brows", (0.34, 0.245, 0.19), {"Roughness": 0.65}),
}  # fmt: skip
"""Every material name of a head's file and its surface."""


def head_material(name: str) -> bpy.types.Material:
    """A new material for a material name of a head's file (KeyError for any other)."""
    surface = SURFACES[name]
    material = bpy.data.materials.new(surface.label)
    use_nodes(material)
    material.diffuse_color = linear(surface.colour)
    material.roughness = float(_number(surface.inputs.get("Roughness", 0.5)))
    tree = material.node_tree
    shader = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    for socket, value in surface.inputs.items():
        shader.inputs[socket].default_value = value
    colour = tree.nodes.new("ShaderNodeVertexColor")
    colour.layer_name = COLOUR_ATTRIBUTE
    tree.links.new(_mottled(tree, colour.outputs["Color"], surface), shader.inputs["Base Color"])
    if surface.pores:
        tree.links.new(_pores(tree, surface.pores), shader.inputs["Normal"])
        _dull_hair(tree, shader, surface)
    return material


def use_nodes(owner: bpy.types.Material | bpy.types.World) -> None:
    """Give a material or world its node tree; from Blender 5.0 on it always has one."""
    if bpy.app.version < (5, 0):
        owner.use_nodes = True


def linear(colour: tuple[float, float, float]) -> Rgba:
    """An sRGB colour as Blender's linear one, opaque (IEC 61966-2-1)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour
    )
    return red, green, blue, 1.0


def _number(value: float | tuple[float, float, float]) -> float:
    return value if isinstance(value, float) else value[0]


def _noise(tree: bpy.types.NodeTree, scale: float, detail: float) -> bpy.types.NodeSocket:
    """Noise that sticks to the skin: it lives in the undeformed head's coordinates."""
    place = tree.nodes.new("ShaderNodeTexCoord")
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = detail
    tree.links.new(place.outputs["Generated"], noise.inputs["Vector"])
    return noise.outputs[0]


def _mottled(
    tree: bpy.types.NodeTree, colour: bpy.types.NodeSocket, surface: Surface
) -> bpy.types.NodeSocket:
    if not surface.mottle:
        return colour
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type, mix.blend_type = "RGBA", "OVERLAY"
    factor, first, second = (mix.inputs[index] for index in (0, 6, 7))
    factor.default_value = surface.mottle
    tree.links.new(colour, first)
    tree.links.new(_noise(tree, 14, 6), second)
    return mix.outputs[2]


def _pores(tree: bpy.types.NodeTree, strength: float) -> bpy.types.NodeSocket:
    bump = tree.nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = strength
    bump.inputs["Distance"].default_value = 0.0004
    tree.links.new(_noise(tree, 140, 3), bump.inputs["Height"])
    return bump.outputs["Normal"]


def _dull_hair(tree: bpy.types.NodeTree, shader: bpy.types.Node, surface: Surface) -> None:
    """Cropped hair takes the shine off the skin it covers."""
    hair = tree.nodes.new("ShaderNodeAttribute")
    hair.attribute_name = HAIR_ATTRIBUTE
    for socket, bald, covered in (
        ("Roughness", _number(surface.inputs["Roughness"]), 0.9),
        ("Specular IOR Level", _number(surface.inputs["Specular IOR Level"]), 0.1),
    ):
        blend = tree.nodes.new("ShaderNodeMapRange")
        blend.inputs["To Min"].default_value = bald
        blend.inputs["To Max"].default_value = covered
        tree.links.new(hair.outputs["Fac"], blend.inputs["Value"])
        tree.links.new(blend.outputs["Result"], shader.inputs[socket])
