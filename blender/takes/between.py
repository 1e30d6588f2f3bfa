"""Between lines: what a character does before, between and after its takes, as Intone's own keys.

The path, read from the top: `filled` acts the listener and meets the takes. It touches no Blender
data and may run in a thread; `between_keys` puts the keys into Blender.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ...animation.keyframes import Clip, Curve
from ...animation.placement import ALWAYS
from ...audio.silence import silence
from ...audio.speech import RATE, Speech
from ...emotion.intensity import IntensityShape
from ...emotion.mood import (
    EXPRESSIVE,
    Mood,
    constant_mood,
    constant_scale,
    felt_emotions,
    felt_intensity,
)
from ...face.between import joined
from ...face.chest import with_chest
from ...face.listener import lasting, lasting_levels, stresses
from ...face.partner import Partner
from ...face.performance import Style
from ...progress import Progress, part
from ...rig.channels import Channel
from ...track import Array, Track
from ..background.cached_worker import Performer
from .write import Request, SampledTake, Target, perform

KEPT = "kept"
"""The emotion of the take before, which fades."""
FADES_S = 12.0
"""Seconds in which it has faded to about a third."""
_STEPS = 5.0
"""How often a second the mood of a listener is given."""
EDGE = 3
"""Frames of a take that a gap goes on from, or arrives at."""


@dataclass(frozen=True)
class Filling:
    """What is to be filled, as plain data.

    takes         of the character, in their order
    others        of those that it listens to
    first, last   frames of the scene
    length        seconds for which life goes on beside a line; then the face is at rest
    emotion       what is felt: one of EXPRESSIVE, or KEPT; strength: how strongly, 0..1
    """

    target: Target
    takes: tuple[Request, ...]
    others: tuple[Request, ...]
    first: int
    last: int
    style: Style
    length: float
    emotion: str = KEPT
    strength: float = 0.0

    @property
    def fps(self) -> float:
        """Frames a second."""
        return self.takes[0].fps


@dataclass(frozen=True)
class Filled:
    """The keys of all gaps, first and last frames of each, and whether it ends after all takes."""

    target: Target
    clip: Clip
    gaps: tuple[tuple[int, int], ...]
    ends: bool


@dataclass(frozen=True)
class _Take:
    """A take as it is played: its face and what is felt, from `first` to `last` frame."""

    face: Track
    felt: Track | None
    first: int
    last: int
    seconds: float
    mood: Mood


def filled(filling: Filling, performer: Performer, progress: Progress) -> Filled:
    """Acts what the character does between its takes. May run in a thread."""
    count = len(filling.takes) + len(filling.others) + 1
    parts = iter([part(progress, k / count, (k + 1) / count) for k in range(count)])
    takes = [_played(one, *perform(one, performer, next(parts))) for one in filling.takes]
    takes.sort(key=lambda take: take.first)
    heard = [(one, perform(one, performer, next(parts))[0]) for one in filling.others]
    nods = tuple(sorted(_stresses(filling, heard)))
    idle, felt = _acted(filling, nods, _mood(filling, takes), performer, next(parts))
    gaps = list(_gaps(filling, takes))
    clips = [_keys(filling, idle, felt, *gap) for gap in gaps]
    spans = tuple((int(clip.start), int(clip.end)) for clip in clips)
    ends = bool(gaps) and gaps[-1][3] is None
    return Filled(filling.target, _together(clips), spans, ends)


def _played(request: Request, speech: Speech, take: SampledTake) -> _Take:
    face, felt, start = take.shown()
    frames = int(np.ceil(round(face.duration * take.fps, 6))) - 1
    mood = request.order.mood(request.order.rolled(speech))
    return _Take(face, felt, start, start + frames, frames / take.fps, mood)


def _mood(filling: Filling, takes: list[_Take]) -> Mood:
    """What the character feels over all frames between its takes."""
    if filling.emotion != KEPT:
        curve = Track(np.full((1, 1), filling.strength, np.float32), RATE, ("intensity",))
        asked = constant_mood({filling.emotion: 1.0})
        return replace(asked, intensity=IntensityShape(curve=curve))
    seconds = np.arange(int((filling.last - filling.first) / filling.fps * _STEPS) + 2) / _STEPS
    begins = np.array([(take.first - filling.first) / filling.fps for take in takes])
    at = np.maximum(np.searchsorted(begins, seconds, side="right") - 1, 0)
    ends = begins + np.array([take.seconds for take in takes])
    felt = np.array([_shares(take.mood) for take in takes], np.float32)
    since = np.maximum(seconds - ends[at], 0)
    levels = filling.strength * felt[at].max(1, initial=0) * np.exp(-since / FADES_S)
    shares = felt[at] / np.maximum(felt[at].max(1, keepdims=True, initial=0), 1e-6)
    curve = Track(levels[:, None].astype(np.float32), _STEPS, ("intensity",))
    weights = Track(shares.astype(np.float32), _STEPS, EXPRESSIVE)
    return Mood(weights, constant_scale(1.0), IntensityShape(curve=curve))


def _shares(mood: Mood) -> Array:
    """How much of each of EXPRESSIVE a take feels, times its scale, at most 1 in all."""
    shares = mood.weights.values[:, : len(EXPRESSIVE)].mean(0)
    total = max(float(mood.weights.values.mean(0).sum()), 1.0)
    return shares / total * min(float(mood.scale.values.mean()), 1.0)


def _stresses(filling: Filling, heard: Iterable[tuple[Request, Speech]]) -> Iterator[float]:
    """When what the others say is stressed: seconds from the first frame on."""
    for request, speech in heard:
        place = request.target.placement
        seconds = np.array(stresses(speech.content, speech.words))
        frames = place.frames(seconds, filling.fps) if len(seconds) else seconds
        spoken = place.heard or (ALWAYS,)
        kept = [f for f in frames.tolist() if any(a <= f <= b for a, b in spoken)]
        yield from ((frame - filling.first) / filling.fps for frame in kept)


def _acted(
    filling: Filling,
    nods: tuple[float, ...],
    mood: Mood,
    performer: Performer,
    progress: Progress,
) -> tuple[Track, Track]:
    """The listener over all frames: its face, and what it feels."""
    quiet = silence(max(1.0, (filling.last - filling.first + 1) / filling.fps))
    partner = Partner(filling.style.partner.look, nods)
    style = replace(filling.style, partner=partner)
    face = performer.act(quiet, mood, style, progress)
    felt = felt_emotions(mood, felt_intensity(quiet, mood))
    breathes = filling.takes[0].rig.chest.any()
    return face, with_chest(felt, quiet, style) if breathes else felt


def _gaps(
    filling: Filling, takes: list[_Take]
) -> Iterator[tuple[int, int, _Take | None, _Take | None]]:
    """First and last frame of each gap, and the takes at its ends."""
    length = round(filling.length * filling.fps)
    edges: list[_Take | None] = [None, *takes, None]
    for before, after in zip(edges[:-1], edges[1:], strict=True):
        first = before.last if before else max(filling.first, after.first - length if after else 0)
        last = after.first if after else min(filling.last, first + length)
        if last - first > 1:
            yield first, last, before, after


def _keys(
    filling: Filling,
    idle: Track,
    felt: Track,
    first: int,
    last: int,
    before: _Take | None,
    after: _Take | None,
) -> Clip:
    """The keys of one gap."""
    fps, seconds = filling.fps, (last - first) / filling.fps
    steps = int(np.ceil(seconds * max(RATE, fps)))
    rate, since = steps / seconds, (first - filling.first) / fps
    times = since + np.arange(steps + 1) / rate
    alive = before is not None or first == filling.first
    goes_on = lasting(steps + 1, rate, filling.length, alive, after is not None)
    face = Track(idle.at(times) * goes_on[:, None], rate, idle.names)
    face = joined(face, _end(before, rate, "face"), _beginning(after, rate, "face"))
    levels = Track(felt.at(times) * goes_on[:, None], rate, felt.names)
    ends = _end(before, rate, "felt"), _beginning(after, rate, "felt")
    levels = lasting_levels(levels, *ends)
    target = replace(filling.target, start=first, heard=(), room=ALWAYS, pace=())
    return SampledTake(face, target, filling.takes[0].rig, fps, levels).keys()


def _end(take: _Take | None, rate: float, what: str) -> Track | None:
    """The last frames of a take, at another rate."""
    track = None if take is None else getattr(take, what)
    if take is None or track is None:
        return None
    return Track(track.at(take.seconds - np.arange(EDGE)[::-1] / rate), rate, track.names)


def _beginning(take: _Take | None, rate: float, what: str) -> Track | None:
    """The first frames of a take, at another rate."""
    track = None if take is None else getattr(take, what)
    return None if track is None else Track(track.at(np.arange(EDGE) / rate), rate, track.names)


def _together(clips: list[Clip]) -> Clip:
    """The keys of all gaps, a curve for each channel."""
    curves: dict[Channel, list[Curve]] = {}
    for curve in (curve for clip in clips for curve in clip.curves):
        curves.setdefault(curve.channel, []).append(curve)
    whole = tuple(_one_curve(found) for found in curves.values())
    return Clip(whole, clips[0].start, clips[-1].end) if clips else Clip((), 0.0, 0.0)


def _one_curve(found: list[Curve]) -> Curve:
    def joint(name: str) -> Array | None:
        parts = [getattr(curve, name) for curve in found]
        return None if any(one is None for one in parts) else np.concatenate(parts)

    arrays = {name: joint(name) for name in ("frames", "values", "left", "right")}
    return replace(found[0], **arrays, error=max(curve.error for curve in found))
