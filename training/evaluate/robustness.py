"""Measures of robustness and cost: silence, music in pauses, seams, time, size of the file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...audio.features import SAMPLE_RATE, log_mel, speech_level
from ...audio.sound import from_samples
from ...model.listening import hear
from ...model.onnx_backend import load_network
from ..data import augment, corpora
from ..data.corpora import HELD_SPEAKERS, Utterance
from .listen_metrics import Array, Listener, Row, seam_error

PAUSE_S = 1.0
_EDGE = 5
"""Frames at either end of a pause that are not counted, since a voice fades."""


def robustness_rows(model: Path, network: Listener, data: Path) -> Iterator[Row]:
    """All measures of this file.

    network   the model as a function of mel [t100, 80]
    """
    rng = np.random.default_rng(1)
    hiss = rng.standard_normal(3 * SAMPLE_RATE).astype(np.float32)
    for decibels in (-200, -90, -50, -20):
        heard = network(log_mel(hiss * np.float32(10 ** (decibels / 20))))
        values = {"sil": heard["sil"].min(), "voice": heard["voice"].max()}
        yield f"noise alone, {decibels} dBFS", values | {"intensity": heard.intensity.max()}
    held = [u for u in corpora.emodb(data) if u.speaker in HELD_SPEAKERS]
    for name, decibels in {"clean": 60.0, "under music at 20 dB": 20.0, "at 10 dB": 10.0}.items():
        recall = pause_recall(network, held[::4], decibels)
        yield f"silence in pauses of a second, {name}", {"recall": recall}
    minute = np.concatenate([u.samples for u in corpora.ljspeech(data)])[: 60 * SAMPLE_RATE]
    worst, mean = seam_error(network, minute)
    yield "seams (20 s chunks, 5 s overlap)", {"largest": worst, "mean": mean}
    yield "seconds for a minute of sound", seconds(model, minute)
    yield "file", {"MB": model.stat().st_size / 1e6}


def pause_recall(network: Listener, speech: list[Utterance], decibels: float) -> float:
    """Share of frames heard as silence, in pauses of PAUSE_S between two utterances.

    decibels   of the speech above music (chords of harmonic tones) that never stops
    """
    rng = np.random.default_rng(2)
    found: list[Array] = []
    pause = np.zeros(int(PAUSE_S * SAMPLE_RATE), np.float32)
    for one, other in zip(speech[::2], speech[1::2], strict=False):
        sound = np.concatenate([one.samples, pause, other.samples])
        level = speech_level(sound) * 10 ** (-decibels / 20)
        heard = network(log_mel(sound + augment.chord(rng, len(sound)) * np.float32(level)))
        first = len(one.samples) * 50 // SAMPLE_RATE + _EDGE
        last = (len(one.samples) + len(pause)) * 50 // SAMPLE_RATE - _EDGE
        found.append(heard.content[first:last, :16].argmax(1) == 0)
    return float(np.concatenate(found).mean())


def seconds(model: Path, minute: Array) -> dict[str, float]:
    """Seconds of processor and wall time to listen to samples [n], by number of threads."""
    found: dict[str, float] = {}
    for threads in (1, 2):
        network = load_network(model, "listen", "cpu", threads)
        sound = from_samples(minute)
        hear(sound, network)
        busy, wall = time.process_time(), time.perf_counter()
        hear(sound, network)
        found[f"processor, {threads} threads"] = time.process_time() - busy
        found[f"wall, {threads} threads"] = time.perf_counter() - wall
    return found
