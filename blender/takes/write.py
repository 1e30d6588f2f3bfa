"""Takes: a voice performed by a character becomes keys, with its sound, in a scene.

The path, read from the top: `perform` hears and acts (in a thread), `SampledTake.keys` finds the
keys (in a thread), `write` puts them into Blender (in steps). Live updates go the same way with
`SampledTake.draft` and `rewrite`. A thread touches no Blender data: a Request holds all it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np

from ...animation.keyframes import SPARSE, TOLERANCE, Clip, Curve, held_shut, keyframe
from ...animation.sparse import Precision
from ...audio.speech import Speech
from ...emotion.mood import felt_emotions, felt_intensity
from ...errors import RigError
from ...order import Order
from ...progress import Progress, part
from ...rig.mapping import RigMap
from ...rig.retarget import retarget
from ...track import Track
from ..background.cached_worker import Performer
from ..background.steps import Steps, run_all
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
    fingerprint: str = ""
    """Of all that the take follows from."""


@dataclass(frozen=True)
class Request:
    """A take to be made: where it goes, how it is acted, and how its character is keyed."""

    target: Target
    order: Order
    rig: RigMap
    fps: float


@dataclass(frozen=True)
class SampledTake:
    """A face [frames, CHANNELS] as it was acted, and what it takes to key its character."""

    face: Track
    target: Target
    rig: RigMap
    fps: float
    felt: Track | None = None
    """How strongly each emotion is felt, [frames, EXPRESSIVE]; None where that is not known."""

    def keys(self) -> Clip:
        """The few keys that the target's tolerance needs; Bezier above TOLERANCE."""
        motion = retarget(self.face, self.rig, self.felt)
        precision, tolerance = Precision(TOLERANCE), self.target.tolerance
        if tolerance > 1.01 * TOLERANCE:
            precision = Precision(tolerance, tolerance * SPARSE.velocity / SPARSE.value, True)
        held = held_shut(self.face, self.rig, motion.channels)
        return keyframe(motion, self.fps, self.target.start, precision, held=held)

    def draft(self) -> Clip:
        """A key on every frame: ready at once, where finding the few keys takes its time."""
        motion = retarget(self.face, self.rig, self.felt)
        track = motion.track().resampled(self.fps)
        frames = np.arange(len(track), dtype=np.float32) + np.float32(self.target.start)
        curves = (Curve(c, frames, track.values[:, k]) for k, c in enumerate(motion.channels))
        return Clip(tuple(curves), float(frames[0]), float(frames[-1]))


@dataclass(frozen=True)
class Written:
    """What a take has become in Blender: its action, and its last frame."""

    action: str
    end: int
    channels: int
    hidden: int
    """How many of the channels something else overrides."""
    obstacles: tuple[str, ...] = ()
    """Why some of its keys move nothing, in sentences."""


def perform(
    request: Request, performer: Performer, progress: Progress
) -> tuple[Speech, SampledTake]:
    """What is heard in the sound, and the take as it is acted. May run in a thread."""
    target, order = request.target, request.order
    heard = performer.listen(target.sound, part(progress, 0.0, 0.7), order.script)
    speech = order.edited(heard)
    return speech, act(request, speech, performer, part(progress, 0.7, 1.0))


def act(request: Request, speech: Speech, performer: Performer, progress: Progress) -> SampledTake:
    """The take of a voice that was heard. May run in a thread."""
    mood = request.order.mood(speech)
    face = performer.act(speech, mood, request.order.style, progress)
    felt = felt_emotions(mood, felt_intensity(speech, mood))
    return SampledTake(face, request.target, request.rig, request.fps, felt)


def write(take: SampledTake, clip: Clip) -> Steps[Written]:
    """Writes the keys of the take to its target: the action, the sound, the frame range.

    Raises RigError, before anything is changed, where the target cannot take it.
    """
    target = take.target
    scene_of(target)
    action = yield from write_action(clip, target)
    if target.place_sound:
        scene.place_sound(scene_of(target), target.sound, target.start, target.character)
        yield
    where = scene_of(target)
    if target.extend:
        scene.extend(where, target.start, int(clip.end))
    where.frame_set(where.frame_current)
    yield
    why = diagnostics.obstacles(characters.find(target.character), take.rig)
    yield
    why += diagnostics.unseen(characters.find(target.character), take.rig)
    return Written(action.name, int(clip.end), len(clip.curves), action.hidden, tuple(why))


def write_face(face: Track, target: Target) -> Written:
    """Keys a face [frames, CHANNELS] and writes it, without a pause. Raises RigError as `write`."""
    rig, fps = rig_map.rig_of(target.character), scene.frame_rate(scene_of(target))
    take = SampledTake(face, target, rig, fps)
    return run_all(write(take, take.keys()))


def rewrite(clip: Clip, target: Target, near: float) -> None:
    """Replaces the keys of a take that was written before; its sound strip moves along.

    A curve whose keys would all move by no more than `near` stays as it is.
    """
    run_all(write_action(clip, target, near))
    scene.move_sound(scene_of(target), target.sound, target.start, target.character)


def write_action(clip: Clip, target: Target, near: float = 0.0) -> Steps[actions.WrittenAction]:
    """Writes the keys into the take's own action, and nothing else; channels with drivers get none.

    Raises RigError, before anything is changed, where nothing is left.
    """
    known, clip = bpy.data.actions.get((target.action, None)), undriven(clip)
    if not clip.curves:
        closed = inventories.why_closed(characters.find(target.character))
        raise RigError(closed or rig_map.EMPTY.format(name=target.character))
    name = target.name or target.sound.stem
    return actions.write(
        clip,
        name,
        into=known if is_ours(known) else None,
        strip=target.strip,
        fingerprint=target.fingerprint,
        near=near,
    )


def undriven(clip: Clip) -> Clip:
    """The curves that no driver moves: drivers win over keys."""
    driven = drivers.driven(curve.channel for curve in clip.curves)
    return replace(clip, curves=tuple(c for c in clip.curves if c.channel not in driven))


def scene_of(target: Target) -> bpy.types.Scene:
    """The scene that the take goes to. Raises RigError where it was deleted."""
    found = bpy.data.scenes.get((target.scene, None))
    if found is None:
        raise RigError(f"The scene {target.scene} was deleted meanwhile: choose another one.")
    return found
