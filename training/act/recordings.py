"""A folder of recorded faces as training data: takes with their content and pseudo-labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio.features import log_mel, speech_level
from ...audio.sound import from_samples
from ...audio.speech import RATE
from ...emotion.mood import EXPRESSIVE
from ...face.basis import index
from ...model.catalogue import load_content
from ...model.listening import hear
from ...model.network import Network
from ...model.onnx_backend import load_network
from ...track import Track
from ..data.content import SpeechContent
from ..data.faces import Take
from ..evaluate.correlation import spearman
from ..importers import recognise
from ..importers.reading import read
from .articulation import LEARNED_CHANNELS
from .pseudo_labels import Neutral, RecordedTake, align_take, fit_neutral, pseudo_labels

Array = NDArray[np.float32]
CORPORA = ("emodb", "facegood", "ljspeech", "grid")
"""Folders that only the corpora of Intone's own training have (data/README.md)."""


def is_corpora(folder: Path) -> bool:
    """Whether a folder holds the corpora that Intone's own networks are trained on."""
    return any((folder / name).is_dir() for name in CORPORA)


@dataclass(frozen=True)
class Recordings:
    """Recorded takes of one layout.

    heard     outputs of the listening network for each take, by name, each [t, …]
    neutral   the speakers' neutral faces
    labels    pseudo-label of each take, [t]
    """

    layout: str
    takes: Sequence[RecordedTake]
    heard: Sequence[Mapping[str, Array]]
    neutral: Neutral
    labels: Sequence[Array]

    def contents(self) -> list[SpeechContent]:
        """The content of each take."""
        return [SpeechContent(f"recorded/{take.name}", take.content) for take in self.takes]

    def mouths(self) -> list[tuple[Track, Array]]:
        """Content, and mouth above rest [t, LEARNED_CHANNELS], of each neutral take."""
        columns = [index(name) for name in LEARNED_CHANNELS]
        return [
            (take.content, np.maximum(take.face - self.neutral.rests[take.speaker], 0)[:, columns])
            for take in self.takes
            if take.emotion == "neutral"
        ]

    def description(self) -> str:
        """Layout, number of takes and speakers, and length, for the spec of the published files."""
        speakers = {take.speaker for take in self.takes}
        minutes = sum(len(take.content) for take in self.takes) / RATE / 60
        return (
            f"{self.layout}, {len(self.takes)} takes of {len(speakers)} speakers, "
            f"{minutes:.1f} minutes"
        )


def read_recordings(folder: Path, listen: Path, model: Path, cache: Path) -> Recordings:
    """All takes of a folder with content and pseudo-labels.

    listen   the listening network's file
    model    MediaPipe's face_landmarker.task, for videos
    cache    where tracked faces are kept

    Raises DataError where no layout fits, a take cannot be read, or none is neutral.
    """
    layout, clips = recognise(folder)
    network = load_network(listen, "listen", "cpu", threads=1)
    takes = (read(clip, folder, model, cache) for clip in clips)
    return from_takes(layout, takes, network, load_content(network, "cpu"))


def from_takes(
    layout: str, takes: Iterable[Take], network: Network, mouths: Network | None = None
) -> Recordings:
    """The same from takes and loaded networks: the listening one, and the one for the content."""
    found, outputs = [], []
    for take in takes:
        outputs.append(listen_outputs(take.samples, network))
        speech = hear(from_samples(take.samples), network, mouths=mouths)
        found.append(align_take(take, speech.content))
    neutral = fit_neutral(found)
    return Recordings(layout, found, outputs, neutral, pseudo_labels(found, neutral))


def listen_outputs(samples: Array, network: Network) -> dict[str, Array]:
    """All outputs of the listening network, each [t, …], for samples [n] at 16 kHz."""
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
