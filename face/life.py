"""Life: blinks, saccades and head motion apart from emotion. Seeded, so that a take repeats.

Blinks fall into pauses and to the ends of phrases (Nakano & Kitazawa 2010), about 20 times a minute
in speech (Bentivoglio et al. 1997), the lid closing about twice as fast as it opens (VanderWerf et
al. 2003). Small saccades with long looks at the listener follow Lee, Badler & Badler (2002). The
head nods with the loudness of stressed syllables (Munhall et al. 2004) and the eyes keep their
target while it moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import SpokenWord
from ..text.phrases import phrase_ends
from ..track import Array, Track, gaussian
from .accents import accented, breathing, inhalations, raises
from .basis import index
from .guard import demand

BLINK_GAP = 2.6
"""Median seconds between two blinks; with its spread, about 20 a minute."""

CLOSE, SHUT, OPEN = 0.08, 0.03, 0.17
"""Seconds in which the lids of a blink close, stay and open."""

BLINK_S = CLOSE + SHUT + OPEN
"""Seconds of a whole blink."""

REACH = {"In": 0.6, "Out": 0.6, "Up": 0.4, "Down": 0.6}
"""Radians that an eye turns at eyeLook... = 1, as in recorded Live Link Face takes."""

_LIDS = [index("eyeBlinkLeft"), index("eyeBlinkRight")]
_WIDE = [index("eyeWideLeft"), index("eyeWideRight")]
_SQUINT = [index("eyeSquintLeft"), index("eyeSquintRight")]
_TURNS = [index("headYaw"), index("headPitch"), index("headRoll")]

Times = NDArray[np.float64]


@dataclass(frozen=True)
class Amounts:
    """Gains on the kinds of life: 1 as usual, 0 none. `blinks` is a gain on their rate."""

    blinks: float = 1.0
    gaze: float = 1.0
    head: float = 1.0
    accents: float = 1.0
    breath: float = 1.0


@dataclass(frozen=True)
class Life:
    """All that a face does besides what is said and felt.

    raises, breaths   [frames]     of the brows and of the breath, with their amounts; None: off
    turns             [frames, 3]  yaw, pitch and roll of the head, radians
    aims              [frames, 2]  yaw and pitch of the eyes, radians
    blinks            seconds at which lids begin to close
    """

    raises: Array | None
    breaths: Array | None
    turns: Array
    aims: Array
    blinks: Times


def enlivened(
    face: Array,
    content: Track,
    amounts: Amounts,
    seed: int,
    words: Sequence[SpokenWord] = (),
) -> Array:
    """`face` [frames, channels] with life added; the angles of the eyes agree with eyeLook."""
    return lively(face, content, planned(content, amounts, seed, words))


def planned(content: Track, amounts: Amounts, seed: int, words: Sequence[SpokenWord] = ()) -> Life:
    """The life of a whole sound; of the content, "voice" and "loudness" are enough."""
    lids, eyes, neck, brows = (np.random.default_rng([seed, kind]) for kind in range(4))
    turns = head_motion(content, neck) * amounts.head
    aims = (saccades(len(content), content.rate, eyes) - turns[:, :2]) * amounts.gaze
    blinks = amounts.blinks > 0
    return Life(
        amounts.accents * raises(content, brows, words) if amounts.accents > 0 else None,
        amounts.breath * inhalations(content, words) if amounts.breath > 0 else None,
        turns,
        aims.astype(np.float32),
        blink_times(content, lids, BLINK_GAP / amounts.blinks, words) if blinks else np.zeros(0),
    )


def lively(face: Array, content: Track, life: Life, first: int = 0) -> Array:
    """`face` [frames, channels] with the life of the frames from `first` on.

    A blink that begins before them is not seen: give BLINK_S of frames before those that count.
    """
    result, inside = face.copy(), slice(first, first + len(face))
    if life.raises is not None:
        accented(result, life.raises[inside])
    if life.breaths is not None:
        breathing(result, demand(content).closed[:, 0], life.breaths[inside])
    result[:, _TURNS] += life.turns[inside]
    _aim(result, life.aims[inside])
    _blink(result, np.ceil(life.blinks * content.rate).astype(int) - first, content.rate)
    return result


def blink_times(
    content: Track, rng: np.random.Generator, gap: float, words: Sequence[SpokenWord] = ()
) -> Times:
    """Seconds at which lids begin to close, about every `gap` s, moved to the starts of pauses, and
    to the ends of phrases where the words are known.
    """
    voice = content["voice"] > 0.5
    pauses = np.flatnonzero(voice[:-1] & ~voice[1:]) / content.rate
    pauses = np.sort(np.concatenate([pauses, phrase_ends(words)]))
    times: list[float] = []
    time = rng.uniform(0.3, 1) * gap
    while time < content.duration:
        nearest = _nearest(pauses, time)
        drawn = abs(nearest - time) < 0.7 and (not times or nearest > times[-1] + 0.5)
        times.append(float(nearest + rng.uniform(0, 0.15)) if drawn else time)
        time = times[-1] + max(0.5, gap * float(np.exp(rng.normal(0, 0.5))))
    return np.array(times)


def _nearest(times: Times, time: float) -> float:
    """The entry of the sorted `times` next to `time`; infinity where there is none."""
    at = int(np.searchsorted(times, time))
    return min(times[max(at - 1, 0) : at + 1].tolist(), key=lambda t: abs(t - time), default=np.inf)


def _lid(seconds: Times) -> Array:
    """How far the lids are shut, 0..1, at `seconds` after the beginning of a blink."""
    down = np.clip(seconds / CLOSE, 0, 1)
    up = np.clip((seconds - CLOSE - SHUT) / OPEN, 0, 1)
    return (down * down * (3 - 2 * down) * (1 - up) ** 2).astype(np.float32)


def _blink(face: Array, starts: NDArray[np.int64], rate: float) -> None:
    """Adds the blinks that begin at these frames; none while the emotion already shuts the eyes."""
    starts = starts[(starts >= 0) & (starts < len(face))]
    if not len(starts):
        return
    closing = np.zeros(len(face), np.float32)
    span = np.arange(int(np.ceil(BLINK_S * rate)) + 1)
    for start in starts:
        frames = start + span[: len(face) - start]
        if face[start, _LIDS].max() < 0.5:
            closing[frames] = np.maximum(closing[frames], _lid((frames - start) / rate))
    shut = closing[:, None]
    face[:, _LIDS] = np.maximum(face[:, _LIDS], shut)
    face[:, _WIDE] *= 1 - shut
    face[:, _SQUINT] *= 1 - 0.5 * shut


def saccades(frames: int, rate: float, rng: np.random.Generator) -> Array:
    """Where the eyes look away from straight ahead, [frames, yaw and pitch] radians.

    Looks at the listener alternate with glances beside; a saccade takes about 40 ms.
    """
    count = int(frames / rate / 0.4) + 2
    looks = np.maximum(0.4, rng.lognormal(np.log(1.1), 0.6, count))
    away = rng.random(count) < 0.35
    size = np.where(away, rng.exponential(0.05, count), rng.exponential(0.008, count))
    angle = rng.uniform(0, 2 * np.pi, count)
    aims = np.minimum(size, 0.14)[:, None] * np.stack([np.cos(angle), 0.5 * np.sin(angle)], 1)
    ends = np.cumsum(looks)
    steps = aims[np.searchsorted(ends, np.arange(frames) / rate)].astype(np.float32)
    return gaussian(steps, 0.012 * rate)


def _aim(face: Array, aims: Array) -> None:
    """Turns both eyes by `aims` [frames, yaw and pitch] from where the emotion looks.

    Yaw to the character's right and pitch down are positive, as in Live Link Face.
    """
    for side, right, left in (("Left", "In", "Out"), ("Right", "Out", "In")):
        face[:, index(f"{side.lower()}EyeYaw")] = _turn(face, side, (right, left), aims[:, 0])
        face[:, index(f"{side.lower()}EyePitch")] = _turn(face, side, ("Down", "Up"), aims[:, 1])


def _turn(face: Array, side: str, ways: tuple[str, str], by: Array) -> Array:
    """Turns an eye along two opposed eyeLook coefficients; its angle in radians, [frames]."""
    more, less = (face[:, index(f"eyeLook{way}{side}")] for way in ways)
    angle = more * REACH[ways[0]] - less * REACH[ways[1]] + by
    angle = np.clip(angle, -REACH[ways[1]], REACH[ways[0]]).astype(np.float32)
    more[:] = np.maximum(angle, 0) / REACH[ways[0]]
    less[:] = np.maximum(-angle, 0) / REACH[ways[1]]
    return angle


def head_motion(content: Track, rng: np.random.Generator) -> Array:
    """Yaw, pitch and roll of a speaking head, [frames, 3] radians: drift, and nods on stress."""
    frames, rate = len(content), content.rate
    seconds = np.arange(frames) / rate
    knots = rng.normal(size=(int(frames / rate / 0.7) + 2, 3)) * (0.06, 0.035, 0.03)
    drift = np.empty((frames, 3), np.float32)
    for axis in range(3):
        drift[:, axis] = np.interp(seconds, np.arange(len(knots)) * 0.7, knots[:, axis])
    calm = 0.35 + 0.65 * gaussian(content["voice"], 0.5 * rate)
    turns = gaussian(drift, 0.25 * rate) * calm[:, None]
    loudness = content["loudness"] * content["voice"]
    stress = gaussian(loudness, 0.1 * rate) - gaussian(loudness, 0.5 * rate)
    turns[:, 1] += 0.12 * np.maximum(stress, 0)
    return turns.astype(np.float32)
