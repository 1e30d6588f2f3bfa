"""Takes: a voice performed by a character, with its sound, in a scene.

The operators and the command line share this one path. Its two halves fit a job: `performance`
is plain data and may run in a thread; `lay` writes to Blender.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np

from ...animation import closures
from ...animation.keyframes import SPARSE, TOLERANCE, Clip, Curve, keyframe
from ...animation.sparse import Precision
from ...audio.speech import Speech
from ...emotion.mood import Mood
from ...errors import RigError
from ...face.performance import Style
from ...progress import Progress, part
from ...rig.mapping import RigMap
from ...rig.retarget import retarget
from ...text.script import Script
from ...track import Track
from ..background.steps import Bites, whole
from ..background.workers import Performer
from ..character import characters, diagnostics, drivers, inventories, rig_map
from ..character.playback import is_ours
from . import actions, scene


@dataclass(frozen=True)
class Target:
    """Where a take goes, by name: by the time it is done the artist may have changed the scene."""

    character: str
    scene: str
    sound: Path
    start: int = 1
    place_sound: bool = True
    extend: bool = True
    tolerance: float = TOLERANCE
    strip: bool = False
    """As an NLA strip, also where the active action's place is free."""
    name: str = ""
    """Of the take; "" is the sound's own."""
    action: str = ""
    """Name of the action that the take is already; "" where it is none yet."""
    recipe: str = ""
    """Fingerprint of all that the take follows from."""


@dataclass(frozen=True)
class Direction:
    """How a voice shall be acted; the mood may follow from what is heard. script: what is said."""

    mood: Callable[[Speech], Mood]
    style: Style
    script: Script | None = None


@dataclass(frozen=True)
class Request:
    """A take to be made: where it goes, and how it shall be acted."""

    target: Target
    direction: Direction


@dataclass(frozen=True)
class Laid:
    """What a take has become in Blender: its action, and its last frame."""

    action: str
    end: int
    channels: int
    hidden: int
    obstacles: tuple[str, ...] = ()
    """Why some of its keys move nothing, in sentences."""


def performance(
    path: Path, direction: Direction, performer: Performer, progress: Progress
) -> tuple[Speech, Track]:
    """What is heard in the sound, and the face [frames, CHANNELS] that says it."""
    speech = performer.listen(path, part(progress, 0.0, 0.7), direction.script)
    mood = direction.mood(speech)
    return speech, performer.act(speech, mood, direction.style, part(progress, 0.7, 1.0))


def lay(face: Track, target: Target) -> Laid:
    """Writes the take to its target: an action, the sound, the frame range.

    Raises RigError, before anything is changed, where the target cannot take it.
    """
    rig, fps = rig_map.rig_of(target.character), scene.frame_rate(scene_of(target))
    return place(keyed(face, target, rig, fps), target)


def place(clip: Clip, target: Target) -> Laid:
    """The same with keys that were found elsewhere, beside Blender: that takes its time."""
    return whole(placing(clip, target))


def placing(clip: Clip, target: Target) -> Bites[Laid]:
    """The same in bites."""
    scene_of(target)
    take = yield from writing(clip, target)
    if target.place_sound:
        scene.place_sound(scene_of(target), target.sound, target.start, target.character)
        yield
    where = scene_of(target)
    if target.extend:
        scene.extend(where, target.start, int(clip.end))
    where.frame_set(where.frame_current)
    yield
    chosen, rig = characters.find(target.character), rig_map.rig_of(target.character)
    why = diagnostics.obstacles(chosen, rig)
    yield
    why += diagnostics.unseen(characters.find(target.character), rig)
    return Laid(take.action, int(clip.end), len(clip.curves), take.hidden, tuple(why))


def scene_of(target: Target) -> bpy.types.Scene:
    """The scene that the take goes to. Raises RigError where it was deleted."""
    found = bpy.data.scenes.get((target.scene, None))
    if found is None:
        raise RigError(f"The scene {target.scene} was deleted meanwhile: choose another one.")
    return found


def keyed(face: Track, target: Target, rig: RigMap, fps: float) -> Clip:
    """The face as keys of the rig; plain data, that may be made in a thread.

    With more tolerance than what nobody sees the keys are few, and Bezier keys.
    """
    precision, tolerance = Precision(TOLERANCE), target.tolerance
    if tolerance > 1.01 * TOLERANCE:
        precision = Precision(tolerance, tolerance * SPARSE.velocity / SPARSE.value, bezier=True)
    held = closures.held(face, rig)
    return keyframe(retarget(face, rig), fps, target.start, precision, held=held)


def drafted(face: Track, target: Target, rig: RigMap, fps: float) -> Clip:
    """The same with a key on every frame: at once, where finding the few that are needed lasts."""
    motion = retarget(face, rig)
    track = motion.track().resampled(fps)
    frames = np.arange(len(track), dtype=np.float32) + np.float32(target.start)
    keys = (Curve(c, frames, track.values[:, k]) for k, c in enumerate(motion.channels))
    return Clip(tuple(keys), float(frames[0]), float(frames[-1]))


def free(clip: Clip) -> Clip:
    """Those of its curves that no driver moves: the others would win nothing."""
    driven = drivers.driven(curve.channel for curve in clip.curves)
    return replace(clip, curves=tuple(c for c in clip.curves if c.channel not in driven))


def rewrite(clip: Clip, target: Target, near: float) -> None:
    """The keys of a take that was laid before; its sound goes with them, where it still lies.

    A curve whose keys would all move by no more than `near` stays as it is.
    """
    write(clip, target, near)
    scene.move_sound(scene_of(target), target.sound, target.start, target.character)


def write(clip: Clip, target: Target, near: float = 0.0) -> actions.Take:
    """The keys into the take's own action, and nothing else; what drivers move gets none.

    Raises RigError, before anything is changed, where nothing is left.
    """
    return whole(writing(clip, target, near))


def writing(clip: Clip, target: Target, near: float = 0.0) -> Bites[actions.Take]:
    """The same in bites."""
    chosen, clip = bpy.data.actions.get((target.action, None)), free(clip)
    if not clip.curves:
        closed = inventories.why_closed(characters.find(target.character))
        raise RigError(closed or rig_map.EMPTY.format(name=target.character))
    return actions.writing(
        clip,
        target.name or target.sound.stem,
        chosen=chosen if is_ours(chosen) else None,
        strip=target.strip,
        recipe=target.recipe,
        near=near,
    )
