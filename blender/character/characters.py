"""Characters: the objects that make one up, and their shape keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import bpy
from bpy.types import ID, Key, Object

from ...errors import RigError
from ...rig.channels import Channel, Kind
from . import bones

NO_KEYS = "{name} has no shape keys: choose a face mesh that has some, or add the Intone head."
LINKED = "{name} is linked from another file: make a library override of it first."
GONE = "There is no object {name} in this file: choose the character again."

SHAPED = ("MESH", "LATTICE", "CURVE", "SURFACE")
"""Kinds of objects that may have shape keys."""


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

    An armature gathers what it deforms or carries, without one the Empty above does (importers
    make one); any other object those below it. Then come the sliders that these follow.
    """
    yield chosen
    seen = list(_seen(map_owner(chosen)))
    yield from seen
    yield from sliders([chosen, *seen])


def _seen(body: Object) -> Iterator[Object]:
    yield body
    if body.type != "ARMATURE":
        yield from (thing for thing in body.children_recursive if _armature(thing) is None)
        return
    for thing in bpy.data.objects:
        if thing.type in SHAPED and _armature(thing) == body:
            yield thing


def visible_members(chosen: Object) -> list[Object]:
    """The objects of the character without its sliders, which are not meant to be seen."""
    return list(dict.fromkeys([chosen, *_seen(map_owner(chosen))]))


def main_part(chosen: Object) -> Object:
    """The part of the character that stands for the whole, whichever of its parts is chosen: of
    those that may be edited the one with the most shape keys, and of equal ones the most points."""
    return max(visible_members(chosen), key=lambda thing: (thing.is_editable, *_size(thing)))


def _size(thing: Object) -> tuple[int, int]:
    keys = shape_keys(thing)
    if keys is None:
        return 0, 0
    return len(keys.key_blocks), len(thing.data.vertices) if thing.type == "MESH" else 0


def sliders(things: Iterable[Object]) -> list[Object]:
    """Other objects with shape keys that drivers of the things' shape keys read: the sliders.

    A mesh of mmd_tools whose morphs are bound follows a hidden mesh `.placeholder` so.
    """
    known = set(things)
    read = {data for thing in known for data in _read(thing)}
    if not read:
        return []
    return [
        one
        for one in bpy.data.objects
        if one not in known and any_keys(one) is not None and {one, any_keys(one)} & read
    ]


def _read(thing: Object) -> Iterator[ID]:
    """The objects or shape keys whose values the drivers of an object's shape keys read."""
    keys = any_keys(thing)
    animation = keys.animation_data if keys is not None else None
    drivers = animation.drivers if animation is not None else ()
    for curve in (one for one in drivers if not one.mute):
        for target in (target for one in curve.driver.variables for target in one.targets):
            if target.id not in (None, keys) and "key_blocks[" in target.data_path:
                yield target.id


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


def _empty(thing: Object | None) -> Object | None:
    """The Empty that an object is, or the nearest that it hangs on."""
    while thing is not None and thing.type != "EMPTY":
        thing = thing.parent
    return thing


def map_owner(chosen: Object) -> Object:
    """The object that stores the rig map of the whole character: its armature, if it has one."""
    own, root = _armature(chosen), _empty(chosen)
    return own or (_following(root) if root is not None else None) or root or chosen


def _following(root: Object) -> Object | None:
    """The armature of the meshes below an Empty that follow sliders below it."""
    below = root.children_recursive
    for thing in below:
        armature = _armature(thing)
        if armature is not None and any(one in below for one in sliders([thing])):
            return armature
    return None


def is_linked_instance(thing: Object) -> bool:
    """Whether it is the Empty that shows a linked collection, with a character in it."""
    shown = thing.instance_collection if thing.instance_type == "COLLECTION" else None
    return shown is not None and shown.library is not None and any(map(has_face, shown.all_objects))


def why_linked(chosen: Object) -> str:
    """Why nothing of the object can be changed, in a sentence; "" where it is this file's own."""
    linked = not chosen.is_editable or is_linked_instance(chosen)
    return LINKED.format(name=chosen.name) if linked else ""


def is_character(chosen: Object | None) -> bool:
    """Whether the object belongs to something with a shape key besides the basis, or with bones
    enough for a face."""
    return chosen is not None and any(has_face(thing) for thing in members(chosen))


def has_face(thing: Object) -> bool:
    """Whether the object alone has a shape key besides the basis, or bones enough for a face."""
    return bones.is_face(thing) or next(shapes(thing), None) is not None


def any_keys(thing: Object) -> Key | None:
    """The shape keys of an object, also absolute ones."""
    return thing.data.shape_keys if thing.type in SHAPED else None


def shape_keys(thing: Object) -> Key | None:
    """The relative shape keys of an object; None where there are none."""
    keys = any_keys(thing)
    return keys if keys is not None and keys.use_relative else None


def data_of(owner: str, kind: Kind) -> ID:
    """The data-block with the curves of an object's channels: its shape keys (KEY), or itself.

    Raises RigError where the object or its relative shape keys are gone.
    """
    thing = find(owner)
    data = thing if kind == "OBJECT" else shape_keys(thing)
    if data is None:
        raise RigError(NO_KEYS.format(name=thing.name))
    return data


def data_blocks(chosen: Object) -> Iterator[tuple[Object, ID]]:
    """Each object of the character with what of it can be animated: itself and its shape keys."""
    for thing in dict.fromkeys(members(chosen)):
        yield from ((thing, data) for data in (thing, shape_keys(thing)) if data is not None)


def shapes(mesh: Object) -> Iterator[Channel]:
    """The shape keys of an object, without the basis."""
    keys = shape_keys(mesh)
    for block in keys.key_blocks[1:] if keys is not None else ():
        yield shape_key_channel(mesh, block.name)


def shape_key_channel(mesh: Object, name: str) -> Channel:
    """The channel of one of its shape keys."""
    path = f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'
    return Channel(mesh.name, "KEY", name, path)
