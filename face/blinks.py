"""Blinks: when lids close, how far, how long, and on which side first. Seeded.

About 20 a minute in speech (Bentivoglio et al. 1997), drawn to pauses and the ends of phrases
(Nakano & Kitazawa 2010). The lid closes about twice as fast as it opens (VanderWerf et al. 2003).
About one in eight is incomplete (Portello, Rosenfield & Chu 2013 count more at screens), some are
double, and shifts of gaze bring one along, the more surely the larger they are (Evinger et al.
1994).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import SpokenWord
from ..text.phrases import phrase_ends
from ..track import Array, Track, smoothstep
from .basis import index
from .head_motion import talking

BLINK_GAP = 2.6
"""Median seconds between two blinks; with its spread, about 20 a minute."""
QUIET = 0.72
"""How often those blink who listen, of how often those do who speak (Bentivoglio et al. 1997)."""
CLOSE, SHUT, OPEN = 0.08, 0.03, 0.17
"""Seconds in which the lids of a blink close, stay and open."""
BLINK_S = CLOSE + SHUT + OPEN
"""Seconds of a usual blink."""
LONGEST = 1.8
"""No blink lasts longer, in usual blinks."""
SPREAD = 0.14
"""Sigma of how much longer or shorter one is, as a logarithm."""

HALF, DEPTH = 0.13, (0.45, 0.8)
"""The share of incomplete blinks, and how far they go."""
DOUBLE, AGAIN_S = 0.06, (0.34, 0.5)
"""The share of blinks that come twice, and the seconds until the second begins."""
UNEVEN, LATE_S = 0.05, 0.008
"""Sigma of how much less far one lid goes, and the seconds by which it may be later."""
AWAKE_S = 0.1
"""Seconds before the end of a sound in which no blink is left."""
DRAWN_S = 0.7
"""Seconds from which a pause draws a blink."""

_SIDES = ("Left", "Right")
_LIDS = [index(f"eyeBlink{side}") for side in _SIDES]
_WIDE = [index(f"eyeWide{side}") for side in _SIDES]
_SQUINT = [index(f"eyeSquint{side}") for side in _SIDES]

Times = NDArray[np.float64]


@dataclass(frozen=True)
class Blinks:
    """Blinks by the time of their beginning.

    starts   [blinks]         seconds at which lids begin to close
    lengths  [blinks]         how long each lasts, in usual blinks
    depths   [blinks, sides]  how far the left and the right lid close, 0..1
    lags     [blinks, sides]  seconds by which a lid is later
    """

    starts: Times
    lengths: Times
    depths: Times
    lags: Times

    def __len__(self) -> int:
        return len(self.starts)

    def inside(self, first: float, last: float) -> Blinks:
        """Those that begin between two times (s)."""
        return self.chosen((self.starts >= first) & (self.starts < last))

    def ended(self, end: float) -> Blinks:
        """Those that are over at a time (s)."""
        return self.chosen(self.starts + self.lengths * BLINK_S + LATE_S <= end)

    def with_others(self, other: Blinks) -> Blinks:
        """Together with others; of two that touch, these stay."""
        mine, length = self.starts, BLINK_S * LONGEST
        near = (np.abs(mine - other.starts[:, None]) < length).any(1)
        return self.merged(other.chosen(~near))

    def merged(self, other: Blinks) -> Blinks:
        """Together with others, in the order of their beginnings, whether or not they touch."""
        order = np.argsort(np.concatenate([self.starts, other.starts]), kind="stable")
        parts = zip(vars(self).values(), vars(other).values(), strict=True)
        return Blinks(*(np.concatenate(pair)[order] for pair in parts))

    def chosen(self, mask: NDArray[np.bool_] | NDArray[np.int64]) -> Blinks:
        """Those of a mask, or of those numbers."""
        return Blinks(*(values[mask] for values in vars(self).values()))


def no_blinks() -> Blinks:
    """None at all."""
    return Blinks(np.zeros(0), np.zeros(0), np.zeros((0, 2)), np.zeros((0, 2)))


def planned_blinks(
    content: Track,
    affect: Track,
    rng: np.random.Generator,
    rate: float,
    words: Sequence[SpokenWord] = (),
    uneven: float = 1.0,
    talks: Array | None = None,
) -> Blinks:
    """The blinks of a whole sound, `rate` times the usual; none is left at its end.

    affect   what the emotion does to them, [frames, affect.NAMES]
    uneven   gain on the difference between left and right
    talks    how far somebody speaks, [frames], where it is known already
    """
    talks = talking(content) if talks is None else talks
    often = affect["blinkRate"] * (QUIET + (1 - QUIET) * talks)
    times = blink_times(content, rng, BLINK_GAP / rate, words, often)
    doubled = times[rng.random(len(times)) < DOUBLE]
    again = drawn_blinks(doubled + rng.uniform(*AGAIN_S, len(doubled)), affect, rng, uneven)
    found = drawn_blinks(times, affect, rng, uneven)
    return found.merged(again).ended(content.duration - AWAKE_S)


def drawn_blinks(starts: Times, affect: Track, rng: np.random.Generator, uneven: float) -> Blinks:
    """Blinks that begin at these seconds, each as long and as deep as chance has it."""
    count = len(starts)
    frames = np.clip((starts * affect.rate).astype(int), 0, max(len(affect) - 1, 0))
    slow = affect["blinkLength"][frames] if len(affect) else np.ones(count)
    lengths = np.clip(slow * np.exp(rng.normal(0, SPREAD, count)), 0.5, LONGEST)
    depth = np.where(rng.random(count) < HALF, rng.uniform(*DEPTH, count), 1.0)
    less = np.clip(uneven * np.abs(rng.normal(0, UNEVEN, count)), 0, 0.25)
    right = rng.random(count) < 0.5
    sides = np.stack([~right, right], 1)
    lags = sides * (min(uneven, 1.0) * rng.uniform(0, LATE_S, count))[:, None]
    return Blinks(starts, lengths, depth[:, None] * (1 - sides * less[:, None]), lags)


def blink_times(
    content: Track,
    rng: np.random.Generator,
    gap: float,
    words: Sequence[SpokenWord] = (),
    rate: Array | None = None,
) -> Times:
    """Seconds at which lids begin to close, about every `gap` s, moved to the starts of pauses, and
    to the ends of phrases where the words are known.

    rate   gain on how often they do, [frames]
    """
    voice = content["voice"] > 0.5
    pauses = np.flatnonzero(voice[:-1] & ~voice[1:]) / content.rate
    pauses = np.sort(np.concatenate([pauses, phrase_ends(words)])).tolist()
    often = None if rate is None else rate.tolist()
    times: list[float] = []
    time = rng.uniform(0.3, 1) * gap
    while time < content.duration:
        nearest = _nearest(pauses, time)
        drawn = abs(nearest - time) < DRAWN_S and (not times or nearest > times[-1] + 0.5)
        times.append(nearest + rng.uniform(0, 0.15) if drawn else time)
        here = gap if often is None else gap / often[int(time * content.rate)]
        time = times[-1] + max(0.5, here * exp(rng.normal(0, 0.5)))
    return np.array(times)


def _nearest(times: list[float], time: float) -> float:
    """The entry of the sorted `times` next to `time`; infinity where there is none."""
    at = bisect_left(times, time)
    return min(times[max(at - 1, 0) : at + 1], key=lambda t: abs(t - time), default=inf)


def _lid(seconds: Times) -> Array:
    """How far the lids are shut, 0..1, at `seconds` after the beginning of a usual blink."""
    down = np.clip(seconds / CLOSE, 0, 1)
    up = np.clip((seconds - CLOSE - SHUT) / OPEN, 0, 1)
    return (smoothstep(down) * (1 - up) ** 2).astype(np.float32)


def _closing(frames: int, rate: float, begun: NDArray[np.int64], blinks: Blinks) -> Array:
    """How far the lids are shut, [frames, sides], by blinks that begin at those frames."""
    found = np.zeros((frames, 2), np.float32)
    longest = BLINK_S * float(blinks.lengths.max()) + LATE_S
    since = np.arange(int(np.ceil(longest * rate)) + 1)
    late = since[:, None] / rate - blinks.lags[:, None]
    lids = blinks.depths[:, None].astype(np.float32) * _lid(late / blinks.lengths[:, None, None])
    at = begun[:, None] + since
    np.maximum.at(found, at[at < frames], lids[at < frames])
    return found


def blink(face: Array, blinks: Blinks, rate: float, first: int = 0) -> None:
    """Adds the blinks to `face` [frames, channels], whose first frame is `first` of the sound.

    None while the emotion already shuts the eyes.
    """
    begun = np.ceil((blinks.starts - first / rate) * rate - 1e-9).astype(int)
    inside = np.flatnonzero((begun >= 0) & (begun < len(face)))
    seen = inside[face[begun[inside]][:, _LIDS].max(1) < 0.5]
    if not len(seen):
        return
    closing = _closing(len(face), rate, begun[seen], blinks.chosen(seen))
    face[:, _LIDS] = np.maximum(face[:, _LIDS], closing)
    face[:, _WIDE] *= 1 - closing
    face[:, _SQUINT] *= 1 - 0.5 * closing
