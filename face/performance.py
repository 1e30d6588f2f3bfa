"""Performance: the network's words and emotion become one face, with closed lips and life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import VISEMES, NonVerbal, SpokenWord, sure_voice
from ..model.chunks import windows
from ..spool import ROWS, Spool, forget
from ..track import Array, Track, gaussian, widened
from . import guard, life
from .asymmetry import drawn_sides, uneven
from .basis import BLENDSHAPES, CHANNELS, HEAD, REGIONS, index
from .expressive import articulated, livelier
from .eyelids import open_eyed
from .partner import Partner

Face = Track
"""[frames, CHANNELS]: blendshapes 0..1, head and eyes in radians."""

SLOW = 0.12
"""Seconds (sigma) of the low-pass on the upper face: its emotion is slower than the mouth's."""

END_S = 0.12
"""Seconds before the end of a sound in which the mouth comes to rest."""

_SIDES = 9
"""The stream of chance that the two sides of the face are drawn from."""

_NEAR = 0.2
"""Seconds within which frames of what is heard are looked at together."""
_ROUNDING = 0.01
"""By which the visemes of a frame may miss 1."""
_UPPER = [index(name) for region in ("brows", "eyes", "cheeks") for name in REGIONS[region]]
_TURNS = [index(name) for name in HEAD]
_MOUTH = [index(name) for name in REGIONS["mouth"]]
_JAW = [index(name) for name in ("jawOpen", "mouthClose")]


@dataclass(frozen=True)
class Style:
    """How a performance is played. Amounts are gains: 1 as trained, 0 exactly off.

    articulation, jaw             the words: the whole mouth; the jaw within it
    closure                       how firmly the lips meet on p b m and touch the teeth on f v, 0..1
    brows, eyes, cheeks, mouth    the emotion, by region
    head, gaze                    head pose and motion; what the eyes do by themselves
    sway, nods                    within the head's motion: its posture; what belongs to the voice
    glances, blinks               how often the eyes look away, and blink, times the usual
    accents, breath               brows on stressed syllables; lips that part before a phrase
    sounds                        laughs, sobs and breaths that are heard; 0: laughs are mouthed
    asymmetry                     how differently an emotion moves the two sides of the face
    lead, smoothing               seconds: how early the face moves; sigma of the final low-pass
    seed                          another take of blinks, gaze, head and asymmetry
    person                        another person's asymmetry and life, with the same seed
    partner                       whom the character looks at and listens to
    """

    articulation: float = 1.0
    jaw: float = 1.0
    closure: float = 1.0
    brows: float = 1.0
    eyes: float = 1.0
    cheeks: float = 1.0
    mouth: float = 1.0
    head: float = 1.0
    gaze: float = 1.0
    sway: float = 1.0
    nods: float = 1.0
    glances: float = 1.0
    blinks: float = 1.0
    accents: float = 1.0
    breath: float = 1.0
    sounds: float = 1.0
    asymmetry: float = 1.0
    lead: float = 0.0
    smoothing: float = 0.01
    seed: int = 0
    person: int = 0
    partner: Partner = Partner()

    @property
    def chance(self) -> int:
        """The seed of all that is drawn by chance: other for each person."""
        return self.seed + (self.person << 32)


@dataclass(frozen=True)
class Voice:
    """How something is said, as far as the face goes by it; None: not known.

    pitch        [frames, 1]             semitones above the voice's own middle
    expressive   [frames, 1]             how far articulation, accents and head go beyond a calm
                                         speaker's
    affect       [frames, affect.NAMES]  what the emotion does to blinks, gaze and head
    sounds                               what is heard that is no word
    """

    pitch: Track | None = None
    expressive: Track | None = None
    affect: Track | None = None
    sounds: Sequence[NonVerbal] = ()


def person_of(name: str) -> int:
    """The number of a character, by its name: the same in every session."""
    return crc32(name.encode("utf-8", "surrogatepass"))


def perform(
    speech_out: Array,
    emotion_out: Array,
    content: Track,
    style: Style | None = None,
    words: Sequence[SpokenWord] = (),
    voice: Voice | None = None,
) -> Face:
    """The face of the words `speech_out` and the emotion offset `emotion_out`, [frames, channels].

    content   what was heard [frames, CONTENT], at the same frames
    words     where they are known: accents, breath, blinks and the head go with them
    voice     how it is said, and what is felt
    An offset of 0 everywhere gives exactly the neutral performance.
    """
    style, voice = style or Style(), voice or Voice()
    stronger = None if voice.expressive is None else _ahead(voice.expressive, style)
    alive = _life(content, style, words, voice)
    alive = alive if stronger is None else livelier(alive, stronger, min(style.gaze, 1.0))
    chance = np.random.default_rng([style.chance, len(content), _SIDES])
    sides = drawn_sides(len(content), content.rate, style.asymmetry, chance)
    times, rate, reach, made = content.times, content.rate, _reach(style, content.rate), Spool()
    for window in windows(len(content), ROWS, reach):
        given = slice(window.first, window.last)
        spoken, felt, heard = (
            _led(values, rate, given, times, style)
            for values in (speech_out, emotion_out, content.values)
        )
        within = replace(content, values=heard)
        left = np.arange(len(content) - given.start - 1, len(content) - given.stop - 1, -1)
        if stronger is not None:
            spoken = articulated(spoken, stronger[given])
        needs = guard.demand(within)
        face = _played(spoken, felt, within, needs, style, _rest(left, rate), sides[given])
        made.add(life.lively(face, needs, rate, alive, given.start)[window.inside])
        for values in (speech_out, emotion_out, content.values):
            forget(values)
    return Track(made.array(), rate, CHANNELS)


def _ahead(track: Track, style: Style) -> Array:
    """The values of a whole track, ahead of the sound by the style's lead."""
    return _led(track.values, track.rate, slice(0, len(track)), track.times, style)


def _life(content: Track, style: Style, words: Sequence[SpokenWord], voice: Voice) -> life.Life:
    """What the face does besides, ahead of the sound by the style's lead."""
    names, affect, pitch = ("voice", "loudness"), voice.affect, voice.pitch
    values = _ahead(Track(np.stack([content[n] for n in names], 1), content.rate), style)
    cues = life.Cues(
        [replace(w, start=w.start - style.lead, end=w.end - style.lead) for w in words],
        None if affect is None else replace(affect, values=_ahead(affect, style)),
        None if pitch is None else _ahead(pitch, style)[:, 0],
        style.partner,
        [replace(s, start=s.start - style.lead, end=s.end - style.lead) for s in voice.sounds],
    )
    return life.planned(Track(values, content.rate, names), _amounts(style), style.chance, cues)


def _amounts(style: Style) -> life.Amounts:
    shared = (f.name for f in fields(life.Amounts) if f.name != "uneven")
    return life.Amounts(**{name: getattr(style, name) for name in shared}, uneven=style.asymmetry)


def _reach(style: Style, rate: float) -> int:
    """Frames of context with which a stretch of a face is played as in the whole."""
    return int(np.ceil((3 * (SLOW + style.smoothing) + life.LONGEST_BLINK_S + _NEAR) * rate)) + 4


def _played(
    spoken: Array,
    felt: Array,
    content: Track,
    needs: guard.Demand,
    style: Style,
    rest: Array,
    sides: Array,
) -> Array:
    """A stretch of the face without life, [frames, channels]; rest [frames] at the end of all.

    needs   what the words need of the lips
    sides   what is stronger, [frames, regions]
    """
    lips = guard.met(spoken, content, needs)
    lips = lips.scaled(min(1.0, 2 * style.articulation) * style.closure)
    felt = uneven(_slowed(_emphasised(felt, style), content.rate), sides)
    felt = guard.parted(guard.rested(open_eyed(felt), speaking(content)), spoken)
    felt = guard.damped(guard.rounded(felt, spoken), lips)
    face = _articulated(spoken, content, needs, style, rest) + felt
    face = gaussian(face, style.smoothing * content.rate)
    np.clip(face[:, : len(BLENDSHAPES)], 0, 1, out=face[:, : len(BLENDSHAPES)])
    return guard.guarded(face, lips)


def _led(
    values: Array, rate: float, inside: slice, times: NDArray[np.float64], style: Style
) -> Array:
    """The frames `inside` of `values`, which stand at `times`, ahead by the style's lead."""
    if style.lead == 0:
        return values[inside]
    return Track(values, rate).at(times[inside] + style.lead)


def _articulated(
    spoken: Array, content: Track, needs: guard.Demand, style: Style, rest: Array
) -> Array:
    """The mouth of the words, at rest where nobody speaks."""
    result = np.zeros_like(spoken)
    result[:, _MOUTH] = spoken[:, _MOUTH] * np.float32(style.articulation)
    result[:, _JAW] *= np.float32(style.jaw)
    strength = _strength(content)
    if strength.any():
        result[:, _MOUTH] *= 1 + strength
        # a stronger closure presses the lips, and drops no jaw
        result[:, _JAW] /= 1 + np.maximum(strength, 0) * np.maximum(needs.closed, needs.teeth)
    return result * (speaking(content) * rest)[:, None]


def _strength(content: Track) -> Array:
    """How much further than usual the mouth goes, [frames, 1]: 0 where it was only heard.

    Visemes sum to 1 in what is heard, and to more or less where a user made one stronger or weaker.
    """
    whole = content.values[:, : len(VISEMES)].sum(1, keepdims=True)
    return np.where(np.abs(whole - 1) > _ROUNDING, whole - 1, 0).astype(np.float32)


def speaking(content: Track) -> Array:
    """Whether somebody speaks, [frames], 0..1: opening just before the voice; 0 in silence."""
    sure = sure_voice(content["voice"])
    return gaussian(widened(sure, round(0.08 * content.rate)), 0.03 * content.rate)


def _rest(left: NDArray[np.int64], rate: float) -> Array:
    """How far the mouth is from its rest at the end, 0..1, where so many frames are left.

    It comes to rest also where a sound breaks off in the middle of a word.
    """
    return np.clip(left / (END_S * rate), 0, 1).astype(np.float32)


def _emphasised(felt: Array, style: Style) -> Array:
    """The emotion offset, each region by its amount."""
    amounts = np.ones(len(CHANNELS), np.float32)
    for region, names in REGIONS.items():
        amounts[[index(name) for name in names]] = getattr(style, region)
    amounts[_TURNS] = style.head
    return felt * amounts


def _slowed(felt: Array, rate: float) -> Array:
    """The emotion offset, low-passed on the upper face and the head."""
    columns = _UPPER + _TURNS
    felt[:, columns] = gaussian(felt[:, columns], SLOW * rate)
    return felt
