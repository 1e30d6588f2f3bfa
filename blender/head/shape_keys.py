"""The head's shape keys: the 52 shapes, the sliders of identity, and correctives on drivers."""

from __future__ import annotations

import bpy
from bpy.types import Driver as BlenderDriver
from bpy.types import Key, Object, ShapeKey

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
    key = mesh.shape_key_add(name=name, from_mix=False)
    moved = head.vertices.copy()
    moved[shape.indices] += shape.deltas
    key.data.foreach_set("co", moved.ravel())
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
            _follow_bone(driver, f"v{index}", armature, source)
    shares = (f"clamp(v{i} / {source.full:.6f}, 0, 1)" for i, source in enumerate(sources))
    driver.expression = " * ".join(shares)


def follow_key(driver: BlenderDriver, variable: str, keys: Key, name: str) -> None:
    """Gives a driver the value of a shape key as a variable."""
    made = driver.variables.new()
    made.name, made.type = variable, "SINGLE_PROP"
    target = made.targets[0]
    target.id_type, target.id = "KEY", keys
    target.data_path = f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'


def _follow_bone(driver: BlenderDriver, variable: str, armature: Object, source: Driver) -> None:
    made = driver.variables.new()
    made.name, made.type = variable, "TRANSFORMS"
    target = made.targets[0]
    target.id, target.bone_target = armature, BONES[source.source]
    target.transform_type = f"ROT_{'XYZ'[source.axis or 0]}"
    target.transform_space, target.rotation_mode = "LOCAL_SPACE", "XYZ"
