"""The level of a voice: the raw score of intensity at which that voice is calm.

Microphone, language and throat move the score of a voice a little (measured: docs/models.md). All
lines of one voice share that level, so that calm and shouted ones keep their distance. It is read
from a stretch that the artist marks as neutral, or from the calmest of the voice's lines; there it
is bounded by how far calm voices differ, since ten lines may all be shouted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ..errors import SoundError
from ..tables import number_of
from ..track import Track
from .intensity import COMMON, heard_intensity
from .speech import Speech, sure_voice

CALMEST = 0.25
"""The share of a voice's speech that is taken for calm, where nothing is marked."""
FURTHEST = 0.2
"""How far the level of a voice may lie from COMMON, where nothing is marked."""
SHORTEST_S = 0.5
"""Seconds of speech that a stretch needs, to tell the level of its voice."""
ENOUGH_S = 10.0
"""Seconds of speech from which a longer line counts no more."""

NO_STRETCH = "'{text}' is no stretch: give seconds as 0.4-2.1, or yes for the whole recording."
NO_SPEECH = (
    "Too little is said in {name}{where}: mark half a second or more of calm speech as neutral."
)


Stretch = tuple[float, float]
"""The seconds between which something is said."""
WHOLE: Stretch = (0.0, np.inf)
"""All of a recording."""


@dataclass(frozen=True)
class LineLevel:
    """What one line tells of its voice: seconds of speech, and the raw score in their middle."""

    seconds: float
    score: float


def parse_stretch(text: str) -> Stretch:
    """Reads seconds as "0.4-2.1"; "yes" is all of it. Raises SoundError for anything else."""
    if text.strip().casefold() == "yes":
        return WHOLE
    start, _, end = text.partition("-")
    try:
        found = number_of(start), number_of(end)
    except ValueError:
        found = (0.0, 0.0)
    if not 0 <= found[0] < found[1] < np.inf:
        raise SoundError(NO_STRETCH.format(text=text))
    return found


def line_level(speech: Speech, stretch: Stretch = WHOLE) -> LineLevel:
    """The level of a line, or of a stretch of it."""
    if speech.score is None:
        return LineLevel(0.0, COMMON)
    times = speech.score.times
    spoken = sure_voice(speech.content["voice"]) > 0.5
    inside = spoken & (times >= stretch[0]) & (times < stretch[1])
    scores = speech.score.values[inside, 0]
    middle = float(np.median(scores)) if len(scores) else COMMON
    return LineLevel(len(scores) / speech.score.rate, round(middle, 5))


def neutral_level(speech: Speech, name: str, stretch: Stretch = WHOLE) -> LineLevel:
    """The level of a stretch that is marked as neutral.

    name   of the sound, for the user. Raises SoundError where too little is said there.
    """
    found, (start, end) = line_level(speech, stretch), stretch
    if found.seconds < SHORTEST_S:
        where = f" between {start:g} and {end:g} s" if np.isfinite(end) else ""
        raise SoundError(NO_SPEECH.format(name=name, where=where))
    return found


def level_of_neutral(marked: Iterable[LineLevel]) -> float:
    """The level of a voice of which these stretches are marked as neutral: their mean by time."""
    found = sorted((line.score, line.seconds) for line in marked)
    total = sum(seconds for _, seconds in found)
    return round(sum(score * seconds for score, seconds in found) / total, 5)


def level_of_lines(lines: Iterable[LineLevel]) -> float:
    """The level of the voice that says these lines, of which none is marked as neutral.

    The score below which CALMEST of the speech lies, at most FURTHEST from COMMON. The order of the
    lines does not matter; COMMON where there are none.
    """
    ordered = sorted((line.score, line.seconds) for line in lines if line.seconds >= SHORTEST_S)
    if not ordered:
        return COMMON
    scores = np.array([score for score, _ in ordered])
    seconds = np.minimum([seconds for _, seconds in ordered], ENOUGH_S)
    middles = np.cumsum(seconds) - seconds / 2
    calm = float(np.interp(CALMEST * seconds.sum(), middles, scores))
    return round(COMMON + float(np.clip(calm - COMMON, -FURTHEST, FURTHEST)), 5)


def at_level(speech: Speech, calm: float) -> Speech:
    """The speech with its intensity as that of a voice which is calm at that raw score."""
    if speech.score is None or calm == COMMON:
        return speech
    raw, voice = speech.score.values[:, 0], speech.content["voice"]
    curve = heard_intensity(raw, voice, speech.score.rate, calm)[:, None]
    return replace(speech, intensity=Track(curve, speech.score.rate, ("intensity",)))
