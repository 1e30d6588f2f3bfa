"""Looks: what a character looks at over a take, as the directions that its face turns to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import numpy as np
from bpy.types import Object, Scene

from ..animation.placement import MARGIN_S, Placement
from ..blender.character import characters, paths, sight
from ..blender.takes.scene import frame_rate
from ..face.partner import LOOK
from ..track import Array, Track
from . import line_strips
from .life import AHEAD, CAMERA, CHARACTER, CURSOR
from .performance import performer

RATE = 25.0
"""Directions a second, where what is looked at changes."""
NOTICED_S = 0.25
"""Seconds after which a listener turns to another speaker."""

Targets = Callable[[Array], Array]
"""Where what is looked at is in the world on some frames, [frames, 3]."""


def look(thing: Object, scene: Scene, place: Placement, weight: Track) -> Track | None:
    """What the character looks at from the first second of a take on, [frames, LOOK].

    weight   how far it turns there over the take, [frames, 1]
    One frame where nothing changes; None where it looks straight ahead. Raises RigError.
    """
    found = _targets(thing, scene)
    if found is None:
        return None
    targets, changes = found
    seen, fps = sight.sight_of(thing), frame_rate(scene)
    count = 1
    if changes or not sight.still(seen) or len(weight) > 1:
        last = scene.frame_end + MARGIN_S * fps
        count = max(1, int(float(place.seconds(last, fps)) * RATE))
    seconds = np.arange(count) / RATE
    frames = place.frames(seconds, fps) if count > 1 else np.array([float(scene.frame_current)])
    metre = scene.unit_settings.scale_length
    away = sight.directions(seen, targets(frames), frames, metre)
    return Track(np.column_stack([away, weight.at(seconds)]).astype(np.float32), RATE, LOOK)


def _targets(thing: Object, scene: Scene) -> tuple[Targets, bool] | None:
    """Where what the character looks at is, and whether that changes; None for nothing."""
    life = thing.intone_life
    if life.look_at == CHARACTER and life.other is not None:
        return _eyes(life.other)
    if life.look_at == CURSOR:
        place = np.array(scene.cursor.location)
        return lambda frames: np.tile(place, (len(frames), 1)), False
    target = scene.camera if life.look_at == CAMERA else life.target
    if life.look_at not in (AHEAD, CHARACTER) and target is not None:
        bone = "" if life.look_at == CAMERA else life.bone
        return lambda frames: sight.place_of(target, bone, frames), paths.moves(target)
    if life.look_at == AHEAD and scene.intone_dialogue.look_at_speaker:
        return _speakers(thing, scene)
    return None


def _eyes(other: Object) -> tuple[Targets, bool]:
    seen = sight.sight_of(performer(other))
    return lambda frames: sight.places(seen, frames), not sight.still(seen)


def _speakers(thing: Object, scene: Scene) -> tuple[Targets, bool] | None:
    """The eyes of whoever speaks; of a speaker, of who spoke before, or else speaks next."""
    turns = speech_turns(scene)
    starts, names = [start for start, _ in turns], [name for _, name in turns]
    others = {name: _eyes(characters.find(name)) for name in set(names) - {thing.name}}
    if not others:
        return None
    late = NOTICED_S * frame_rate(scene)

    def whom(frame: float) -> str:
        at = bisect_right(starts, frame - late) - 1
        order = [*reversed(names[: at + 1]), *names[at + 1 :]]
        return next(name for name in order if name != thing.name)

    def targets(frames: Array) -> Array:
        looked_at = np.array([whom(frame) for frame in frames.tolist()])
        found = np.zeros((len(frames), 3))
        for name, (eyes, _) in others.items():
            own = looked_at == name
            found[own] = eyes(frames[own])
        return found

    return targets, len(others) > 1 or any(moving for _, moving in others.values())


def speech_turns(scene: Scene) -> list[tuple[float, str]]:
    """The frame on which each line of a scene begins, and who says it; in their order."""
    found, turns = line_strips.strips_of(scene), list[tuple[float, str]]()
    for line in scene.intone_lines.lines:
        placed = line_strips.placement(line, found) if line.use and line.character else None
        if placed is not None:
            begins = max(placed.start, placed.heard[0][0]) if placed.heard else placed.start
            turns.append((float(begins), performer(line.character).name))
    return sorted(turns)
