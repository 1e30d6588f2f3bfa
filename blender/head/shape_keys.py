"""The head's shape keys: the 52 shapes, the sliders of identity, and correctives on drivers."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from bpy.types import Driver as BlenderDriver
from bpy.types import Key, Object, ShapeKey
from numpy.typing import NDArray

from ...head.model import Driver, HeadModel, Shape
from .armature import BONES


def add_shape_keys(mesh: Object, armature: Object, head: HeadModel) -> None:
    """Basis and one key a shape in the file's order; correctives follow keys and bones."""
    mesh.shape_key_add(name="Basis", from_mix=False)
    for name, shape in head.shapes.items():
        _add(mesh, name, head, shape)
    for name, shape in head.sliders.items():
        _add(mesh, name, head, shape).slider_min = -1.0
    for name, corrective in head.correctives.items():
        key = _add(mesh, name, head, corrective.shape)
        _drive(key, armature, corrective.drivers)


def _add(mesh: Object, name: str, head: HeadModel, shape: Shape) -> ShapeKey:
    moved = head.vertices.copy()
    moved[shape.indices] += shape.deltas
    return add_key(mesh, name, moved)


def add_key(mesh: Object, name: str, points: NDArray[Any]) -> ShapeKey:
    """A shape key of these points [v, 3], at 0."""
    key = mesh.shape_key_add(name=name, from_mix=False)
    key.data.foreach_set("co", points.astype(np.float32).ravel())
    key.value = 0.0  # from Blender 5.0 on a new key starts at 1
    return key


def _drive(key: ShapeKey, armature: Object, sources: tuple[Driver, ...]) -> None:
    """The product of the sources, each held between 0 and 1: a simple expression of Blender's,
    which it evaluates without Python and so also where scripts are not trusted."""
    driver = key.driver_add("value").driver
    driver.type = "SCRIPTED"
    for index, source in enumerate(sources):
        if source.axis is None:
            follow_key(driver, f"v{index}", key.id_data, source.source)
        else:
            follow_bone(driver, f"v{index}", armature, BONES[source.source], source.axis)
    shares = (f"clamp(v{i} / {source.full:.6f}, 0, 1)" for i, source in enumerate(sources))
    driver.expression = " * ".join(shares)


def follow_key(driver: BlenderDriver, variable: str, keys: Key, name: str) -> None:
    """Gives a driver the value of a shape key as a variable."""
    made = driver.variables.new()
    made.name, made.type = variable, "SINGLE_PROP"
    target = made.targets[0]
    target.id_type, target.id = "KEY", keys
    target.data_path = f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'


def follow_bone(
    driver: BlenderDriver, variable: str, armature: Object, bone: str, axis: int
) -> None:
    """Gives a driver the turn of a bone about its own axis 0, 1 or 2, as a variable in radians."""
    made = driver.variables.new()
    made.name, made.type = variable, "TRANSFORMS"
    target = made.targets[0]
    target.id, target.bone_target = armature, bone
    target.transform_type = f"ROT_{'XYZ'[axis]}"
    target.transform_space, target.rotation_mode = "LOCAL_SPACE", "XYZ"
