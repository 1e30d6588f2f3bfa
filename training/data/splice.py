"""Splicing: new utterances of pieces that are cut between phones.

EMO-DB's speakers all say the same ten sentences. A network that sees two seconds on either side
overfits them; splicing makes new phone sequences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...audio.features import SAMPLE_RATE
from .corpora import Utterance
from .phones import Phones

LONGEST = 9
"""The most phones of a piece; the least is 2."""
_PIECES = 5
_FADE = 64
"""Samples (4 ms) of the fades at both ends of a piece."""


def splice(rng: np.random.Generator, utterances: Sequence[Utterance]) -> Utterance:
    """A new utterance of random pieces by one speaker, with their phones."""
    first = utterances[rng.integers(len(utterances))]
    same = [u for u in utterances if u.speaker == first.speaker]
    drawn = [first, *(same[k] for k in rng.integers(0, len(same), _PIECES - 1))]
    return joined([piece(rng, utterance) for utterance in drawn])


def piece(rng: np.random.Generator, utterance: Utterance) -> Utterance:
    """Some successive phones of an utterance, with their sound."""
    phones = utterance.phones
    assert phones is not None
    count = min(int(rng.integers(2, LONGEST + 1)), len(phones.starts))
    first = int(rng.integers(0, len(phones.starts) - count + 1))
    inside = slice(first, first + count)
    start, stop = float(phones.starts[inside][0]), float(phones.ends[inside][-1])
    samples = utterance.samples[round(start * SAMPLE_RATE) : round(stop * SAMPLE_RATE)].copy()
    fade = np.linspace(0, 1, min(_FADE, len(samples)), dtype=np.float32)
    samples[: len(fade)] *= fade
    samples[len(samples) - len(fade) :] *= fade[::-1]
    return replace(utterance, samples=samples, phones=_moved(phones, inside, -start))


def joined(pieces: Sequence[Utterance]) -> Utterance:
    """The pieces in a row as one utterance."""
    parts: list[Phones] = []
    length = 0
    for each in pieces:
        assert each.phones is not None
        parts.append(_moved(each.phones, slice(None), length / SAMPLE_RATE))
        length += len(each.samples)
    columns = ("starts", "ends", "visemes", "lenis")
    phones = Phones(*(np.concatenate([getattr(p, name) for p in parts]) for name in columns))
    return replace(pieces[0], samples=np.concatenate([p.samples for p in pieces]), phones=phones)


def _moved(phones: Phones, part: slice, seconds: float) -> Phones:
    late = np.float32(seconds)
    starts, ends = phones.starts[part] + late, phones.ends[part] + late
    return Phones(starts, ends, phones.visemes[part], phones.lenis[part])
