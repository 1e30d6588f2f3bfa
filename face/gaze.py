"""Gaze: fixations, glances aside, and looks at a target; the head follows, the eyes keep their aim.

Whoever speaks looks at the listener about 40 to 75 % of the time, whoever listens 75 to 95 %
(Argyle & Cook 1976; Lee, Badler & Badler 2002), and looks away as a long utterance begins and back
as it ends (Kendon 1967). A saccade takes 21 ms and 2.2 ms a degree (Carpenter 1988). The eyes
lead, the head follows some 50 ms later with a part of the way (Freedman & Sparks 1997), and the
eyes turn back by as much as it turns (the vestibulo-ocular reflex).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, exp, hypot, inf, log, sin

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import SpokenWord
from ..text.phrases import ends_sentence
from ..track import Array, Track, gaussian, runs, widened

CONTACT_S = {"speaking": 1.9, "listening": 3.4}
"""Mean seconds of a look at the listener, and at the speaker."""
AWAY_S = {"speaking": 1.15, "listening": 0.8}
"""Mean seconds of a glance aside."""
FIXATION_S = 0.5
"""Median seconds for which the eyes rest on one place of what they look at."""
AWAY, FARTHEST = 0.12, 0.32
"""Mean radians of a glance aside beyond the smallest, and the largest."""
SMALLEST = 0.07
PLACES = ((-0.02, -0.008), (0.02, -0.008), (0.0, 0.03))
"""Where the eyes rest in contact: on one eye, the other, half as often the mouth; yaw and pitch,
radians."""
BEGINS_AWAY, SILENCE_S = 0.5, 0.8
"""The share of utterances after a silence that begin with a look away, and how long it is."""

SACCADE_S, PER_RADIAN_S = 0.021, 0.126
"""Seconds of a saccade, and more a radian."""
LATENCY_S, CATCH = 0.16, 0.045
"""Seconds after which eyes follow a target that jumps, and by how many radians it must."""
PURSUIT = 0.7
"""Radians a second up to which eyes follow a moving target smoothly."""

SHARES, AWAY_SHARE = (0.75, 0.6), 0.25
"""The share of the head in looking at a target, yaw and pitch; and in a glance aside."""
HEAD_S, SETTLE = 0.05, 7.5
"""Seconds by which the head is later, and its settling (1/s, critically damped)."""
LARGE = 0.25
"""Radians from which a shift of gaze may bring a blink."""

EYE_APART_M = 0.031
"""Half the way between the eyes."""


_Place = tuple[float, float]
"""Yaw and pitch, radians."""


@dataclass(frozen=True)
class Gaze:
    """Where a character looks.

    aims       [frames, 2]  yaw and pitch of the line of sight from straight ahead, radians
    turns      [frames, 2]  what the head does of it
    vergence   [frames]     radians by which each eye turns inwards
    shifts     [n, 2]       seconds and radians of the large shifts
    """

    aims: Array
    turns: Array
    vergence: Array
    shifts: NDArray[np.float64]


@dataclass(frozen=True)
class _Fixation:
    """From when on the eyes rest on which place; away: not on the partner."""

    start: float
    place: _Place
    away: bool


def planned_gaze(
    content: Track,
    affect: Track,
    look: Array,
    amount: Array,
    rng: np.random.Generator,
    words: Sequence[SpokenWord] = (),
    glances: float = 1.0,
) -> Gaze:
    """Where the eyes look in a whole sound.

    look      [frames, partner.LOOK]  the target, if any
    amount    gain on what they do besides looking there, [frames]
    glances   how often they look away, times the usual
    """
    rate, frames = content.rate, len(content)
    fixations = list(_fixations(content, affect, rng, words, glances))
    places = np.array([f.place for f in fixations], np.float64).reshape(-1, 2)
    away = np.array([float(f.away) for f in fixations])
    places = np.concatenate([places, places * away[:, None]], axis=1)
    starts = np.array([f.start for f in fixations])
    rests, averted = np.split(amount[:, None] * _stepped(frames, rate, starts, places), 2, axis=1)
    weight = look[:, 3:]
    target, jumps = _followed(look[:, :2] * weight, rate)
    turns = _headed(target * SHARES + averted * AWAY_SHARE, rate)
    distance = np.maximum(look[:, 2], 0.1)
    vergence = look[:, 3] * np.arctan(EYE_APART_M / distance)
    shifts = _large([*_steps(fixations), *jumps])
    aims = (target + rests).astype(np.float32)
    return Gaze(aims, turns, vergence.astype(np.float32), shifts)


def _fixations(
    content: Track,
    affect: Track,
    rng: np.random.Generator,
    words: Sequence[SpokenWord],
    glances: float,
) -> Iterator[_Fixation]:
    """The rests of the eyes, one after another: contact and glances aside in turns."""
    speaks = widened(content["voice"], round(0.3 * content.rate)) > 0.5
    ends = [word.end for word in words if ends_sentence(word)]
    begins, chance = _beginnings(content, rng, glances), _Chance(rng)
    often, short = (affect[name] for name in ("aversion", "fixation"))
    sideways, down = (affect[name] for name in ("awayYaw", "awayPitch"))
    time, away = 0.0, False
    while time < content.duration:
        frame = min(int(time * content.rate), len(content) - 1)
        kind = "speaking" if speaks[frame] else "listening"
        stop = time + _dwell(kind, away, glances * float(often[frame]), chance)
        stop = min(stop, _next(ends, time + 0.3) if away else _next(begins, time + 0.1))
        drawn = (float(sideways[frame]), float(down[frame]))
        centre = _aside(chance, drawn) if away else (0.35 * drawn[0], 0.35 * drawn[1])
        yield from _within((time, min(stop, content.duration)), centre, away, short[frame], chance)
        time, away = stop, not away


class _Chance:
    """Numbers by chance, drawn many at once: one by one each takes as long as a hundred."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._even, self._normal = list[float](), list[float]()

    def even(self) -> float:
        """Evenly between 0 and 1."""
        if not self._even:
            self._even = self._rng.random(256).tolist()
        return self._even.pop()

    def normal(self) -> float:
        """Of the normal distribution."""
        if not self._normal:
            self._normal = self._rng.normal(size=256).tolist()
        return self._normal.pop()


def _dwell(kind: str, away: bool, often: float, chance: _Chance) -> float:
    """Seconds of a look: aside, or in contact, which lasts the longer the rarer glances are."""
    drawn = exp(-0.15 + 0.55 * chance.normal())
    if away:
        return max(0.3, AWAY_S[kind] * drawn)
    return max(0.5, CONTACT_S[kind] * drawn / max(often, 1e-6))


def _beginnings(content: Track, rng: np.random.Generator, glances: float) -> list[float]:
    """Seconds just before utterances that begin with a look away."""
    silent, rate = content["voice"] <= 0.5, content.rate
    long = [stop / rate for start, stop in runs(silent) if stop - start >= SILENCE_S * rate]
    taken = rng.random(len(long)) < BEGINS_AWAY * min(glances, 1.5)
    return [max(0.0, one - 0.3) for one, take in zip(long, taken, strict=True) if take]


def _next(times: Sequence[float], after: float) -> float:
    at = bisect_right(times, after)
    return times[at] if at < len(times) else inf


def _aside(chance: _Chance, drawn: _Place) -> _Place:
    """Where a glance aside goes, with what the emotion adds: more often down than up."""
    size = min(SMALLEST - AWAY * log(1 - chance.even()), FARTHEST)
    way = chance.even()
    steep = (-0.5 if way < 0.25 else 0.7 if way > 0.65 else 0.0) + 0.15 * chance.normal()
    side = 1.0 if chance.even() < 0.5 else -1.0
    return side * size * cos(steep) + drawn[0], size * sin(steep) + drawn[1]


def _within(
    span: tuple[float, float], centre: _Place, away: bool, longer: float, chance: _Chance
) -> Iterator[_Fixation]:
    """The fixations of one look."""
    time, stop = span
    while time < stop - 0.1 or time == span[0]:
        near = PLACES[min(int(chance.even() * 2.5), 2)]
        if away:
            near = (0.02 * chance.normal(), 0.02 * chance.normal())
        spread = (0.004 * chance.normal(), 0.004 * chance.normal())
        place = (centre[0] + near[0] + spread[0], centre[1] + near[1] + spread[1])
        yield _Fixation(time, place, away)
        time += max(0.18, FIXATION_S * longer * exp(0.5 * chance.normal()))


def _stepped(
    frames: int, rate: float, starts: NDArray[np.float64], places: NDArray[np.float64]
) -> Array:
    """The place at each frame [frames, n]: held, with a saccade from one to the next.

    places   [fixations, n], of which the first two are yaw and pitch
    """
    at = np.maximum(np.searchsorted(starts, np.arange(frames) / rate, side="right") - 1, 0)
    found = places[at].astype(np.float32)
    if len(starts) < 2:
        return found
    ways = np.diff(places, axis=0)
    lengths = SACCADE_S + PER_RADIAN_S * np.hypot(ways[:, 0], ways[:, 1])
    most = int(np.ceil(lengths.max() * rate)) + 1
    moving = np.ceil(starts[1:] * rate).astype(int)[:, None] + np.arange(most)
    share = eased((moving / rate - starts[1:, None]) / lengths[:, None])
    values = places[:-1, None] + ways[:, None] * share[:, :, None]
    inside = (moving < frames) & (share < 1)
    found[moving[inside]] = values[inside]
    return found


def eased(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """0..1 along the path of least jerk (Flash & Hogan 1985)."""
    x = np.clip(share, 0, 1)
    return x * x * x * (10 - 15 * x + 6 * x * x)


def _followed(target: Array, rate: float) -> tuple[Array, list[tuple[float, float]]]:
    """The eyes on a target [frames, 2] that moves: pursuit, and saccades where it jumps.

    Also returns the seconds and sizes of those saccades.
    """
    found, jumps = target.copy(), list[tuple[float, float]]()
    moves = np.linalg.norm(np.diff(found, axis=0), axis=1) * rate > PURSUIT
    for first, last in runs(moves):
        size = float(np.linalg.norm(target[last] - target[first]))
        if size < CATCH:
            continue
        start = first / rate + LATENCY_S
        length = SACCADE_S + PER_RADIAN_S * size
        stop = min(len(found), int(np.ceil((max(start, last / rate) + length) * rate)) + 1)
        share = eased((np.arange(first, stop) / rate - start) / length)[:, None]
        found[first:stop] = target[first] + (target[first:stop] - target[first]) * share
        jumps.append((start, size))
    return found, jumps


def _steps(fixations: Sequence[_Fixation]) -> Iterator[tuple[float, float]]:
    for one, other in zip(fixations[:-1], fixations[1:], strict=True):
        yield other.start, hypot(other.place[0] - one.place[0], other.place[1] - one.place[1])


def _large(shifts: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    found = sorted(shift for shift in shifts if shift[1] >= LARGE)
    return np.array(found).reshape(-1, 2)


def _headed(aims: Array, rate: float) -> Array:
    """The head on its way to `aims` [frames, 2]: later, and settling without a jerk."""
    since = np.arange(int(rate * (HEAD_S + 9 / SETTLE))) / rate - HEAD_S
    kernel = np.maximum(since, 0) * np.exp(-SETTLE * since)
    kernel = kernel / kernel.sum()
    padded = np.concatenate([np.repeat(aims[:1], len(kernel) - 1, 0), aims])
    columns = [np.convolve(column, kernel, "valid") for column in padded.T]
    return gaussian(np.stack(columns, 1).astype(np.float32), 0.03 * rate)
