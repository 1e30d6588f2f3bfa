"""Listening: a Sound becomes Speech, a window at a time."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np

from ..audio.features import SAMPLE_RATE, log_mel, speech_level
from ..audio.intensity import heard_intensity
from ..audio.sound import Sound, remarks
from ..audio.speech import RATE, Speech
from ..progress import Progress, attended, part, silent
from ..text.script import Script, Word, pronounced
from ..track import Array, Track, gaussian, widened
from .chunks import Window, windows
from .following import Followed, follow
from .network import Network

_HOP = int(SAMPLE_RATE / RATE)
_WINDOW_S = 20.0


def hear(
    sound: Sound, network: Network, progress: Progress = silent, script: Script | None = None
) -> Speech:
    """The speech in a sound: content, intensity and emotion, frame by frame.

    A script (what is said in it) makes the mouth surer. Raises TextError where nothing here knows
    how it is said.
    """
    words = _words(script, progress) if script else ()
    frames = -(-len(sound.samples) // _HOP)
    level = speech_level(sound.samples)
    heard = part(progress, 0.0, 0.9 if words else 1.0)
    outputs: dict[str, list[Array]] = {"content": [], "intensity": [], "emotion": []}
    for window in windows(frames, int(_WINDOW_S * RATE), int(network.spec.overlap_s * RATE)):
        work = functools.partial(_heard, network, sound, window, level)
        found = attended(work, heard, window.start / frames, "Listening")
        for name, parts in outputs.items():
            parts.append(found[name][0, window.inside])
    content, raw, emotion = (np.concatenate(parts) for parts in outputs.values())
    track = Track(content, RATE, network.spec.content)
    followed = follow(track, words, part(progress, 0.9, 1.0)) if words else Followed(track)
    intensity = heard_intensity(raw[:, 0], track["voice"], RATE)[:, None]
    progress(1.0, "Listening")
    return Speech(
        content=followed.content,
        intensity=Track(intensity, RATE, ("intensity",)),
        emotion=Track(_rested(emotion, track["voice"]), RATE, network.spec.emotions),
        remarks=(*remarks(sound), *followed.remarks),
        words=followed.words,
    )


def _words(script: Script, progress: Progress) -> tuple[Word, ...]:
    return attended(lambda: pronounced(script), progress, 0.0, "Reading the text")


def _heard(network: Network, sound: Sound, window: Window, level: float) -> Mapping[str, Array]:
    """The network's outputs for a window and its context."""
    samples = sound.samples[window.first * _HOP : window.last * _HOP]
    return network.run({"features": log_mel(samples, level)[None]})


def _rested(emotion: Array, voice: Array) -> Array:
    """The emotion [frames, emotions], neutral (the first) where nobody speaks."""
    speaks = gaussian(widened(np.clip(voice, 0, 1), int(0.2 * RATE)), 0.1 * RATE)[:, None]
    neutral = np.eye(1, emotion.shape[1], dtype=np.float32)
    return speaks * emotion + (1 - speaks) * neutral
