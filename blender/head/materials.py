"""The head's materials: Principled surfaces over its textures, for Cycles and EEVEE.

Workbench shows the textures themselves (shading colour "Texture"), exporters find them as the base
colour. The vertex colours say the same more coarsely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import bpy
import numpy as np
from bpy.types import Image, Material, Mesh, Node, NodeSocket, Object, ShaderNodeTree
from numpy.typing import NDArray

from .folds import DEPTH, STRENGTH, add_folds

COLOUR_ATTRIBUTE = "Color"
HAIR_ATTRIBUTE = "Hair"

_NAME = "intone_material"
"""Custom property of a material: its name in MATERIALS."""

Rgba = tuple[float, float, float, float]


@dataclass(frozen=True)
class MaterialSpec:
    """What a material looks like: its label, texture, viewport colour (sRGB), Principled inputs.

    `pores` and `strands` are the strengths of the skin's fine bump and of the hair's; `dark` holds
    what inputs come to in the darkest skin.
    """

    label: str
    colour: tuple[float, float, float]
    inputs: Mapping[str, float | tuple[float, float, float]] = field(default_factory=dict)
    texture: str = "skin"
    pores: float = 0.0
    strands: float = 0.0
    dark: Mapping[str, float] = field(default_factory=dict)

    def at(self, skin_tone: float) -> MaterialSpec:
        """The same in a skin tone from 0, light, to 1, dark."""
        mixed = {
            name: (1 - skin_tone) * _number(self.inputs[name]) + skin_tone * value
            for name, value in self.dark.items()
        }
        return replace(self, inputs={**self.inputs, **mixed})


_EYE = {
    "Roughness": 0.30, "Coat Weight": 1.0, "Coat Roughness": 0.01, "Coat IOR": 1.38,
    "Specular IOR Level": 0.2, "Subsurface Weight": 0.10,
    "Subsurface Radius": (1.0, 0.5, 0.4), "Subsurface Scale": 0.002,
}  # fmt: skip
_FLESH = {"Subsurface Radius": (1.0, 0.35, 0.20), "Specular IOR Level": 0.45}

MATERIALS: dict[str, MaterialSpec] = {
    "skin": MaterialSpec(
        "Head Skin", (0.83, 0.62, 0.52),
        {**_FLESH, "Roughness": 0.50, "Specular IOR Level": 0.35,
         "Subsurface Weight": 0.20, "Subsurface Scale": 0.005},
        pores=0.22,
        dark={"Roughness": 0.54, "Specular IOR Level": 0.25,
              "Subsurface Weight": 0.12, "Subsurface Scale": 0.003},
    ),
    "mouth": MaterialSpec(
        "Head Mouth", (0.50, 0.17, 0.17),
        {**_FLESH, "Roughness": 0.25, "Subsurface Weight": 0.15, "Subsurface Scale": 0.006},
    ),
    "eye": MaterialSpec("Head Eyes", (0.86, 0.84, 0.82), _EYE, texture="eye"),
    "iris": MaterialSpec("Head Irises", (0.33, 0.24, 0.15), _EYE, texture="eye"),
    "pupil": MaterialSpec("Head Pupils", (0.03, 0.03, 0.03), _EYE, texture="eye"),
    "teeth": MaterialSpec(
        "Head Teeth", (0.85, 0.81, 0.73),
        {"Roughness": 0.34, "Coat Weight": 0.12, "Coat Roughness": 0.15, "Subsurface Weight": 0.10,
         "Subsurface Radius": (1.0, 0.8, 0.6), "Subsurface Scale": 0.003},
    ),
    "gum": MaterialSpec(
        "Head Gums", (0.74, 0.40, 0.40),
        {**_FLESH, "Roughness": 0.22, "Coat Weight": 0.4, "Subsurface Weight": 0.2,
         "Subsurface Scale": 0.004},
    ),
    "tongue": MaterialSpec(
        "Head Tongue", (0.74, 0.36, 0.35),
        {**_FLESH, "Roughness": 0.35, "Coat Weight": 0.2, "Subsurface Weight": 0.25,
         "Subsurface Scale": 0.004},
    ),
    "lash": MaterialSpec(
        "Head Lashes", (0.07, 0.05, 0.045), {"Roughness": 0.5, "Specular IOR Level": 0.25}
    ),
    "brow": MaterialSpec(
        "Head Brows", (0.30, 0.21, 0.16), {"Roughness": 0.72, "Specular IOR Level": 0.12}
    ),
    "hair": MaterialSpec(
        "Head Hair", (0.22, 0.16, 0.12),
        {"Roughness": 0.62, "Specular IOR Level": 0.20}, texture="strands", strands=0.9,
    ),
    "tear": MaterialSpec(
        "Head Tears", (0.86, 0.70, 0.67),
        {"Roughness": 0.03, "Alpha": 0.25, "Specular IOR Level": 0.6},
    ),
}  # fmt: skip
"""Every material name of a head's file, and its look."""


def paint(mesh: Mesh, colours: NDArray[np.float32]) -> None:
    """Vertex colours [v, 4], sRGB 0..1, that are shown and exported."""
    attribute = mesh.color_attributes.new(COLOUR_ATTRIBUTE, "BYTE_COLOR", "POINT")
    attribute.data.foreach_set("color_srgb", colours.ravel())
    mesh.color_attributes.active_color_index = mesh.color_attributes.render_color_index = 0


def add_materials(
    mesh: Object, names: Sequence[str], images: Mapping[str, Image], skin_tone: float = 0.0
) -> None:
    """One new material for each material name of a head's file (KeyError for any other).

    `images` are the head's textures by name, in the tone of the skin; the folds follow the mesh's
    shape keys.
    """
    for name in names:
        material = _material(name, skin_tone, images)
        mesh.data.materials.append(material)
        if MATERIALS[name].pores:
            _crease(
                material.node_tree,
                add_folds(material.node_tree, images["folds"], mesh.data.shape_keys),
            )


def _material(name: str, skin_tone: float, images: Mapping[str, Image]) -> Material:
    spec = MATERIALS[name].at(skin_tone)
    material = bpy.data.materials.new(spec.label)
    material[_NAME] = name
    material.diffuse_color = linear(spec.colour)
    material.roughness = float(_number(spec.inputs.get("Roughness", 0.5)))
    tree, shader = principled(material, spec.inputs)
    colour = _texture(tree, images[spec.texture])
    tree.links.new(colour, shader.inputs["Base Color"])
    if spec.pores:
        pores = _bump(tree, _noise(tree, 190, 3), spec.pores, 0.0005)
        tree.links.new(pores, shader.inputs["Normal"])
        _dull_hair(tree, shader, spec)
    if spec.strands:
        tree.links.new(_bump(tree, colour, spec.strands, 0.002), shader.inputs["Normal"])
    return material


def material_name(material: Material | None) -> str:
    """The name in MATERIALS of a material of a head; "" of any other."""
    name = "" if material is None else material.get(_NAME, "")
    return name if name in MATERIALS else ""


def principled(
    material: Material, inputs: Mapping[str, float | tuple[float, float, float]]
) -> tuple[ShaderNodeTree, Node]:
    """The material's node tree and its Principled node, with these inputs."""
    use_nodes(material)
    tree: Any = material.node_tree
    shader = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    for socket, value in inputs.items():
        shader.inputs[socket].default_value = value
    return tree, shader


def _crease(tree: ShaderNodeTree, height: NodeSocket) -> None:
    """The folds below the pores."""
    pores = next(node for node in tree.nodes if node.type == "BUMP")
    tree.links.new(_bump(tree, height, STRENGTH, DEPTH), pores.inputs["Normal"])


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


def _texture(tree: ShaderNodeTree, image: Image) -> NodeSocket:
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    tree.nodes.active = node  # Workbench draws the active one
    return node.outputs["Color"]


def _noise(tree: ShaderNodeTree, scale: float, detail: float) -> NodeSocket:
    """Noise that sticks to the skin: it lives in the undeformed head's coordinates."""
    place = tree.nodes.new("ShaderNodeTexCoord")
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = detail
    tree.links.new(place.outputs["Generated"], noise.inputs["Vector"])
    return noise.outputs[0]


def _bump(tree: ShaderNodeTree, height: NodeSocket, strength: float, depth: float) -> NodeSocket:
    bump = tree.nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value = strength
    bump.inputs["Distance"].default_value = depth
    tree.links.new(height, bump.inputs["Height"])
    return bump.outputs["Normal"]


def _dull_hair(tree: ShaderNodeTree, shader: Node, spec: MaterialSpec) -> None:
    """Cropped hair takes the shine off the skin it covers."""
    hair = tree.nodes.new("ShaderNodeAttribute")
    hair.attribute_name = HAIR_ATTRIBUTE
    for socket, bald, covered in (
        ("Roughness", _number(spec.inputs["Roughness"]), 0.9),
        ("Specular IOR Level", _number(spec.inputs["Specular IOR Level"]), 0.1),
    ):
        blend = tree.nodes.new("ShaderNodeMapRange")
        blend.inputs["To Min"].default_value = bald
        blend.inputs["To Max"].default_value = covered
        tree.links.new(hair.outputs["Fac"], blend.inputs["Value"])
        tree.links.new(blend.outputs["Result"], shader.inputs[socket])
