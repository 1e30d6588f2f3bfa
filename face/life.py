"""Life: blinks, gaze and head motion beside words and emotion. Seeded, so that a take repeats.

What is drawn by chance is planned for a whole sound; stretches of the face then show their part of
it. At both ends of a sound head and eyes are at rest and the lids are open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..audio.speech import NonVerbal, SpokenWord
from ..text.stress import stress
from ..track import Array, Track
from . import head_motion, nonverbal
from .accents import accented, breathing, inhalations, raises
from .affect import calm
from .basis import index
from .blinks import (
    AWAKE_S,
    BLINK_S,
    LATE_S,
    LONGEST,
    Blinks,
    blink,
    drawn_blinks,
    no_blinks,
    planned_blinks,
)
from .eyes import aim
from .gaze import LARGE, Gaze, planned_gaze
from .gestures import answering
from .guard import Demand, demand
from .partner import Partner, looked

LONGEST_BLINK_S = BLINK_S * LONGEST + LATE_S
"""Seconds of the longest blink."""

SURE_SHIFT = 0.6
"""Radians of a shift of gaze that a blink always goes with."""

_TURNS = [index("headYaw"), index("headPitch"), index("headRoll")]


@dataclass(frozen=True)
class Amounts:
    """Gains on the kinds of life: 1 as usual, 0 none.

    blinks    on their rate
    gaze      on what the eyes do by themselves; they still look at a partner
    glances   on how often they look away
    head      on all that the head does by itself: its sway and its nods
    uneven    on the difference of the two lids of a blink
    sounds    on what laughs, sobs and breaths do that are heard
    """

    blinks: float = 1.0
    gaze: float = 1.0
    head: float = 1.0
    accents: float = 1.0
    breath: float = 1.0
    glances: float = 1.0
    sway: float = 1.0
    nods: float = 1.0
    uneven: float = 1.0
    sounds: float = 1.0


@dataclass(frozen=True)
class Life:
    """All that a face does besides what is said and felt.

    raises, breaths   [frames]     of the brows and of the breath, with their amounts; None: off
    turns             [frames, 3]  yaw, pitch and roll of the head, radians
    aims              [frames, 2]  yaw and pitch of the eyes in the head, radians
    vergence          [frames]     radians by which each eye turns inwards
    blinks            when lids close
    sounds            [frames, CHANNELS] what heard sounds add, with their amount; None: nothing
    """

    raises: Array | None
    breaths: Array | None
    turns: Array
    aims: Array
    vergence: Array
    blinks: Blinks
    sounds: Array | None = None


@dataclass(frozen=True)
class Cues:
    """What life goes by, beside what is heard in the content.

    words     where they are known: accents, breath and blinks go with them
    affect    what the emotion does to life, [frames, affect.NAMES]; None: nothing
    pitch     of the voice, semitones above its middle, [frames]; None: not known
    partner   whom the character looks at and listens to
    sounds    that are no words
    """

    words: Sequence[SpokenWord] = ()
    affect: Track | None = None
    pitch: Array | None = None
    partner: Partner = Partner()
    sounds: Sequence[NonVerbal] = ()


def enlivened(
    face: Array,
    content: Track,
    amounts: Amounts,
    seed: int,
    words: Sequence[SpokenWord] = (),
) -> Array:
    """`face` [frames, channels] with life added; the angles of the eyes agree with eyeLook."""
    life = planned(content, amounts, seed, Cues(words))
    return lively(face, demand(content), content.rate, life)


def planned(content: Track, amounts: Amounts, seed: int, cues: Cues = Cues()) -> Life:  # noqa: B008
    """The life of a whole sound; of the content, "voice" and "loudness" are enough."""
    chance = [np.random.default_rng([seed, len(content), kind]) for kind in range(5)]
    affect = cues.affect or calm(len(content), content.rate)
    words, loud = cues.words, stress(content, cues.words)
    talks = head_motion.talking(content)
    look = looked(cues.partner, len(content), content.rate)
    amount = np.float32(amounts.gaze) * head_motion.resting(len(content), content.rate)
    gaze = planned_gaze(content, affect, look, amount, chance[1], words, amounts.glances)
    turns = _turns(content, amounts, chance[2], cues, affect, (loud, talks))
    turns[:, :2] += min(amounts.head, 1) * gaze.turns
    return Life(
        amounts.accents * raises(loud, content.rate, chance[3]) if amounts.accents > 0 else None,
        _breaths(content, amounts, cues),
        turns,
        _in_head(gaze, turns, amounts, look[:, 3]),
        gaze.vergence,
        _blinks(content, amounts, (chance[0], chance[4]), words, affect, gaze, talks),
        _sounds(content, amounts, cues),
    )


def _breaths(content: Track, amounts: Amounts, cues: Cues) -> Array | None:
    """The breaths that speech needs, and those that are heard, [frames]; None: off."""
    heard = nonverbal.breathed(cues.sounds, len(content), content.rate)
    heard = None if heard is None or amounts.sounds <= 0 else amounts.sounds * heard
    if amounts.breath <= 0:
        return heard
    needed = amounts.breath * inhalations(content, cues.words)
    return needed if heard is None else np.maximum(needed, heard)


def _sounds(content: Track, amounts: Amounts, cues: Cues) -> Array | None:
    found = nonverbal.shown(cues.sounds, content["loudness"], content.rate)
    return None if found is None or amounts.sounds <= 0 else np.float32(amounts.sounds) * found


def _turns(
    content: Track,
    amounts: Amounts,
    rng: np.random.Generator,
    cues: Cues,
    affect: Track,
    heard: tuple[Array, Array],
) -> Array:
    """What the head does by itself, [frames, 3].

    heard   the stress of each frame, and how far somebody speaks, [frames]
    """
    loud, talks = heard
    given = (cues.words, loud, cues.pitch, affect["headSize"], amounts.sway, amounts.nods, talks)
    turns = head_motion.head_motion(content, rng, *given)
    answers = answering(len(content), content.rate, cues.partner.stresses, rng)
    return amounts.head * (turns + amounts.nods * answers)


def _in_head(gaze: Gaze, turns: Array, amounts: Amounts, weight: Array) -> Array:
    """How far the eyes turn in the head, which they keep their aim in, [frames, 2].

    weight   how far they look at a target, [frames]
    """
    kept = np.maximum(min(amounts.gaze, 1.0), weight)[:, None]
    return (gaze.aims - kept * turns[:, :2]).astype(np.float32)


def _blinks(
    content: Track,
    amounts: Amounts,
    chance: tuple[np.random.Generator, np.random.Generator],
    words: Sequence[SpokenWord],
    affect: Track,
    gaze: Gaze,
    talks: Array,
) -> Blinks:
    """Blinks of their own, and those that ride on shifts of gaze."""
    if amounts.blinks <= 0:
        return no_blinks()
    given = (affect, chance[0], amounts.blinks, words, amounts.uneven, talks)
    own, (times, sizes) = planned_blinks(content, *given), gaze.shifts.T
    sure = np.clip((sizes - LARGE) / (SURE_SHIFT - LARGE), 0.15, 1) * min(amounts.blinks, 1)
    taken = times[chance[1].random(len(times)) < sure]
    with_shifts = drawn_blinks(taken, affect, chance[1], amounts.uneven)
    return with_shifts.with_others(own).ended(content.duration - AWAKE_S)


def lively(face: Array, words: Demand, rate: float, life: Life, first: int = 0) -> Array:
    """`face` [frames, channels] with the life of the frames from `first` on.

    words   what they need of the lips: no breath parts lips that close
    A blink that begins before them is not seen: give LONGEST_BLINK_S of frames before those that
    count.
    """
    result, inside = face.copy(), slice(first, first + len(face))
    if life.raises is not None:
        accented(result, life.raises[inside])
    if life.breaths is not None:
        breathing(result, words.closed[:, 0], life.breaths[inside])
    if life.sounds is not None:
        nonverbal.sounding(result, life.sounds[inside])
    result[:, _TURNS] += life.turns[inside]
    aim(result, life.aims[inside], life.vergence[inside])
    blink(result, life.blinks, rate, first)
    return result
