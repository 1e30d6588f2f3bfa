"""Takes: a voice performed by a character becomes keys, with its sound, in a scene.

The path, read from the top: `perform` hears and acts (in a thread), `SampledTake.keys` finds the
keys (in a thread), `write` puts them into Blender (in steps). Live updates go the same way with
`SampledTake.draft` and `rewrite`. A thread touches no Blender data: a Request holds all it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np

from ...animation.keyframes import SPARSE, TOLERANCE, Clip, Curve, held_shut, keyframe
from ...animation.placement import ALWAYS, MARGIN_S, Knot, Placement, Span
from ...animation.sparse import Precision
from ...audio.speech import RATE, Speech
from ...capture.files import sound_of
from ...emotion.mood import felt_emotions, felt_intensity
from ...errors import RigError
from ...face.chest import with_chest
from ...order import Order
from ...progress import Progress, part
from ...rig.channels import Motion
from ...rig.mapping import RigMap
from ...rig.regions import REGIONS, grouped, region_of
from ...rig.retarget import retarget
from ...track import Array, Track, smoothstep
from ..background.cached_worker import Performer
from ..background.steps import Steps, run_all
from ..character import characters, diagnostics, drivers, inventories, rig_map, stored
from ..character.playback import BELOW, is_ours
from . import actions, placed, scene, scene_state
from .corrections import BEGINS

NO_REGION = "This take moves no region of the face: choose one of them in the panel Keys."


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
    heard: tuple[Span, ...] = ()
    """First and last frames of the stretches that strips play of the sound; empty: all of it."""
    room: Span = ALWAYS
    """First and last frame that the take may use."""
    stacking: str = BELOW
    """How the take lies to what the artist has: BELOW, ABOVE or ADD of character.playback."""
    regions: frozenset[str] = frozenset(REGIONS)
    """The regions that the take moves, of rig.regions."""
    pace: tuple[Knot, ...] = ()
    """Frames, and the seconds that are played on them, where the sound has another speed."""
    line: str = ""
    """The number of the line that it is of; "" for none."""

    @property
    def placement(self) -> Placement:
        """Where the take plays what of its sound."""
        return Placement(self.start, self.heard, self.room, self.pace)


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
    """How strongly each emotion is felt, [frames, EXPRESSIVE and own], and CHEST where the rig
    shows it; None where not known."""
    before: float = 0.0
    """Seconds by which the face begins before its sound."""

    def keys(self) -> Clip:
        """The few keys that the target's tolerance needs; Bezier above TOLERANCE."""
        face, motion, start = self._moved()
        precision, tolerance = Precision(TOLERANCE), self.target.tolerance
        if tolerance > 1.01 * TOLERANCE:
            precision = Precision(tolerance, tolerance * SPARSE.velocity / SPARSE.value, True)
        held = held_shut(face, self.rig, motion.channels)
        return self._limited(keyframe(motion, self.fps, start, precision, held=held))

    def draft(self) -> Clip:
        """A key on every frame: ready at once, where finding the few keys takes its time."""
        face, motion, start = self._moved()
        track = motion.track().resampled(self.fps)
        frames = np.arange(len(track), dtype=np.float32) + np.float32(start)
        curves = (Curve(c, frames, track.values[:, k]) for k, c in enumerate(motion.channels))
        return self._limited(Clip(tuple(curves), float(frames[0]), float(frames[-1])))

    def shown(self) -> tuple[Track, Track | None, int]:
        """The face and what is felt as they are played, at rest where it is cut; and the start."""
        face, felt, start = self.face, self.felt, self.target.start
        if self.before or not self.target.placement.whole:
            face, start = cut_track(self.face, self.fps, self.target, self.before)
            given = (self.fps, self.target, self.before)
            felt = None if felt is None else cut_track(felt, *given)[0]
        return face, felt, start

    def _limited(self, clip: Clip) -> Clip:
        """The curves of the regions that the take moves, each with its group."""
        groups = grouped(self.rig, tuple(curve.channel for curve in clip.curves))
        told = (replace(curve, group=groups[curve.channel]) for curve in clip.curves)
        shown = (curve for curve in told if region_of(curve.group) in self.target.regions)
        return replace(clip, curves=tuple(shown))

    def _moved(self) -> tuple[Track, Motion, int]:
        """The face as it is shown, its motion and its start."""
        face, felt, start = self.shown()
        return face, retarget(face, self.rig, felt), start


def cut_track(track: Track, fps: float, target: Target, before: float = 0.0) -> tuple[Track, int]:
    """The track from the first to the last frame of its room; 0 outside what is heard.

    before   seconds by which the track begins before the sound
    """
    place = target.placement
    begins, ends = place.frames((-before, track.duration - before), fps).round(6).tolist()
    first = max(int(np.floor(begins)), target.room[0])
    last = max(first, min(int(np.ceil(ends)) - 1, target.room[1]))
    count = int((last + 1 - first) / fps * track.rate + 1e-6)  # never a frame past the room
    frames = first + np.arange(max(1, count)) * fps / track.rate
    shown = _shown(frames, fps, place.heard)
    values = track.at(place.seconds(frames, fps) + before) * shown[:, None].astype(np.float32)
    return replace(track, values=values.astype(np.float32)), first


def _shown(frames: Array, fps: float, heard: Sequence[Span]) -> Array:
    """How much of the face is shown, 0..1 [frames]: all where it is heard, 0 away from it.

    Where the frames begin or end sooner than the margin would, it is as long as there is room.
    """
    if not heard:
        return np.ones(len(frames))
    away = np.min([np.maximum(np.maximum(a - frames, frames - b), 0) for a, b in heard], axis=0)
    begin, end = heard[0][0], heard[-1][1]
    margin = np.full(len(frames), MARGIN_S * fps)
    margin[frames < begin] = min(MARGIN_S * fps, begin - frames[0])
    margin[frames > end] = min(MARGIN_S * fps, frames[-1] - end)
    share = np.clip(1 - (away - fps / RATE) / np.maximum(margin - 2, 0.5), 0, 1)
    return smoothstep(share)


@dataclass(frozen=True)
class Written:
    """What a take has become in Blender: its action, and its last frame."""

    action: str
    end: int
    channels: int
    remarks: tuple[str, ...] = ()
    """What the artist should know, in sentences: whoever writes a take tells them."""


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
    speech = request.order.rolled(speech)
    mood = request.order.mood(speech)
    face = performer.act(speech, mood, request.order.style, progress)
    felt = felt_emotions(mood, felt_intensity(speech, mood))
    if request.rig.chest.any():
        felt = with_chest(felt, speech, request.order.style)
    before = request.order.before
    return SampledTake(face, request.target, request.rig, request.fps, felt, before)


def write(take: SampledTake, clip: Clip) -> Steps[Written]:
    """Writes the keys of the take to its target: the action, the sound, the frame range.

    Raises RigError, before anything is changed, where the target cannot take it.
    """
    target = take.target
    scene_of(target)
    action = yield from write_action(clip, target)
    sound = sound_of(target.sound)
    if target.place_sound and sound is not None:
        scene.place_sound(scene_of(target), sound, target.start, target.character)
        scene_state.sync(scene_of(target))
        yield
    where = scene_of(target)
    if target.extend:
        scene_state.fit(where)
    where.frame_set(where.frame_current)
    yield
    remarks = [one.sentence.format(name=one.name, count=one.count) for one in action.overlaps]
    remarks += diagnostics.obstacles(characters.find(target.character), take.rig)
    yield
    remarks += diagnostics.unseen(characters.find(target.character), take.rig)
    remarks += filter(None, [scene_state.outside(scene_of(target), int(clip.end))])
    return Written(action.name, int(clip.end), len(clip.curves), tuple(remarks))


def write_face(face: Track, target: Target) -> Written:
    """Keys a face [frames, CHANNELS] and writes it, without a pause. Raises RigError as `write`."""
    rig, fps = rig_map.rig_of(target.character), scene.frame_rate(scene_of(target))
    take = SampledTake(face, target, rig, fps)
    return run_all(write(take, take.keys()))


def rewrite(clip: Clip, target: Target, near: float) -> None:
    """Replaces the keys of a take that was written before; its sound strip moves along.

    A curve whose keys would all move by no more than `near` stays as it is.
    """
    known = bpy.data.actions.get((target.action, None))
    before = stored.number(known, BEGINS) if known is not None else None
    run_all(write_action(clip, target, near))
    sound = sound_of(target.sound) or target.sound
    scene.move_sound(scene_of(target), sound, target.start, target.character, before)
    if target.extend:
        scene_state.fit(scene_of(target))


def write_action(clip: Clip, target: Target, near: float = 0.0) -> Steps[actions.WrittenAction]:
    """Writes the keys into the take's own action, and nothing else; channels with drivers get none.

    Raises RigError, before anything is changed, where nothing is left.
    """
    known, clip = bpy.data.actions.get((target.action, None)), undriven(clip)
    if not clip.curves and not target.regions:
        raise RigError(NO_REGION)
    if not clip.curves:
        closed = inventories.why_closed(characters.find(target.character))
        raise RigError(closed or rig_map.EMPTY.format(name=target.character))
    name = target.name or target.sound.stem
    written = yield from actions.write(
        clip,
        name,
        into=known if is_ours(known) else None,
        strip=target.strip,
        stacking=target.stacking,
        fingerprint=target.fingerprint,
        near=near,
        begins=target.start,
    )
    action, fps = bpy.data.actions[written.name, None], scene.frame_rate(scene_of(target))
    placed.retime_corrections(action, placed.placement_of(action), target.placement, fps)
    action[placed.PLACED] = target.placement.text
    return written


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
