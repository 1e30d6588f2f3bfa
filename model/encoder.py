"""Encoder: the recogniser's hidden states of speech, a piece after the other.

One pass of it serves the transcript (model/transcriber.py) and the mouths (model/mouths.py).
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from ..audio.features import FAINTEST, LEVEL, SAMPLE_RATE
from ..audio.speech import RATE
from ..progress import Progress, attended
from ..spool import Spool, forget, slices
from ..track import Array
from .onnx_backend import PlainSession
from .pauses import pieces

SIZE = 2 * 288
"""Numbers of a state: those of the fourth of the encoder's six layers, and those of the last."""
_STEP, _FIRST = 384, 447.5
"""Samples from a state to the next, and the sample at which the first one stands."""
_HOP = int(SAMPLE_RATE / RATE)
_SHORTEST = SAMPLE_RATE
"""Samples: shorter pieces get silence behind them."""
Keep = Callable[[slice, Array], None]
"""Called with a piece (frames at RATE) and its states [1, t, SIZE]."""


def piece_samples(samples: Array, piece: slice, level: float) -> Array:
    """The samples of a piece [n], at the level that the recogniser wants."""
    gain = np.float32(LEVEL / max(level, FAINTEST))
    sound = np.asarray(samples[piece.start * _HOP : piece.stop * _HOP], np.float32) * gain
    forget(samples)
    return np.pad(sound, (0, max(0, _SHORTEST - len(sound))))


def encode(encoder: PlainSession, samples: Array) -> Array:
    """States [1, t, SIZE] of samples [n], 41.67 a second."""
    return encoder.run({"samples": samples[None]})["states"]


def encode_speech(
    samples: Array,
    voice: Array,
    level: float,
    encoder: PlainSession,
    keep: Keep,
    progress: Progress,
) -> None:
    """Gives the states of each piece of speech to `keep`; see transcribe for the rest."""
    for piece in pieces(voice):
        sound = piece_samples(samples, piece, level)
        work = functools.partial(encode, encoder, sound)
        keep(piece, attended(work, progress, piece.start / len(voice), "Listening"))


def at_rate(states: Array, frames: int) -> Array:
    """States [t, SIZE] of a piece, read at its frames at RATE: [frames, SIZE]."""
    places = ((np.arange(frames) * _HOP - _FIRST) / _STEP).clip(0, len(states) - 1)
    before = np.minimum(places.astype(int), max(len(states) - 2, 0))
    after = np.minimum(before + 1, len(states) - 1)
    share = (places - before)[:, None].astype(np.float32)
    return states[before] * (1 - share) + states[after] * share


class StateSpool:
    """Collects the states of a whole sound at RATE; 0 where nobody speaks."""

    def __init__(self, frames: int) -> None:
        self._frames, self._filled = frames, 0
        self._spool = Spool(np.float16)

    def add(self, piece: slice, states: Array) -> None:
        """The states [1, t, SIZE] of the next piece."""
        self._rest(piece.start)
        self._spool.add(at_rate(states[0], piece.stop - piece.start))
        self._filled = piece.stop

    def array(self) -> Array:
        """States [frames, SIZE] of the whole sound; nothing can be added after."""
        self._rest(self._frames)
        return self._spool.array()

    def _rest(self, until: int) -> None:
        for gap in slices(until - self._filled):
            self._spool.add(np.zeros((gap.stop - gap.start, SIZE), np.float16))
        self._filled = until
