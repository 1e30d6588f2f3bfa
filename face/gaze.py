"""Gaze: fixations, glances aside, and looks at a target; the head follows, the eyes keep their aim.

Whoever speaks looks at the listener about 40 to 75 % of the time, whoever listens 75 to 95 %
(Argyle & Cook 1976; Lee, Badler & Badler 2002), and looks away as a long utterance begins and back
as it ends (Kendon 1967). A saccade takes 21 ms and 2.2 ms a degree (Carpenter 1988). The eyes
lead, the head follows some 50 ms later with a part of the way (Freedman & Sparks 1997), and the
eyes turn back by as much as it turns (the vestibulo-ocular reflex).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import SpokenWord
from ..text.phrases import ends_sentence
from ..track import Array, Track, gaussian, runs

CONTACT_S = {"speaking": 1.9, "listening": 3.4}
"""Mean seconds of a look at the listener, and at the speaker."""
AWAY_S = {"speaking": 1.15, "listening": 0.8}
"""Mean seconds of a glance aside."""
FIXATION_S = 0.5
"""Median seconds for which the eyes rest on one place of what they look at."""
SHORTEST_CONTACT_S, SHORTEST_AWAY_S = 0.5, 0.3
"""Seconds of a look at the least."""
SHORTEST_REST_S, BEFORE_LOOK_S = 0.18, 0.1
"""Seconds of a fixation at the least, and before the next look in which none begins."""
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
HEAD_S, SETTLE, SOFT_S = 0.05, 7.5, 0.03
"""Seconds by which the head is later, its settling (1/s, critically damped), and the seconds
(sigma) over which it is smoothed."""
LARGE = 0.25
"""Radians from which a shift of gaze may bring a blink."""

EYE_APART_M = 0.031
"""Half the way between the eyes."""


Times = NDArray[np.float64]


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
    shifts: Times


@dataclass(frozen=True)
class _Fixations:
    """Rests of the eyes, one after another.

    starts  [fixations]     seconds from which they rest
    places  [fixations, 2]  yaw and pitch of what they rest on, radians
    away    [fixations]     whether that is not the partner
    """

    starts: Times
    places: Times
    away: NDArray[np.bool_]


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
    fixations = _fixations(content, affect, rng, words, glances)
    places = np.hstack([fixations.places, fixations.places * fixations.away[:, None]])
    sizes = np.linalg.norm(np.diff(fixations.places, axis=0), axis=1)
    lengths = SACCADE_S + PER_RADIAN_S * sizes
    aims = amount[:, None] * stepped(frames, rate, fixations.starts, places, lengths)
    aims, turns = aims[:, :2], np.float32(AWAY_SHARE) * aims[:, 2:]
    jumps, vergence = list[tuple[float, float]](), np.zeros(frames, np.float32)
    if look[:, 3].any():
        target, jumps = _followed(look[:, :2] * look[:, 3:], rate)
        aims, turns = aims + target, turns + target * np.array(SHARES, np.float32)
        vergence = look[:, 3] * np.arctan(EYE_APART_M / np.maximum(look[:, 2], 0.1))
    shifts = _large(np.stack([fixations.starts[1:], sizes], 1), jumps)
    return Gaze(aims, _headed(turns, rate), vergence, shifts)


def _fixations(
    content: Track,
    affect: Track,
    rng: np.random.Generator,
    words: Sequence[SpokenWord],
    glances: float,
) -> _Fixations:
    """The rests of the eyes: contact and glances aside in turns, from rest to rest in each."""
    begins = np.array(_looks(content, affect["aversion"] * glances, rng, words, glances))
    looks, longer = len(begins), affect["fixation"]
    frame = np.minimum((begins * content.rate).astype(int), len(content) - 1)
    away = np.arange(looks) % 2 == 1
    drawn = np.stack([affect["awayYaw"][frame], affect["awayPitch"][frame]], 1)
    centres = np.where(away[:, None], drawn + _asides(looks, rng), 0.35 * drawn)
    starts, of = _rests(begins, content.duration, longer, content.rate, rng)
    near = np.array(PLACES)[np.minimum(rng.random(len(of)) * 2.5, 2).astype(int)]
    near = np.where(away[of, None], 0.02 * rng.normal(size=near.shape), near)
    places = centres[of] + near + 0.004 * rng.normal(size=near.shape)
    return _Fixations(starts, places, away[of])


def _looks(
    content: Track,
    often: Array,
    rng: np.random.Generator,
    words: Sequence[SpokenWord],
    glances: float,
) -> list[float]:
    """Seconds at which looks begin: the first is in contact, each other one aside.

    often   how often the eyes look away, [frames], times the usual
    """
    near = np.concatenate([[0], np.cumsum(content["voice"] > 0.5)])
    reach, last = round(0.3 * content.rate), len(content) - 1
    turns = [word.end for word in words if ends_sentence(word)], _beginnings(content, rng, glances)
    drawn = np.exp(-0.15 + 0.55 * rng.normal(size=_most(content.duration))).tolist()
    found, time, away = list[float](), 0.0, False
    while time < content.duration:
        found.append(time)
        at = min(int(time * content.rate), last)
        speaks = near[min(at + reach, last) + 1] > near[max(at - reach, 0)]
        kind = "speaking" if speaks else "listening"
        lasts = _dwell(kind, away, float(often[at]), drawn[len(found) - 1])
        time = min(time + lasts, _next(turns[0], time + 0.3) if away else _next(turns[1], time))
        away = not away
    return found


def _most(seconds: float) -> int:
    """More looks than fit in so many seconds."""
    return int(seconds / min(SHORTEST_AWAY_S, SHORTEST_CONTACT_S)) + 2


def _dwell(kind: str, away: bool, often: float, drawn: float) -> float:
    """Seconds of a look: aside, or in contact, which lasts the longer the rarer glances are."""
    if away:
        return max(SHORTEST_AWAY_S, AWAY_S[kind] * drawn)
    return max(SHORTEST_CONTACT_S, CONTACT_S[kind] * drawn / max(often, 1e-6))


def _beginnings(content: Track, rng: np.random.Generator, glances: float) -> list[float]:
    """Seconds just before utterances that begin with a look away."""
    silent, rate = content["voice"] <= 0.5, content.rate
    long = [stop / rate for start, stop in runs(silent) if stop - start >= SILENCE_S * rate]
    taken = rng.random(len(long)) < BEGINS_AWAY * min(glances, 1.5)
    return [max(0.0, one - 0.3) for one, take in zip(long, taken, strict=True) if take]


def _next(times: Sequence[float], after: float) -> float:
    """The first of the sorted times that is a tenth of a second later, or more."""
    at = bisect_right(times, after + 0.1)
    return times[at] if at < len(times) else inf


def _asides(count: int, rng: np.random.Generator) -> Times:
    """Where glances aside go, [count, 2]: more often down than up."""
    size: Times = np.minimum(SMALLEST + rng.exponential(AWAY, count), FARTHEST)
    way, side = rng.random(count), np.where(rng.random(count) < 0.5, -1.0, 1.0)
    steep = np.where(way < 0.25, -0.5, np.where(way > 0.65, 0.7, 0.0))
    steep = steep + 0.15 * rng.normal(size=count)
    return np.stack([side * size * np.cos(steep), size * np.sin(steep)], 1)


def _rests(
    begins: Times, duration: float, longer: Array, rate: float, rng: np.random.Generator
) -> tuple[Times, NDArray[np.int64]]:
    """Seconds at which the eyes come to rest, and the look that each belongs to.

    begins   of the looks, seconds
    longer   gain on how long a rest is, [frames]
    """
    passed = np.concatenate([[0.0], np.cumsum(1 / longer) / rate])
    lasts = FIXATION_S * np.exp(0.5 * rng.normal(size=int(passed[-1] / SHORTEST_REST_S) + 1))
    ends = np.cumsum(np.maximum(lasts, SHORTEST_REST_S))
    within = np.interp(ends[ends < passed[-1]], passed, np.arange(len(passed)) / rate)
    look = np.searchsorted(begins, within, side="right") - 1
    until = np.append(begins, duration)[look + 1] - within
    within = within[(within - begins[look] >= SHORTEST_REST_S) & (until >= BEFORE_LOOK_S)]
    starts = np.sort(np.concatenate([begins, within]))
    return starts, np.searchsorted(begins, starts, side="right") - 1


def stepped(frames: int, rate: float, starts: Times, places: Times, lengths: Times) -> Array:
    """The place at each frame [frames, n]: held, with an even way from one to the next.

    starts    [k]       seconds from which each place counts
    places    [k, n]    of which
    lengths   [k - 1]   seconds of the way to each but the first
    """
    at = np.maximum(np.searchsorted(starts, np.arange(frames) / rate, side="right") - 1, 0)
    found = places[at].astype(np.float32)
    if len(starts) < 2:
        return found
    most = int(np.ceil(lengths.max() * rate)) + 1
    moving = np.ceil(starts[1:] * rate).astype(int)[:, None] + np.arange(most)
    share = eased((moving / rate - starts[1:, None]) / lengths[:, None])
    until = np.minimum(np.append(np.ceil(starts[2:] * rate), frames), frames)
    inside = (moving < until[:, None]) & (share < 1)
    step, _ = np.nonzero(inside)
    left = (1 - share[inside])[:, None]
    found[moving[inside]] -= ((places[1:] - places[:-1])[step] * left).astype(np.float32)
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


def _large(steps: Times, jumps: Sequence[tuple[float, float]]) -> Times:
    """Those that a blink may go with, in their order, [n, 2]."""
    found = np.concatenate([steps, np.array(jumps).reshape(-1, 2)])
    found = found[found[:, 1] >= LARGE]
    return found[np.argsort(found[:, 0], kind="stable")]


def _headed(aims: Array, rate: float) -> Array:
    """The head on its way to `aims` [frames, 2]: later, and settling without a jerk."""
    since = np.arange(int(rate * (HEAD_S + 9 / SETTLE))) / rate - HEAD_S
    late, early = np.maximum(since, 0) * np.exp(-SETTLE * since), int(np.ceil(3 * SOFT_S * rate))
    kernel = gaussian(np.pad(late / late.sum(), early), SOFT_S * rate)
    padded = np.pad(aims, ((len(kernel) - 1 - early, early), (0, 0)), mode="edge")
    found = np.empty_like(aims)
    for axis in range(2):
        found[:, axis] = np.convolve(padded[:, axis], kernel, "valid")
    return found
