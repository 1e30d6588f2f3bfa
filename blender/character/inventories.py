"""Inventories: what of a character can be moved, and why its shape keys cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpy.types import ID, Object

from ...errors import RigError
from ...rig.channels import Channel, Inventory
from . import bones, characters, drivers
from .characters import any_keys, find, has_face, members, shape_keys, shapes

ABSOLUTE = "The shape keys of {name} are absolute: tick Relative in its Shape Keys panel."
DRIVEN = (
    "The shape keys of {name} follow drivers, which win over keys: choose what they read from "
    "({sources}) as the character, link its poses, or delete the drivers."
)
LINKED_KEYS = (
    "The shape keys of {name} are linked from another file: make a library override of its mesh "
    "too (in the Outliner)."
)


def inventory(chosen: Object) -> Inventory:
    """What can be moved: relative shape keys, bones, and custom properties that are numbers.

    Raises RigError where the character has nothing of a face, or nothing that may be changed.
    """
    things = list(dict.fromkeys(members(chosen)))
    channels = tuple(_channels(things))
    if characters.is_linked_instance(chosen):
        raise RigError(characters.LINKED.format(name=chosen.name))
    if not characters.is_character(chosen):
        absolute = next((thing for thing in things if any_keys(thing) is not None), None)
        message = ABSOLUTE if absolute else characters.NO_KEYS
        raise RigError(message.format(name=(absolute or chosen).name))
    owners = {channel.owner for channel in channels}
    if not any(has_face(find(owner)) for owner in owners):
        raise RigError(why_closed(chosen) or characters.LINKED.format(name=chosen.name))
    return Inventory(channels)


def why_closed(chosen: Object) -> str:
    """Why no shape key of the character can be moved, in a sentence; "" where one can."""
    keyed = [thing for thing in members(chosen) if next(shapes(thing), None) is not None]
    ours = [thing for thing in keyed if shape_keys(thing).is_editable]
    if not keyed or any(next(drivers.undriven(shape_keys(one), shapes(one)), None) for one in ours):
        return ""
    if ours:
        sources = sorted({name for one in ours for name in drivers.sources(shape_keys(one))})
        return DRIVEN.format(name=chosen.name, sources=", ".join(sources) or "nothing")
    local = next((thing for thing in keyed if thing.is_editable), None)
    return (LINKED_KEYS if local else characters.LINKED).format(name=(local or chosen).name)


def offers(owner: Object) -> Iterator[Channel]:
    """What can be moved of one object of a character."""
    yield from _channels([owner])


def channel(owner: Object, name: str) -> Channel | None:
    """The channel of that name on an object of a character, where it has one."""
    keys = shape_keys(owner)
    if keys is not None and name in keys.key_blocks:
        return characters.shape_key_channel(owner, name)
    of_bones = bones.channel(owner, name) if owner.type == "ARMATURE" else None
    own = (*bones.turns_of_object(owner), *bones.properties(owner.name, owner))
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
        yield from bones.turns_of_object(thing)
        yield from bones.properties(thing.name, thing)


def reach(data: ID, channel: Channel) -> tuple[float, float]:
    """The range that Blender holds a shape key or a property in; infinite for a bone's pose."""
    if channel.kind == "KEY":
        block = data.key_blocks[channel.name]
        return block.slider_min, block.slider_max
    return bones.reach(data, channel)
