"""Drivers: what they read, which channels they move and which they leave free to be keyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import bpy
from bpy.types import ID, FCurve, Object

from ...rig.channels import Channel
from ...rig.rotations import is_turn, written
from . import characters


def followers(chosen: Object) -> Iterator[Object]:
    """The meshes whose shape keys are driven by the character: of a board of controls, the face."""
    names = {thing.name for thing in characters.members(chosen)}
    for thing in bpy.data.objects:
        keys = characters.shape_keys(thing)
        if thing.type == "MESH" and keys is not None and sources(keys) & names:
            yield thing


def driven(channels: Iterable[Channel]) -> set[Channel]:
    """Those of the channels that drivers move: they win over keys."""
    parts: dict[tuple[str, str], list[Channel]] = {}
    for channel in channels:
        parts.setdefault((channel.owner, channel.kind), []).append(channel)
    found: set[Channel] = set()
    for (owner, kind), some in parts.items():
        found |= set(some) - set(undriven(characters.data_of(owner, kind), some))
    return found


def sources(data: ID) -> set[str]:
    """The names of the data-blocks that the drivers of one read from."""
    variables = (variable for one in _drivers(data) for variable in one.driver.variables)
    return {t.id.name for variable in variables for t in variable.targets if t.id is not None}


def undriven(data: ID, channels: Iterable[Channel]) -> Iterator[Channel]:
    """Those of a data-block's channels that no driver moves."""
    led = {(one.data_path, one.array_index) for one in _drivers(data)}
    turned = {path for path, _ in led}
    for channel in channels:
        _, path, index = written(channel)
        if not ((path, index) in led or (is_turn(channel) and path in turned)):
            yield channel


def _drivers(data: ID) -> list[FCurve]:
    """The drivers of a data-block that work: muted and broken ones move nothing."""
    animation = data.animation_data
    drivers = animation.drivers if animation is not None else ()
    return [one for one in drivers if not one.mute and one.driver.is_valid]
