"""What a FLAME head is made of: skin, and eyes whose iris is painted on the vertices."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.types import Material, Mesh

from ...head.flame import Array
from .materials import COLOUR_ATTRIBUTE, linear, paint, principled

SKIN, WHITE, IRIS, PUPIL = (
    (0.83, 0.62, 0.52), (0.93, 0.91, 0.89), (0.43, 0.30, 0.18), (0.02, 0.02, 0.02),
)  # fmt: skip
"""Colours in sRGB."""
IRIS_EDGE, PUPIL_EDGE = np.cos(np.radians(27.0)), np.cos(np.radians(9.0))
"""Cosines of how far from the eye's axis they reach."""


def skin_material() -> Material:
    """Plain skin."""
    return _material("FLAME Skin", {"Roughness": 0.5, "Subsurface Weight": 0.15,
                                    "Subsurface Radius": (1.0, 0.35, 0.20),
                                    "Subsurface Scale": 0.006})  # fmt: skip


def eye_material() -> Material:
    """Wet eyes."""
    return _material("FLAME Eyes", {"Roughness": 0.3, "Coat Weight": 1.0, "Coat Roughness": 0.03})


def _material(name: str, inputs: dict[str, float | tuple[float, float, float]]) -> Material:
    """A Principled surface over the vertex colours."""
    material = bpy.data.materials.new(name)
    material.diffuse_color = linear(SKIN)
    tree, shader = principled(material, inputs)
    colour = tree.nodes.new("ShaderNodeVertexColor")
    colour.layer_name, colour.location = COLOUR_ATTRIBUTE, (-300, 200)
    tree.links.new(colour.outputs["Color"], shader.inputs["Base Color"])
    return material


def paint_eyes(mesh: Mesh, points: Array, weights: Array, joints: Array) -> None:
    """Vertex colours: skin, and eyeballs (`weights` [v, 2] of the eyes) that look along -Y."""
    colours = np.tile([*SKIN, 1.0], (len(points), 1)).astype(np.float32)
    for weight, joint in zip(weights.T, joints, strict=True):
        rows = np.flatnonzero(weight > 0.5)
        away = points[rows] - joint
        ahead = -away[:, 1] / np.maximum(np.linalg.norm(away, axis=1), 1e-9)
        for colour, edge in ((WHITE, -1.1), (IRIS, IRIS_EDGE), (PUPIL, PUPIL_EDGE)):
            colours[rows[ahead > edge], :3] = colour
    paint(mesh, colours)
