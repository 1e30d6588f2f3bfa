"""Characters: the objects that make one up, and what they offer to be moved."""

from __future__ import annotations

from collections.abc import Iterator

import bpy
from bpy.types import Object

from ..errors import RigError
from ..rig.channels import Channel, Inventory

NO_KEYS = "{name} has no shape keys: choose a face mesh that has some, or add the Intone head."
LINKED = "{name} is linked from another file: make a library override of it first."
GONE = "There is no object {name} in this file: choose the character again."


def find(name: str) -> Object:
    """The object of that name. Raises RigError where it was deleted or renamed."""
    chosen = bpy.data.objects.get(name)
    if chosen is None:
        raise RigError(GONE.format(name=name))
    return chosen


def members(chosen: Object) -> Iterator[Object]:
    """The objects of the character that an object belongs to; the chosen one first, perhaps twice.

    An armature gathers the meshes that it deforms or carries; any other object those below it.
    """
    yield chosen
    armature = _armature(chosen)
    if armature is None:
        yield from chosen.children_recursive
        return
    yield armature
    for thing in bpy.data.objects:
        if thing.type == "MESH" and _armature(thing) == armature:
            yield thing


def _armature(thing: Object | None) -> Object | None:
    """The armature that an object is, is deformed by, or hangs on."""
    while thing is not None:
        if thing.type == "ARMATURE":
            return thing
        deformer = thing.find_armature()
        if deformer is not None:
            return deformer
        thing = thing.parent
    return None


def is_character(chosen: Object | None) -> bool:
    """Whether the object belongs to something with a shape key besides the basis."""
    return chosen is not None and any(True for mesh in members(chosen) for _ in _keys(mesh))


def inventory(chosen: Object) -> Inventory:
    """What can be moved: relative shape keys, and the Euler rotations of bones.

    Raises RigError where the character has no shape keys, or none that may be changed.
    """
    channels = tuple(_channels(members(chosen)))
    if not any(channel.kind == "KEY" for channel in channels):
        sentence = LINKED if is_character(chosen) else NO_KEYS
        raise RigError(sentence.format(name=chosen.name))
    return Inventory(channels)


def _channels(objects: Iterator[Object]) -> Iterator[Channel]:
    seen: set[bpy.types.ID] = set()
    for thing in objects:
        moved = thing if thing.type == "ARMATURE" else shape_keys(thing)
        if moved is None or moved in seen or not moved.is_editable:
            continue
        seen.add(moved)
        yield from (_bones if moved is thing else _keys)(thing)


def shape_keys(thing: Object) -> bpy.types.Key | None:
    """The relative shape keys of an object; None where there are none."""
    keys = thing.data.shape_keys if thing.type == "MESH" else None
    return keys if keys is not None and keys.use_relative else None


def _keys(mesh: Object) -> Iterator[Channel]:
    keys = shape_keys(mesh)
    for block in keys.key_blocks[1:] if keys is not None else ():
        path = f'key_blocks["{bpy.utils.escape_identifier(block.name)}"].value'
        yield Channel(mesh.name, "KEY", block.name, path)


def _bones(armature: Object) -> Iterator[Channel]:
    """Bones that turn by quaternions are left out: their Euler angles move nothing."""
    for bone in armature.pose.bones:
        if bone.rotation_mode in ("QUATERNION", "AXIS_ANGLE"):
            continue
        path = f'pose.bones["{bpy.utils.escape_identifier(bone.name)}"].rotation_euler'
        for index, axis in enumerate("xyz"):
            yield Channel(armature.name, "OBJECT", f"{bone.name}:{axis}", path, index)
