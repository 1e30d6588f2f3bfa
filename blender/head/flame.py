"""A FLAME head in a scene: shape keys for person and expression, bones, driven pose correctives.

The five bones stand upright, so that their own axes are FLAME's: x to the head's left, y up, z out
of the face. What turns a bone by R then moves the mesh as FLAME does with R.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import bpy
import numpy as np
from bpy.types import Mesh, Object
from mathutils import Vector

from ...errors import HeadError
from ...head.container import JOINTS
from ...head.flame import Array, FlameModel
from ...head.solve_surface import UP
from ...rig.channels import Channel
from ..character import stored
from .armature import BONES, add_weights, editing, new_armature
from .flame_materials import eye_material, paint_eyes, skin_material
from .head_mesh import HeadObjects
from .shape_keys import add_key, follow_bone

EXPRESSION, PERSON, POSE = "Exp{:03d}", "Shape{:03d}", "Pose{:03d}"
"""Names of the shape keys, as the SMPL-X add-on for Blender has them."""
MARK = "intone_flame"
"""Custom property of a FLAME mesh: how many expressions it has."""
JOINTS_OF = "intone_flame_joints"
"""Custom property of its armature: the joints' places, mean and by person key, in a row."""
SPOILED = "What Intone keeps of {name} was changed: import the model again."
REACH = 10.0
"""Standard deviations that a slider goes to either side, the most that Blender has."""

ELEMENTS = (
    *("cos(b)*cos(c)-1", "cos(c)*sin(a)*sin(b)-cos(a)*sin(c)"),
    *("cos(a)*cos(c)*sin(b)+sin(a)*sin(c)", "cos(b)*sin(c)"),
    *("cos(a)*cos(c)+sin(a)*sin(b)*sin(c)-1", "cos(a)*sin(b)*sin(c)-cos(c)*sin(a)"),
    *("-sin(b)", "cos(b)*sin(a)", "cos(a)*cos(b)-1"),
)
"""A rotation matrix minus the identity, row by row, of Euler angles a, b, c (order XYZ).

Blender evaluates such simple expressions itself: they run where Python in files is not allowed to.
"""


def add_flame(
    collection: bpy.types.Collection, model: FlameModel, name: str = "FLAME"
) -> HeadObjects:
    """Puts the model into a collection, at the world's origin, with all the shapes it has.

    Nothing else in the scene is touched, and what was active and selected stays so.
    """
    armature = _armature(collection, f"{name} Rig", model)
    mesh = bpy.data.objects.new(name, _mesh(name, model))
    collection.objects.link(mesh)
    mesh.parent = armature
    _add_shapes(mesh, model)
    add_weights(mesh, JOINTS, model.weights)
    _add_correctives(mesh, armature, model)
    mesh.modifiers.new("Armature", "ARMATURE").object = armature
    mesh.data[MARK] = model.expression.shape[2]
    return HeadObjects(mesh, armature)


def is_flame(thing: Object | None) -> bool:
    """Whether the object is the mesh of a FLAME head that Intone imported."""
    return thing is not None and thing.type == "MESH" and MARK in thing.data


def _mesh(name: str, model: FlameModel) -> Mesh:
    mesh = bpy.data.meshes.new(name)
    points = model.template @ UP
    mesh.from_pydata(points.tolist(), [], model.faces.tolist(), shade_flat=False)
    eyes = model.weights[:, 3:].sum(axis=1) > 0.5
    for material in (skin_material(), eye_material()):
        mesh.materials.append(material)
    mesh.polygons.foreach_set("material_index", eyes[model.faces].all(axis=1).astype(np.int32))
    paint_eyes(mesh, points, model.weights[:, 3:], model.joints()[3:] @ UP)
    if model.uv is not None:
        mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", model.uv.astype(np.float32).ravel())
    mesh.update()
    return mesh


def _add_shapes(mesh: Object, model: FlameModel) -> None:
    mesh.shape_key_add(name="Basis", from_mix=False)
    for pattern, shapes in ((PERSON, model.identity), (EXPRESSION, model.expression)):
        for number in range(shapes.shape[2]):
            _add_key(mesh, pattern.format(number), model.template + shapes[..., number], REACH)


def _add_key(mesh: Object, name: str, points: Array, reach: float) -> bpy.types.ShapeKey:
    key = add_key(mesh, name, points @ UP)
    key.slider_min, key.slider_max = -reach, reach
    return key


def _add_correctives(mesh: Object, armature: Object, model: FlameModel) -> None:
    """A key for each corrective that moves anything, driven by its bone's turn."""
    for number in range(model.correctives.shape[2]):
        shape = model.correctives[..., number]
        if np.abs(shape).max(initial=0) > 0:
            key = _add_key(mesh, POSE.format(number), model.template + shape, 2.0)
            joint = JOINTS[1 + number // len(ELEMENTS)]
            _drive(key, armature, BONES[joint], ELEMENTS[number % len(ELEMENTS)])


def _drive(key: bpy.types.ShapeKey, armature: Object, bone: str, expression: str) -> None:
    driver = key.driver_add("value").driver
    driver.type = "SCRIPTED"
    for axis, name in enumerate("abc"):
        if f"({name})" in expression:
            follow_bone(driver, name, armature, bone, axis)
    driver.expression = expression


def _armature(collection: bpy.types.Collection, name: str, model: FlameModel) -> Object:
    means, moves = model.joints(), np.einsum("jv,vdn->njd", model.regressor, model.identity)
    with new_armature(collection, name) as armature:
        data = armature.data
        data[JOINTS_OF] = np.concatenate([means[None], moves]).ravel().tolist()
        for joint in JOINTS:
            bone = data.edit_bones.new(BONES[joint])
            bone.tail = Vector((0, 0, 0.03))
            bone.align_roll(Vector((0, -1, 0)))
        for joint in JOINTS[1:]:
            parent = "root" if joint == "neck" else "neck"
            data.edit_bones[BONES[joint]].parent = data.edit_bones[BONES[parent]]
        _place(data, means)
    return armature


def _place(data: bpy.types.Armature, joints: Array) -> None:
    for joint, place in zip(JOINTS, joints @ UP, strict=True):
        bone = data.edit_bones[BONES[joint]]
        length = bone.tail - bone.head
        bone.head = Vector(place)
        bone.tail = bone.head + length


def fit_joints(mesh: Object) -> None:
    """Moves the bones to where the joints of the person are that the Shape keys make.

    FLAME's joints follow the person; Blender's bones stand where they were put.
    """
    armature = mesh.find_armature()
    if armature is None or JOINTS_OF not in armature.data:
        raise HeadError(f"{mesh.name} has lost its armature: import the model again.")
    known = stored.numbers(armature.data, JOINTS_OF)
    if not known or len(known) % (3 * len(JOINTS)):
        raise HeadError(SPOILED.format(name=armature.name))
    places = np.array(known).reshape(-1, len(JOINTS), 3)
    values = [1.0, *(key.value for key in keys(mesh, PERSON, len(places) - 1))]
    with editing(armature):
        _place(armature.data, np.einsum("n,njd->jd", values, places))


def expression_count(mesh: Object) -> int:
    """How many expressions the head was imported with. Raises HeadError where that was spoiled."""
    found = stored.number(mesh.data, MARK)
    if found is None or found < 0:
        raise HeadError(SPOILED.format(name=mesh.name))
    return int(found)


def keys(mesh: Object, pattern: str, count: int) -> Sequence[bpy.types.ShapeKey]:
    """The mesh's keys of that pattern. Raises HeadError where one was deleted or renamed."""
    blocks = mesh.data.shape_keys.key_blocks if mesh.data.shape_keys else {}
    names = [pattern.format(number) for number in range(count)]
    missing = [name for name in names if name not in blocks]
    if missing:
        raise HeadError(
            f"{mesh.name} has no shape key {missing[0]} any more: import the model again."
        )
    return [blocks[name] for name in names]


def channels(mesh: Object) -> tuple[list[Channel], list[Channel]]:
    """What moves a FLAME head: its expressions, and x, y, z of its five bones.

    Raises HeadError where a key or a bone was deleted or renamed.
    """
    armature = mesh.find_armature()
    expressions = keys(mesh, EXPRESSION, expression_count(mesh))
    bones = armature.pose.bones if armature is not None else {}
    missing = [BONES[joint] for joint in JOINTS if BONES[joint] not in bones]
    if missing:
        raise HeadError(f"{mesh.name} has no bone {missing[0]} any more: import the model again.")
    values = [
        Channel(mesh.name, "KEY", key.name, f'key_blocks["{key.name}"].value')
        for key in expressions
    ]
    return values, list(_turns(armature))


def _turns(armature: Object) -> Iterator[Channel]:
    for joint in JOINTS:
        path = f'pose.bones["{BONES[joint]}"].rotation_euler'
        for index, axis in enumerate("xyz"):
            yield Channel(armature.name, "OBJECT", f"{BONES[joint]}:{axis}", path, index)
