"""Recordings: a folder of anybody's recorded faces as the acting network is trained on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio.features import log_mel, speech_level
from ...audio.speech import CONTENT, RATE
from ...emotion.mood import EXPRESSIVE
from ...face.basis import index
from ...model.network import Network
from ...model.onnx_backend import load_network
from ...track import Track
from ..act.articulation import LEARNED
from ..act.pseudo_labels import Neutral, Recorded, fit_neutral, label, recorded
from ..evaluate.label_scores import spearman
from ..importers import recognise
from ..importers.reading import read
from .faces import Take
from .heard import Heard

Array = NDArray[np.float32]
CORPORA = ("emodb", "facegood", "ljspeech", "grid")
"""Folders by which the corpora of data/README.md are known."""


def is_corpora(folder: Path) -> bool:
    """Whether a folder holds the corpora that Intone's own networks are trained from."""
    return any((folder / name).is_dir() for name in CORPORA)


@dataclass(frozen=True)
class Recordings:
    """Takes with their sound as heard and their pseudo-labels [t]; `heard` is raw, by output."""

    layout: str
    takes: Sequence[Recorded]
    heard: Sequence[Mapping[str, Array]]
    neutral: Neutral
    labels: Sequence[Array]

    def items(self) -> list[Heard]:
        """What was heard, as for a corpus without faces."""
        return [Heard(f"recorded/{take.name}", take.content) for take in self.takes]

    def mouths(self) -> list[tuple[Track, Array]]:
        """Content and mouth above rest [t, LEARNED] of the neutral takes."""
        columns = [index(name) for name in LEARNED]
        return [
            (take.content, np.maximum(take.face - self.neutral.rests[take.speaker], 0)[:, columns])
            for take in self.takes
            if take.emotion == "neutral"
        ]

    def said(self) -> str:
        """Where they come from, for the files' specs."""
        speakers = {take.speaker for take in self.takes}
        minutes = sum(len(take.content) for take in self.takes) / RATE / 60
        return (
            f"{self.layout}, {len(self.takes)} takes of {len(speakers)} speakers, "
            f"{minutes:.1f} minutes"
        )


def read_recordings(folder: Path, listen: Path, model: Path, cache: Path) -> Recordings:
    """All of a folder's takes, heard and labelled. Raises DataError where they cannot be."""
    layout, clips = recognise(folder)
    network = load_network(listen, "listen", "cpu", threads=1)
    return from_takes(layout, (read(clip, folder, model, cache) for clip in clips), network)


def from_takes(layout: str, takes: Iterable[Take], network: Network) -> Recordings:
    """Takes as heard by a listening network, with their pseudo-labels."""
    found, outputs = [], []
    for take in takes:
        given = raw(take.samples, network)
        outputs.append(given)
        found.append(recorded(take, Track(given["content"], RATE, CONTENT)))
    neutral = fit_neutral(found)
    return Recordings(layout, found, outputs, neutral, label(found, neutral))


def raw(samples: Array, network: Network) -> dict[str, Array]:
    """The outputs of the listening network for a short sound, each [t, …]."""
    features = log_mel(samples, speech_level(samples))
    return {name: value[0] for name, value in network.run({"features": features[None]}).items()}


def level_order(recordings: Recordings) -> float | None:
    """Spearman's rank correlation of the takes' mean labels with the levels they came with.

    None where fewer than three emotional takes came with a level.
    """
    rows = zip(recordings.takes, recordings.labels, strict=True)
    pairs = [
        (take.level, curve.mean())
        for take, curve in rows
        if take.level and take.emotion in EXPRESSIVE
    ]
    if len(pairs) < 3:
        return None
    return spearman(*np.array(pairs).T)
