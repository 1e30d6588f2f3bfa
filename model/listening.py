"""Listening: a Sound becomes Speech, a window at a time."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..audio import nonverbal
from ..audio.emotion_type import agreed
from ..audio.features import SAMPLE_RATE, log_mel, speech_level
from ..audio.intensity import heard_intensity
from ..audio.pitch import pitch
from ..audio.sound import Sound, remarks
from ..audio.speech import RATE, Speech
from ..progress import Progress, attended, part, silent
from ..spool import Spool, forget, slices
from ..text.script import Automatic, Given, Script, Word, pronounced
from ..text.timings.timed_text import TimedText
from ..track import Array, Track, gaussian, widened
from .chunks import Window, windows
from .following import Followed, follow
from .network import Network
from .timed import follow_timed
from .transcript import Told, with_encoder, with_transcript

_HOP = int(SAMPLE_RATE / RATE)
_WINDOW_S = 20.0


def hear(
    sound: Sound,
    network: Network,
    progress: Progress = silent,
    script: Given = None,
    mouths: Network | None = None,
) -> Speech:
    """The speech in a sound: content, intensity and emotion, frame by frame.

    A script (what is said in it) makes the mouth surer; AUTO is one that Intone writes itself, and
    believes only where it fits; the times of a TimedText are kept. So does `mouths`, the content
    network, which needs the recogniser's files. Raises TextError where nothing here knows how a
    script is said.
    """
    words = _words(script, progress) if isinstance(script, Script) else ()
    level = speech_level(sound.samples)
    listened, again = _shares(script, mouths)
    content, raw, emotion = _listened(sound, network, level, part(progress, 0.0, listened))
    track = Track(content, RATE, network.spec.content)
    if isinstance(script, Automatic):
        told = with_transcript(sound.samples, track, level, mouths, part(progress, listened, 1.0))
    else:
        encoding = part(progress, listened, again)
        track, missing = with_encoder(sound.samples, track, level, mouths, encoding)
        followed = _followed(track, script, words, part(progress, again, 1.0))
        told = Told(replace(followed, remarks=(*missing, *followed.remarks)))
    intensity = heard_intensity(raw[:, 0], track["voice"], RATE)[:, None]
    progress(1.0, "Listening")
    speech = Speech(
        content=told.followed.content,
        intensity=Track(intensity, RATE, ("intensity",)),
        emotion=Track(_rested(emotion, raw, track["voice"]), RATE, network.spec.emotions),
        remarks=(*remarks(sound), *told.followed.remarks),
        words=told.followed.words,
        transcript=told.transcript,
        score=Track(raw, RATE, ("score",)),
        pitch=pitch(sound.samples, track["voice"]),
    )
    return replace(speech, sounds=nonverbal.heard(sound.samples, speech, level))


def _shares(script: Given, mouths: Network | None) -> tuple[float, float]:
    """Shares of the time after which the listening network, and then the encoder, are done."""
    if isinstance(script, Automatic):
        return 0.2, 1.0
    words = 0.9 if script else 1.0
    return (0.55 * words, words) if mouths else (words, words)


def _followed(track: Track, script: Given, words: tuple[Word, ...], progress: Progress) -> Followed:
    """The content as the text shapes it that was given, if any was."""
    if isinstance(script, TimedText):
        return follow_timed(track, script, progress=progress)
    return follow(track, words, progress) if words else Followed(track)


def _words(script: Script, progress: Progress) -> tuple[Word, ...]:
    return attended(lambda: pronounced(script), progress, 0.0, "Reading the text")


def _listened(
    sound: Sound, network: Network, level: float, progress: Progress
) -> tuple[Array, Array, Array]:
    """Content, raw intensity and emotion of the whole sound, each [frames, …]."""
    frames = -(-len(sound.samples) // _HOP)
    outputs = {name: Spool() for name in ("content", "intensity", "emotion")}
    for window in windows(frames, int(_WINDOW_S * RATE), int(network.spec.overlap_s * RATE)):
        work = functools.partial(_heard, network, sound, window, level)
        found = attended(work, progress, window.start / frames, "Listening")
        forget(sound.samples)
        for name, spool in outputs.items():
            spool.add(found[name][0, window.inside])
    content, intensity, emotion = (spool.array() for spool in outputs.values())
    return content, intensity, emotion


def _heard(network: Network, sound: Sound, window: Window, level: float) -> Mapping[str, Array]:
    """The network's outputs for a window and its context."""
    samples = sound.samples[window.first * _HOP : window.last * _HOP]
    return network.run({"features": log_mel(samples, level)[None]})


def _rested(emotion: Array, raw: Array, voice: Array) -> Array:
    """The emotion [frames, emotions] in agreement with the raw score of intensity [frames, 1],
    neutral (the first) where nobody speaks."""
    speaks = gaussian(widened(np.clip(voice, 0, 1), int(0.2 * RATE)), 0.1 * RATE)[:, None]
    neutral, rested = np.eye(1, emotion.shape[1], dtype=np.float32), Spool()
    for inside in slices(len(emotion)):
        heard = agreed(emotion[inside], raw[inside])
        rested.add(speaks[inside] * heard + (1 - speaks[inside]) * neutral)
        forget(emotion)
    return rested.array()
