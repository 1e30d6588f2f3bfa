"""Known maps: the rig map of a character that is asked for at each move of a slider.

Recognising looks at every shape of the mesh, which takes longer than a face takes to act. Its
result is kept as long as the character has the same channels, shapes and place in the world.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from bpy.types import Object

from ...rig.mapping import RigMap
from . import characters, inventories, measuring, rig_map

FRESH_S = 1.0
"""For so long a look at the points of all shapes is believed: nobody shapes a mesh and draws a
slider within it, and 150 shapes take ten milliseconds to read."""


@dataclass
class _Known:
    """A map, what it was recognised from, and when the shapes were looked at last."""

    rig: RigMap
    names: Hashable
    shapes: Hashable
    looked: float


_known: dict[str, _Known] = {}


def rig_of(character: str) -> RigMap:
    """What `rig_map.rig_of` gives, and its errors; from memory where nothing has changed."""
    chosen = characters.find(character)
    if rig_map.is_stored(chosen):
        return rig_map.rig_of(character)
    names, known, now = tuple(_names(chosen)), _known.get(character), time.monotonic()
    if known is not None and known.names == names and now - known.looked < FRESH_S:
        return known.rig
    shapes = tuple(_shapes(chosen))
    if known is None or (known.names, known.shapes) != (names, shapes):
        known = _known[character] = _Known(rig_map.rig_of(character), names, shapes, now)
    known.looked = now
    return known.rig


def forget() -> None:
    """Forgets all maps, as when another file is opened."""
    _known.clear()


def _names(chosen: Object) -> Iterator[Hashable]:
    """What can be moved, and how the parts of the character stand in the world."""
    yield inventories.inventory(chosen)
    for thing in characters.members(chosen):
        yield thing.session_uid, tuple(map(tuple, thing.matrix_world))


def _shapes(chosen: Object) -> Iterator[Hashable]:
    for thing in characters.members(chosen):
        keys = characters.shape_keys(thing)
        for block in keys.key_blocks if keys is not None else ():
            yield zlib.crc32(measuring.form(block))
