"""Characters: the objects that make one up, and what they offer to be moved."""

from __future__ import annotations

from collections.abc import Iterator

import bpy
from bpy.types import Object

from ..errors import RigError
from ..rig.channels import Channel, Inventory
from . import bones

NO_KEYS = "{name} has no shape keys: choose a face mesh that has some, or add the Intone head."
LINKED = "{name} is linked from another file: make a library override of it first."
HALF = (
    "The shape keys of {name} are still linked from another file: make a library override of its "
    "mesh, too."
)
FORGETS = (
    "The takes of {name} stay, but this file will not keep their settings: open {library}, choose "
    "a voice for the character there, and save it."
)
GONE = "There is no object {name} in this file: choose the character again."


def find(name: str) -> Object:
    """The object of that name, rather this file's than a linked one.

    Raises RigError where it was deleted or renamed.
    """
    chosen = bpy.data.objects.get((name, None)) or bpy.data.objects.get(name)
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


def keeper(chosen: Object) -> Object:
    """The object that keeps what is known of the whole character: its armature, if it has one."""
    return _armature(chosen) or chosen


def welcome(chosen: Object) -> None:
    """Begins what Intone keeps on a character, where Intone is enabled.

    Of an override Blender keeps only changes to what its library has, too.
    """
    if hasattr(chosen, "intone"):
        chosen.intone.shown_take = 0
        keeper(chosen).intone_rig.row = 0


def forgets(chosen: Object) -> bool:
    """Whether it is an override of an object that knows nothing of Intone: see `welcome`."""
    override = chosen.override_library
    known = override.reference if override is not None else None
    return known is not None and not known.is_property_set("intone")


def is_character(chosen: Object | None) -> bool:
    """Whether the object belongs to something with a shape key besides the basis, or with bones
    enough for a face."""
    return chosen is not None and any(_has_face(thing) for thing in members(chosen))


def _has_face(thing: Object) -> bool:
    return bones.is_face(thing) or next(_keys(thing), None) is not None


def inventory(chosen: Object) -> Inventory:
    """What can be moved: relative shape keys, bones, and custom properties that are numbers.

    Raises RigError where the character has nothing of a face, or nothing that may be changed.
    """
    channels = tuple(_channels(members(chosen)))
    if not is_character(chosen):
        raise RigError(NO_KEYS.format(name=chosen.name))
    owners = {channel.owner for channel in channels}
    if not any(_has_face(find(owner)) for owner in owners):
        raise RigError((HALF if chosen.is_editable else LINKED).format(name=chosen.name))
    return Inventory(channels)


def offers(owner: Object) -> Iterator[Channel]:
    """What one object of a character offers to be moved."""
    yield from _channels(iter([owner]))


def channel(owner: Object, name: str) -> Channel | None:
    """The channel of that name on an object of a character, where it has one."""
    keys = shape_keys(owner)
    if keys is not None and name in keys.key_blocks:
        return _key(owner, name)
    of_bones = bones.channel(owner, name) if owner.type == "ARMATURE" else None
    own = bones.properties(owner.name, owner)
    return of_bones or next((one for one in own if one.name == name), None)


def _channels(objects: Iterator[Object]) -> Iterator[Channel]:
    seen: set[bpy.types.ID] = set()
    for thing in objects:
        if thing in seen or not thing.is_editable:
            continue
        seen.add(thing)
        keys = shape_keys(thing)
        if keys is not None and keys not in seen and keys.is_editable:
            seen.add(keys)
            yield from _keys(thing)
        if thing.type == "ARMATURE":
            yield from bones.channels(thing)
        yield from bones.properties(thing.name, thing)


def shape_keys(thing: Object) -> bpy.types.Key | None:
    """The relative shape keys of an object; None where there are none."""
    keys = thing.data.shape_keys if thing.type == "MESH" else None
    return keys if keys is not None and keys.use_relative else None


def is_driven(keys: bpy.types.Key, path: str) -> bool:
    """Whether a driver moves it, as it does a corrective: then it needs no hand of ours."""
    animation = keys.animation_data
    return animation is not None and any(one.data_path == path for one in animation.drivers)


def _keys(mesh: Object) -> Iterator[Channel]:
    keys = shape_keys(mesh)
    for block in keys.key_blocks[1:] if keys is not None else ():
        yield _key(mesh, block.name)


def _key(mesh: Object, name: str) -> Channel:
    path = f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'
    return Channel(mesh.name, "KEY", name, path)
