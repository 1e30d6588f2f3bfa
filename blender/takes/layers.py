"""Layers: how a take lies to what the artist has on the same channels, and how that is changed."""

from __future__ import annotations

from collections.abc import Iterator

from bpy.types import ID, Action, Object

from ...errors import RigError
from ..character import characters, overlaps, playback, rig_map
from ..character.overlaps import Overlap, joined
from ..character.playback import Place, channels
from . import actions

BLENDING = "intone_blending"
"""Custom property of a data-block: how the artist's active action was blended before it was added
to a take."""


AT_ONE = "Blender 5.0 adds actions on shape keys to 1 instead of 0: use another version for this."


def overlapping(chosen: Object, take: Action | None, stacking: str) -> list[Overlap]:
    """What of the artist's moves channels of the take; of one that is none yet, so stacked."""
    found: list[Overlap] = []
    if take is not None:
        for data, slot in actions.homes(chosen, take):
            found += overlaps.overlaps(data, channels(take, slot), take)
    elif any(_has_own(data) for _, data in characters.data_blocks(chosen)):
        for data, moved in _moved(chosen):
            found += overlaps.overlaps(data, moved, stacking)
    return joined(found)


def _has_own(data: ID) -> bool:
    """Whether the artist animates the data-block; finding the map takes longer than asking."""
    animation = data.animation_data
    if animation is None:
        return False
    return overlaps.replaces(animation) or bool(playback.artists_tracks(animation))


def _moved(chosen: Object) -> Iterator[tuple[ID, set[Place]]]:
    """What the character's map moves of each of its data-blocks."""
    try:
        rig = rig_map.rig_of(chosen.name)
    except RigError:
        return
    places: dict[tuple[str, str], set[Place]] = {}
    for one in rig.channels:
        places.setdefault((one.owner, one.kind), set()).add((one.path, one.index))
    for (owner, kind), moved in places.items():
        yield characters.data_of(owner, kind), moved


def add_action(chosen: Object, name: str) -> int:
    """Adds the artist's active action of that name to the takes below; on how many data-blocks.

    Raises RigError, before anything is changed, where Blender cannot add it.
    """
    count, found = 0, list(_playing(chosen, name))
    if any(not playback.rests_at_zero(data) for data in found):
        raise RigError(AT_ONE)
    for data in found:
        if overlaps.replaces(data.animation_data):
            data[BLENDING] = data.animation_data.action_blend_type
            data.animation_data.action_blend_type = playback.adding(data)
            count += 1
    return count


def put_back_blending(chosen: Object) -> None:
    """The artist's actions hide what is below them again, as before `add_action`."""
    for _, data in characters.data_blocks(chosen):
        before = data.get(BLENDING)
        if before is None:
            continue
        del data[BLENDING]
        animation = data.animation_data
        if animation is not None and animation.action_blend_type == playback.adding(data):
            animation.action_blend_type = before


def added(chosen: Object) -> list[str]:
    """Names of the artist's actions that are added to takes."""
    blocks = (data for _, data in characters.data_blocks(chosen) if BLENDING in data)
    found = (data.animation_data.action for data in blocks if data.animation_data is not None)
    return list(dict.fromkeys(action.name for action in found if action is not None))


def _playing(chosen: Object, name: str) -> Iterator[ID]:
    for _, data in characters.data_blocks(chosen):
        action = data.animation_data.action if data.animation_data is not None else None
        if action is not None and action.name == name:
            yield data
