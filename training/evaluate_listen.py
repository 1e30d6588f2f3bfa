"""Measures the published listening network on speech it never heard; prints a table, writes JSON.

python -m intone.training.evaluate_listen --data DATA [--model FILE] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..audio.features import RATE, log_mel, speech_level
from ..audio.speech import EMOTIONS
from . import augment, corpora
from .corpora import HELD_SPEAKERS, HELD_VOICE, Utterance, tests_content
from .listen_data import synthesised
from .listen_metrics import (
    Array,
    Listener,
    alignment_lag,
    closure_scores,
    open_listener,
    open_network,
    pair_order,
    seam_error,
    strength,
    viseme_accuracy,
)
from .phones import LABIAL, LABIODENTAL
from .synthesis import HELD_LANGUAGE
from .train_listen import CACHE, CONFIG, read_config

MODEL = Path("assets/models/intone_listen.onnx")
Row = tuple[str, dict[str, float]]


def content_sets(data: Path) -> dict[str, list[Utterance]]:
    """The sets that measure content, none of it heard in training."""
    config = read_config(CONFIG)
    made = synthesised(CACHE, config.synthetic_minutes, config.seed)
    emodb = [u for u in corpora.emodb(data) if u.phones is not None]
    return {
        "EMO-DB, new speaker and text": [u for u in emodb if tests_content(u)],
        "EMO-DB, new speaker": [u for u in emodb if u.speaker in HELD_SPEAKERS],
        "LJ Speech": list(corpora.ljspeech(data)),
        "GRID": list(corpora.grid(data)),
        "JFK": [corpora.jfk(data)],
        "flite, new voice": [u for u in made if u.speaker == HELD_VOICE][:60],
        "espeak, new language (it)": [u for u in made if u.speaker == HELD_LANGUAGE][:60],
    }


def content_rows(listen: Listener, sets: dict[str, list[Utterance]]) -> Iterator[Row]:
    """Visemes, closures and the best lag for each set, and for two sets the same in noise."""
    for name, speech in sets.items():
        yield name, content_row(listen, speech)
    rng = np.random.default_rng(0)
    for name in ("EMO-DB, new speaker and text", "LJ Speech"):
        noisy = [replace(u, samples=augment.add_noise(rng, u.samples, 10)) for u in sets[name]]
        yield f"{name}, 10 dB noise", content_row(listen, noisy)
        telephone = [replace(u, samples=_telephone(u.samples)) for u in sets[name]]
        yield f"{name}, telephone", content_row(listen, telephone)


def content_row(listen: Listener, speech: list[Utterance]) -> dict[str, float]:
    """One set's figures."""
    row = viseme_accuracy(listen, speech)
    row |= {f"pbm {k}": v for k, v in closure_scores(listen, speech, "lipsClosed", LABIAL).items()}
    teeth = closure_scores(listen, speech, "lipTeeth", LABIODENTAL)
    return row | {"fv f1": teeth["f1"], "lag": float(alignment_lag(listen, speech))}


def _telephone(samples: Array) -> Array:
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(len(samples), 1 / RATE)
    spectrum[(frequency < 300) | (frequency > 3400)] *= 0.003
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def mood_rows(listen: Listener, data: Path) -> Iterator[Row]:
    """Intensity order and emotion on EMO-DB's held speakers, beside loudness alone."""
    speech = [u for u in corpora.emodb(data) if u.speaker in HELD_SPEAKERS]
    speech = [u for u in speech if u.emotion != "bored"]
    heard = [listen(u.samples) for u in speech]
    scores = np.array([strength(h) for h in heard], np.float32)
    loud = np.array([speech_level(u.samples) for u in speech], np.float32)
    lively = np.array([np.std(h["loudness"]) for h in heard], np.float32)
    new_text = np.array([tests_content(u) for u in speech])
    yield (
        "emotional above neutral, new speaker",
        {
            "intensity": pair_order(scores, speech, False),
            "same text": pair_order(scores, speech, True),
            "loudness (gain kept)": pair_order(loud, speech, False),
            "loudness (gain-free)": pair_order(lively, speech, False),
        },
    )
    guesses = [(h.emotion * h["voice"][:, None]).sum(0).argmax() for h in heard]
    right = np.array([EMOTIONS[g] == u.emotion for g, u in zip(guesses, speech, strict=True)])
    yield "emotion of six", {"new speaker": right.mean(), "and new text": right[new_text].mean()}
    acted = [e for e in EMOTIONS if any(u.emotion == e for u in speech)]
    by = {e: scores[[u.emotion == e for u in speech]].mean() for e in acted}
    yield "mean intensity", by
    shifts = [_gain_shift(listen, u.samples) for u in speech[::8]]
    yield "change under -12 and +12 dB (float)", {"intensity, mean": float(np.mean(shifts))}


def _gain_shift(listen: Listener, samples: Array) -> float:
    before = strength(listen(samples))
    after = [strength(listen(samples * np.float32(10 ** (d / 20)))) for d in (-12, 12)]
    return max(abs(a - before) for a in after)


def clip_rows(listen: Listener, data: Path) -> Iterator[Row]:
    """Raw intensity of other voices and languages: nothing of these was trained on."""
    for folder in ("thorsten", "nvidia"):
        paths = sorted((data / "clips" / folder).glob("*.wav"))
        values = {p.stem: strength(listen(corpora.read_sound(p))) for p in paths}
        yield f"raw intensity, {folder}", values
    lj = [strength(listen(u.samples)) for u in corpora.ljspeech(data)]
    yield "raw intensity, LJ Speech", {"mean": float(np.mean(lj)), "std": float(np.std(lj))}


def edge_rows(listen: Listener, hear: Listener, data: Path) -> Iterator[Row]:
    """Silence, seams and speed."""
    rng = np.random.default_rng(1)
    hiss = rng.standard_normal(3 * RATE).astype(np.float32)
    for decibels in (-200, -90, -50, -20):
        name = f"{decibels} dBFS"
        heard = listen(hiss * np.float32(10 ** (decibels / 20)))
        values = {"sil": heard["sil"].min(), "voice": heard["voice"].max()}
        yield f"noise alone, {name}", values | {"intensity": heard.intensity.max()}
    minute = np.concatenate([u.samples for u in corpora.ljspeech(data)])[: 60 * RATE]
    worst, mean = seam_error(hear, minute)
    yield "seams (20 s chunks, 2 s overlap)", {"largest": worst, "mean": mean}
    start = time.perf_counter()
    log_mel(minute)
    middle = time.perf_counter()
    for first in range(0, len(minute), 10 * RATE):
        listen(minute[first : first + 10 * RATE])
    values = {"features": middle - start, "all, pieces of 10 s": time.perf_counter() - middle}
    yield "seconds for a minute of sound", values


def table(rows: list[Row]) -> str:
    """One line a row."""
    lines = []
    for name, values in rows:
        figures = "  ".join(f"{key} {value:.3g}" for key, value in values.items())
        lines.append(f"{name:<36} {figures}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    listen, hear = open_listener(given.model), open_network(given.model)
    rows = [*content_rows(listen, content_sets(given.data)), *mood_rows(listen, given.data)]
    rows += [*clip_rows(listen, given.data), *edge_rows(listen, hear, given.data)]
    sys.stdout.write(table(rows) + "\n")
    if given.json:
        plain = {name: {k: float(v) for k, v in values.items()} for name, values in rows}
        given.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
