"""Mouths: visemes and closures heard again, from the recogniser's encoder beside all else.

The content network (assets/models/intone_content.onnx) reads the states of that large encoder, the
log-mel features and the listening network's content. What it says takes the place of the listening
network's visemes and closures while somebody speaks; all else stays as the latter heard it.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from ..audio.features import SAMPLE_RATE, log_mel
from ..audio.speech import RATE
from ..progress import Progress, attended, silent
from ..spool import Spool, forget
from ..track import Array, Track, gaussian
from .chunks import Window, windows
from .network import Network

_HOP = int(SAMPLE_RATE / RATE)
_WINDOW_S = 20.0
_SOFT = 2.0
"""Frames: standard deviation of the ramps at the ends of speech."""


def with_mouths(
    samples: Array,
    content: Track,
    level: float,
    states: Array,
    network: Network,
    progress: Progress = silent,
) -> Track:
    """The content with the visemes and closures that the content network hears.

    samples [n] at 16 kHz; level: their speech_level; states [frames, 576] of the encoder, 0 where
    nobody speaks, as StateSpool collects them.
    """
    made, frames = Spool(), len(content)
    for window in windows(frames, int(_WINDOW_S * RATE), int(network.spec.overlap_s * RATE)):
        work = functools.partial(_heard, samples, content, level, states, network, window)
        made.add(attended(work, progress, window.start / frames, "Listening"))
        for array in (samples, content.values, states):
            forget(array)
    return replace(content, values=made.array())


def _heard(
    samples: Array, content: Track, level: float, states: Array, network: Network, window: Window
) -> Array:
    """The content of a window's wanted frames, [frames, CONTENT]."""
    given = slice(window.first, window.last)
    spoken = np.asarray(states[given], np.float32)
    if not spoken.any():
        return np.array(content.values[window.start : window.stop])
    inputs = {
        "states": spoken,
        "mel": frame_mel(samples[window.first * _HOP : window.last * _HOP], level),
        "content": np.array(content.values[given]),
    }
    found = network.run({name: values[None] for name, values in inputs.items()})["mouths"][0]
    share = _speaking(spoken)
    heard = inputs["content"]
    heard[:, : found.shape[1]] += share * (found - heard[:, : found.shape[1]])
    return heard[window.inside]


def frame_mel(samples: Array, level: float) -> Array:
    """Log-mel features at RATE, two of log_mel's frames side by side: [frames, 160]."""
    frames = -(-len(samples) // _HOP)
    mel = log_mel(samples, level)[: 2 * frames]
    mel = np.pad(mel, ((0, 2 * frames - len(mel)), (0, 0)), mode="edge")
    return mel.reshape(frames, -1)


def _speaking(states: Array) -> Array:
    """1 where there are states, 0 where there are none, with ramps within speech, [frames, 1]."""
    there = states.any(1).astype(np.float32)
    return (2 * gaussian(there, _SOFT) - 1).clip(0, 1)[:, None] * there[:, None]
