"""Content of sounds, from a listening network's file: what the acting network trains on."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio.sound import from_samples
from ...audio.speech import CONTENT, RATE
from ...model.catalogue import CONTENT as CONTENT_FILE
from ...model.catalogue import load_content
from ...model.listening import hear
from ...model.onnx_backend import load_network
from ...model.recogniser import recogniser_missing
from ...track import Track
from ..data import corpora, faces
from .continuous_speech import without_pauses
from .synthesis import synthesise

S1, FACEGOOD = "grid-s1/", ("facegood/", "continuous/")
"""What the names of the sounds of talker s1 and of FACEGOOD begin with."""
Sounds = Iterable[tuple[str, NDArray[np.float32]]]


@dataclass(frozen=True)
class SpeechContent:
    """The content [frames, CONTENT] of one sound; its name begins with the corpus."""

    name: str
    content: Track


def content_of(sounds: Sounds, network: Path) -> Iterator[SpeechContent]:
    """The content of each (name, samples [n] at 16 kHz), heard as Intone hears it.

    network   the listening network's file; the content network is used beside its own

    Raises ModelError where it cannot be read, SoundError for a sound without content.
    """
    listening = load_network(network, "listen", "cpu", threads=1)
    mouths = load_content(listening, "cpu", threads=1)
    for name, samples in sounds:
        speech = hear(from_samples(samples), listening, mouths=mouths)
        yield SpeechContent(name, speech.content)


def training_sounds(data: Path, minutes: float, seed: int) -> Sounds:
    """(name, samples [n] at 16 kHz) of all sounds that train the acting network.

    minutes   of each synthesiser's speech

    Held-out clips, speakers, sentences and voices are left out.
    """
    clips = [take for take in faces.facegood(data) if take.name not in faces.HELD_CLIPS]
    yield from ((f"facegood/{take.name}", take.samples) for take in clips)
    yield from ((take.name, take.samples) for take in without_pauses(clips))
    yield from s1_sounds(data)
    recorded = itertools.chain(corpora.emodb(data), corpora.ljspeech(data))
    spoken = itertools.chain(recorded, synthesise(minutes, seed))
    for number, utterance in enumerate(spoken):
        if not corpora.held_out(utterance) and utterance.speaker != corpora.HELD_VOICE:
            yield (
                f"{utterance.corpus}/{utterance.speaker}{utterance.text}{number}",
                utterance.samples,
            )


def s1_sounds(data: Path) -> Sounds:
    """(name, samples [n] at 16 kHz) of GRID's talker s1, without the clips that are held out."""
    for take in faces.grid_s1(data, faces.TRAINED):
        yield f"{S1}{take.name}", take.samples


def cached_content(sounds: Sounds, network: Path, folder: Path, key: str) -> list[SpeechContent]:
    """`content_of`, computed once and kept in `folder`.

    key   names the sounds; another key, network or recogniser computes anew
    """
    read = network.read_bytes() + CONTENT_FILE.read_bytes() + recogniser_missing().encode()
    digest = hashlib.sha256(read + key.encode()).hexdigest()[:16]
    path = folder / f"content-{digest}.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        found = {item.name: item.content.values for item in content_of(sounds, network)}
        unfinished = path.with_suffix(".part.npz")
        np.savez_compressed(unfinished, **found)
        unfinished.replace(path)
    with np.load(path) as file:
        return [SpeechContent(name, Track(file[name], RATE, CONTENT)) for name in file.files]
