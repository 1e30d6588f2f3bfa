"""Crops: worn speech of many voices with its features and labels, made once and kept in files."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio.features import SAMPLE_RATE
from ...audio.speech import RATE
from ..data.augment import USUAL, Wear
from ..data.corpora import Utterance
from ..listen.batches import HOP, draw_crop, draw_utterance
from .features import Ears, features
from .network import SIZES

Array = NDArray[np.float32]
Speech = Mapping[str, Sequence[Utterance]]
_INPUTS, _LABELS = "inputs.npy", "labels.npz"
_LONGEST_S = 60.0
"""Seconds of a speaker beyond which more of it is drawn no more often."""


@dataclass(frozen=True)
class Crops:
    """n crops of t frames.

    inputs    [n, t, 788] float16: those of SIZES side by side
    visemes   [n, t], index into VISEMES, -1 where unknown
    lenis     [n, t], whether the lips may or may not meet
    """

    inputs: NDArray[np.float16]
    visemes: NDArray[np.int8]
    lenis: NDArray[np.bool_]


def make_crops(
    folder: Path,
    speech: Speech,
    shares: Mapping[str, float],
    count: int,
    seconds: float,
    seed: int,
    ears: Ears,
    wear: Wear = USUAL,
) -> Crops:
    """Crops drawn from the corpora by their shares, written to a folder; "noise" has no speech.

    Each depends on the seed and its own number only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    frames = int(seconds * RATE)
    shape = (count, frames, sum(SIZES.values()))
    inputs = np.lib.format.open_memmap(folder / _INPUTS, "w+", np.float16, shape)
    visemes, lenis = np.zeros(shape[:2], np.int8), np.zeros(shape[:2], bool)
    names, weights = list(shares), np.array(list(shares.values()))
    voices = {name: by_speaker(utterances) for name, utterances in speech.items()}
    for k in range(count):
        rng = np.random.default_rng(seed * 1_000_003 + k)
        name = names[rng.choice(len(names), p=weights / weights.sum())]
        draw = functools.partial(_draw, rng, voices[name]) if name in voices else None
        samples, visemes[k], lenis[k] = draw_crop(rng, draw, frames, wear)
        given = features(samples[: frames * HOP], ears)
        inputs[k] = np.concatenate([given[each] for each in SIZES], 1)
        if k % 100 == 99:
            print(f"crop {k + 1} of {count}", flush=True)
    inputs.flush()
    np.savez(folder / _LABELS, visemes=visemes, lenis=lenis)
    return Crops(inputs, visemes, lenis)


def kept_crops(folder: Path) -> Crops | None:
    """The crops in a folder; None where they are not whole."""
    if not (folder / _LABELS).exists():
        return None
    with np.load(folder / _LABELS) as labels:
        inputs = np.load(folder / _INPUTS, mmap_mode="r")
        return Crops(inputs, labels["visemes"], labels["lenis"])


def _draw(rng: np.random.Generator, voices: Mapping[str, list[Utterance]]) -> Utterance:
    """An utterance of a speaker; speakers are drawn by the root of what they said, up to a minute.

    So three that own most of a corpus are not all that is heard of it.
    """
    names = list(voices)
    said = [sum(len(u.samples) for u in voices[name]) / SAMPLE_RATE for name in names]
    weights = np.sqrt(np.minimum(said, _LONGEST_S))
    return draw_utterance(rng, voices[names[rng.choice(len(names), p=weights / weights.sum())]])


def by_speaker(utterances: Sequence[Utterance]) -> dict[str, list[Utterance]]:
    """The utterances of each speaker."""
    found: dict[str, list[Utterance]] = {}
    for utterance in utterances:
        found.setdefault(utterance.speaker, []).append(utterance)
    return found
