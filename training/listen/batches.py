"""Training data of the listening network: corpora in memory, and seeded batches of crops."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soxr
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...audio.features import SAMPLE_RATE, log_mel
from ...audio.speech import RATE as FRAME_RATE
from ..data import augment
from ..data.corpora import HELD_SPEAKERS, HELD_TEXTS, HELD_VOICE, Utterance, emodb, held_out
from ..data.phones import LABIAL, LABIODENTAL, UNKNOWN, Phones, frames_of
from ..data.splice import splice
from ..data.synthesis import HELD_LANGUAGE, synthesise

HOP = int(SAMPLE_RATE / FRAME_RATE)
SPLICED = 0.5
"""Share of EMO-DB's utterances that are cut into phones and spliced."""


@dataclass(frozen=True)
class Batch:
    """n crops: mel [n, t100, 80], and at 50 frames a second labels of t frames.

    visemes    [n, t], index into VISEMES, -1 where unknown
    closures   [n, t, 2], 0 or 1: lips closed, lip on teeth
    known      [n, t], whether the label of closures counts
    """

    mel: Tensor
    visemes: Tensor
    closures: Tensor
    known: Tensor


def training_speech(
    data: Path, cache: Path, minutes: float, seed: int
) -> dict[str, list[Utterance]]:
    """All utterances with phones that are trained on, by corpus.

    minutes   of each synthesiser's speech, kept in `cache`

    Raises SoundError where a synthesiser is missing.
    """
    recorded = [u for u in emodb(data) if u.phones is not None and not held_out(u)]
    made = [u for u in synthesised(cache, minutes, seed) if _is_training(u)]
    return {
        "emodb": recorded,
        "flite": [u for u in made if u.corpus == "flite"],
        "espeak": [u for u in made if u.corpus == "espeak"],
    }


def validation_speech(data: Path) -> list[Utterance]:
    """EMO-DB's held-out sentences, by the speakers that are trained on."""
    unheard = (u for u in emodb(data) if u.phones is not None and u.text in HELD_TEXTS)
    return [u for u in unheard if u.speaker not in HELD_SPEAKERS]


def speech_hash(speech: dict[str, list[Utterance]]) -> str:
    """SHA-256, in hexadecimal, of all samples and phones that a network was trained on."""
    found = hashlib.sha256()
    for utterance in (u for name in sorted(speech) for u in speech[name]):
        found.update(utterance.samples.tobytes())
        if utterance.phones is not None:
            found.update(utterance.phones.visemes.tobytes())
            found.update(utterance.phones.starts.tobytes())
    return found.hexdigest()


def _is_training(utterance: Utterance) -> bool:
    return utterance.speaker not in (HELD_VOICE, HELD_LANGUAGE)


def synthesised(cache: Path, minutes: float, seed: int) -> list[Utterance]:
    """About `minutes` of each synthesiser's speech; made once and kept in `cache`.

    Raises SoundError where a synthesiser is missing.
    """
    path = cache / f"synthesis-{minutes:g}-{seed}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        save_utterances(path, list(synthesise(minutes, seed)))
    return load_utterances(path)


def save_utterances(path: Path, utterances: Sequence[Utterance]) -> None:
    """Write utterances to one .npz of plain arrays (16-bit samples), whole or not at all."""
    phones = [u.phones for u in utterances]
    columns = {
        name: np.concatenate([getattr(p, name) for p in phones])
        for name in ("starts", "ends", "visemes", "lenis")
    }
    columns["samples"] = np.concatenate([_to_int16(u.samples) for u in utterances])
    columns["sound_ends"] = np.cumsum([len(u.samples) for u in utterances])
    columns["phone_ends"] = np.cumsum([len(p.starts) for p in phones if p])
    for name in ("corpus", "speaker", "text", "emotion"):
        columns[name] = np.array([getattr(u, name) for u in utterances])
    part = path.with_suffix(".part.npz")
    np.savez(part, **columns)
    part.replace(path)


def load_utterances(path: Path) -> list[Utterance]:
    """The utterances in a file of save_utterances."""
    with np.load(path, allow_pickle=False) as file:
        rows = {name: file[name] for name in file.files}
    sounds = np.split(rows["samples"], rows["sound_ends"][:-1])
    split = {
        name: np.split(rows[name], rows["phone_ends"][:-1])
        for name in ("starts", "ends", "visemes", "lenis")
    }
    return [
        Utterance(
            sound.astype(np.float32) / 32768,
            Phones(*(split[name][k] for name in ("starts", "ends", "visemes", "lenis"))),
            *(str(rows[name][k]) for name in ("corpus", "speaker", "text", "emotion")),
        )
        for k, sound in enumerate(sounds)
    ]


def _to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return (samples.clip(-1, 1) * 32767).astype(np.int16)


def make_batch(
    speech: dict[str, list[Utterance]],
    shares: dict[str, float],
    size: int,
    seconds: float,
    seed: int,
) -> Batch:
    """A batch of `size` crops of `seconds`, drawn from the corpora by their shares.

    The corpus "noise" has no speech.
    """
    rng = np.random.default_rng(seed)
    names = list(shares)
    weights = np.array([shares[name] for name in names])
    drawn = rng.choice(names, size, p=weights / weights.sum())
    crops = [make_crop(rng, speech.get(str(name), []), seconds) for name in drawn]
    mel, visemes, lenis = (np.stack(column) for column in zip(*crops, strict=True))
    closures = np.stack([visemes == LABIAL, visemes == LABIODENTAL], -1)
    return Batch(
        torch.from_numpy(mel),
        torch.from_numpy(visemes),
        torch.from_numpy(closures.astype(np.float32)),
        torch.from_numpy(~lenis & (visemes != UNKNOWN)),
    )


def make_crop(
    rng: np.random.Generator, utterances: list[Utterance], seconds: float
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.bool_]]:
    """Mel [t100, 80], visemes [t], lenis [t] of utterances and pauses in a row, degraded."""
    frames = int(seconds * FRAME_RATE)
    draw = functools.partial(draw_utterance, rng, utterances) if utterances else None
    samples, visemes, lenis = draw_crop(rng, draw, frames)
    return log_mel(samples)[: 2 * frames], visemes, lenis


def draw_crop(
    rng: np.random.Generator,
    draw: Callable[[], Utterance] | None,
    frames: int,
    wear: augment.Wear = augment.USUAL,
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.bool_]]:
    """Samples, visemes [frames] and lenis [frames] of drawn utterances in a row, degraded.

    Without `draw` nobody speaks.
    """
    if draw is None:
        return _silent_crop(rng, frames), np.zeros(frames, np.int64), np.zeros(frames, bool)
    samples = np.zeros(frames * HOP, np.float32)
    visemes, lenis = np.zeros(frames, np.int64), np.zeros(frames, bool)
    at = -int(rng.integers(0, 60)) if rng.random() < 0.5 else int(rng.integers(0, 60))
    while at < frames:
        utterance = change_speed(rng, draw())
        length = len(utterance.samples) // HOP
        assert utterance.phones is not None
        looks, near = frames_of(utterance.phones, length)
        first, last = max(at, 0), min(at + length, frames)
        if last > first:
            part = utterance.samples[(first - at) * HOP : (last - at) * HOP]
            samples[first * HOP : last * HOP] = part * np.float32(10 ** (rng.uniform(-6, 6) / 20))
            visemes[first:last] = looks[first - at : last - at]
            lenis[first:last] = near[first - at : last - at]
        at += length + (int(rng.integers(0, 75)) if rng.random() < 0.6 else 0)
    return augment.degrade(rng, augment.floor(rng, samples), wear), visemes, lenis


def draw_utterance(rng: np.random.Generator, utterances: list[Utterance]) -> Utterance:
    """A random utterance; EMO-DB's, of ten sentences only, are spliced at times."""
    if utterances[0].corpus == "emodb" and rng.random() < SPLICED:
        return splice(rng, utterances)
    return utterances[rng.integers(len(utterances))]


def change_speed(rng: np.random.Generator, utterance: Utterance) -> Utterance:
    """The utterance, half of the time resampled: slower and lower, or faster and higher."""
    if rng.random() < 0.5:
        return utterance
    factor = float(rng.uniform(0.88, 1.14))
    samples = soxr.resample(utterance.samples, SAMPLE_RATE, SAMPLE_RATE * factor, quality="LQ")
    phones = utterance.phones
    assert phones is not None
    late = np.float32(factor)
    phones = replace(phones, starts=phones.starts * late, ends=phones.ends * late)
    return replace(utterance, samples=samples.astype(np.float32), phones=phones)


def _silent_crop(rng: np.random.Generator, frames: int) -> NDArray[np.float32]:
    quiet = augment.noise(rng, frames * HOP) * np.float32(10 ** rng.uniform(-6, -1))
    quiet = quiet if rng.random() < 0.8 else np.zeros_like(quiet)
    return augment.colour(rng, quiet)
