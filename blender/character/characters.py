"""Characters: the objects that make one up, and what they offer to be moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import bpy
from bpy.types import ID, FCurve, Key, Object

from ...errors import RigError
from ...rig.channels import Channel, Inventory
from ...rig.rotations import is_turn, written
from . import bones

NO_KEYS = "{name} has no shape keys: choose a face mesh that has some, or add the Intone head."
ABSOLUTE = "The shape keys of {name} are absolute: tick Relative in its Shape Keys panel."
DRIVEN = (
    "The shape keys of {name} follow drivers, which win over keys: choose what they read from "
    "({sources}) as the character, link its poses, or delete the drivers."
)
LINKED = "{name} is linked from another file: make a library override of it first."
LINKED_KEYS = (
    "The shape keys of {name} are linked from another file: make a library override of its mesh "
    "too (in the Outliner)."
)
FORGETS = (
    "The takes of {name} stay, but this file will not keep their settings: open {library}, choose "
    "a voice for the character there, and save it."
)
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
    make one); any other object those below it.
    """
    yield chosen
    body = keeper(chosen)
    yield body
    if body.type != "ARMATURE":
        yield from (thing for thing in body.children_recursive if _armature(thing) is None)
        return
    for thing in bpy.data.objects:
        if thing.type in SHAPED and _armature(thing) == body:
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


def _empty(thing: Object | None) -> Object | None:
    """The Empty that an object is, or the nearest that it hangs on."""
    while thing is not None and thing.type != "EMPTY":
        thing = thing.parent
    return thing


def keeper(chosen: Object) -> Object:
    """The object that keeps what is known of the whole character: its armature, if it has one."""
    return _armature(chosen) or _empty(chosen) or chosen


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
    return bones.is_face(thing) or next(shapes(thing), None) is not None


def inventory(chosen: Object) -> Inventory:
    """What can be moved: relative shape keys, bones, and custom properties that are numbers.

    Raises RigError where the character has nothing of a face, or nothing that may be changed.
    """
    things = list(dict.fromkeys(members(chosen)))
    channels = tuple(_channels(things))
    if not is_character(chosen):
        absolute = next((thing for thing in things if any_keys(thing) is not None), None)
        raise RigError((ABSOLUTE if absolute else NO_KEYS).format(name=(absolute or chosen).name))
    owners = {channel.owner for channel in channels}
    if not any(_has_face(find(owner)) for owner in owners):
        raise RigError(closed(chosen) or LINKED.format(name=chosen.name))
    return Inventory(channels)


def closed(chosen: Object) -> str:
    """Why no shape key of the character may be moved, in a sentence; "" where one may."""
    keyed = [thing for thing in members(chosen) if next(shapes(thing), None) is not None]
    ours = [thing for thing in keyed if shape_keys(thing).is_editable]
    if not keyed or any(next(free(shape_keys(one), shapes(one)), None) for one in ours):
        return ""
    if ours:
        sources = sorted({name for one in ours for name in drivers_read(shape_keys(one))})
        return DRIVEN.format(name=chosen.name, sources=", ".join(sources) or "nothing")
    local = next((thing for thing in keyed if thing.is_editable), None)
    return (LINKED_KEYS if local else LINKED).format(name=(local or chosen).name)


def offers(owner: Object) -> Iterator[Channel]:
    """What one object of a character offers to be moved."""
    yield from _channels([owner])


def channel(owner: Object, name: str) -> Channel | None:
    """The channel of that name on an object of a character, where it has one."""
    keys = shape_keys(owner)
    if keys is not None and name in keys.key_blocks:
        return _key(owner, name)
    of_bones = bones.channel(owner, name) if owner.type == "ARMATURE" else None
    own = bones.properties(owner.name, owner)
    return of_bones or next((one for one in own if one.name == name), None)


def _channels(objects: Iterable[Object]) -> Iterator[Channel]:
    seen: set[ID] = set()
    for thing in objects:
        if thing in seen or not thing.is_editable:
            continue
        seen.add(thing)
        keys = shape_keys(thing)
        if keys is not None and keys not in seen and keys.is_editable:
            seen.add(keys)
            yield from shapes(thing)
        if thing.type == "ARMATURE":
            yield from bones.channels(thing)
        yield from bones.properties(thing.name, thing)


def any_keys(thing: Object) -> Key | None:
    """The shape keys of an object, also absolute ones."""
    return thing.data.shape_keys if thing.type in SHAPED else None


def shape_keys(thing: Object) -> Key | None:
    """The relative shape keys of an object; None where there are none."""
    keys = any_keys(thing)
    return keys if keys is not None and keys.use_relative else None


def _drivers(data: ID) -> list[FCurve]:
    """The drivers of a data-block that work: muted and broken ones move nothing."""
    animation = data.animation_data
    drivers = animation.drivers if animation is not None else ()
    return [one for one in drivers if not one.mute and one.driver.is_valid]


def followers(chosen: Object) -> Iterator[Object]:
    """The meshes whose shape keys are driven by the character: of a board of controls, the face."""
    names = {thing.name for thing in members(chosen)}
    for thing in bpy.data.objects:
        keys = shape_keys(thing)
        if thing.type == "MESH" and keys is not None and drivers_read(keys) & names:
            yield thing


def drivers_read(data: ID) -> set[str]:
    """The names of what the drivers of a data-block read from."""
    variables = (variable for one in _drivers(data) for variable in one.driver.variables)
    return {t.id.name for variable in variables for t in variable.targets if t.id is not None}


def driven(channels: Iterable[Channel]) -> set[Channel]:
    """Those of the channels that drivers move: they win over keys."""
    parts: dict[tuple[str, str], list[Channel]] = {}
    for channel in channels:
        parts.setdefault((channel.owner, channel.kind), []).append(channel)
    found: set[Channel] = set()
    for (owner, kind), some in parts.items():
        thing = find(owner)
        data = thing if kind == "OBJECT" else shape_keys(thing)
        found |= set(some) - set(free(data, some)) if data is not None else set()
    return found


def free(data: ID, channels: Iterable[Channel]) -> Iterator[Channel]:
    """Those of a data-block's channels that no driver moves."""
    led = {(one.data_path, one.array_index) for one in _drivers(data)}
    turned = {path for path, _ in led}
    for channel in channels:
        _, path, index = written(channel)
        if not ((path, index) in led or (is_turn(channel) and path in turned)):
            yield channel


def reach(data: ID, channel: Channel) -> tuple[float, float]:
    """Between which values Blender holds a shape key or a property; endless for a bone's pose."""
    if channel.kind == "KEY":
        block = data.key_blocks[channel.name]
        return block.slider_min, block.slider_max
    return bones.reach(data, channel)


def shapes(mesh: Object) -> Iterator[Channel]:
    """The shape keys of an object, without the basis."""
    keys = shape_keys(mesh)
    for block in keys.key_blocks[1:] if keys is not None else ():
        yield _key(mesh, block.name)


def _key(mesh: Object, name: str) -> Channel:
    path = f'key_blocks["{bpy.utils.escape_identifier(name)}"].value'
    return Channel(mesh.name, "KEY", name, path)
