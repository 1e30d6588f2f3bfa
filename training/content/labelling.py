"""Labelling: recordings become utterances with phones, from their tables or from their texts.

A text is found in its sound by Intone's own alignment (model/following.py), as at run time; what
does not fit is left out, and so is what an aligner's own scores call wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ...audio.features import SAMPLE_RATE
from ...audio.sound import from_samples
from ...errors import SoundError, TextError
from ...model.catalogue import Networks
from ...model.listening import hear
from ...text.script import Script
from ..data.corpora import Utterance, read_sound
from ..data.phone_files import of_words, read_phones
from ..data.phones import Phones
from ..importers.voices.recording import Recording
from ..listen.batches import load_utterances, save_utterances

SHORTEST_S = 1.5
"""Shorter sounds are left out: single words, which are said as nobody speaks."""


def labelled(
    corpus: str, recordings: Sequence[Recording], networks: Networks, folder: Path
) -> list[Utterance]:
    """The utterances of a corpus with phones; made once for these networks and kept in `folder`."""
    key = "".join(f"{r.sound}{r.text}{r.language}{r.phones}" for r in recordings)
    for network in (networks.listen, networks.content):
        key += network.spec.data if network else ""
    path = folder / f"labels-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        found = list(label(corpus, recordings, networks))
        if not found:
            return []
        save_utterances(path, found)
    return load_utterances(path)


def label(corpus: str, recordings: Sequence[Recording], networks: Networks) -> Iterator[Utterance]:
    """The utterances; those of which nothing believable is known are left out."""
    for recording in recordings:
        samples = read_sound(recording.sound)
        if len(samples) >= SHORTEST_S * SAMPLE_RATE:
            phones = phones_of(recording, samples, networks)
            if phones is not None:
                yield Utterance(samples, phones, corpus, recording.speaker, recording.name)


def phones_of(recording: Recording, samples: np.ndarray, networks: Networks) -> Phones | None:
    """The phones of a recording with samples [n] at 16 kHz; None where they cannot be known.

    Raises ModelError where the networks cannot be run.
    """
    if recording.phones is not None:
        return read_phones(recording.phones)
    if not recording.text:
        return None
    script = Script(recording.text, recording.language)
    try:
        speech = hear(
            from_samples(samples), networks.listen, script=script, mouths=networks.content
        )
    except (SoundError, TextError):
        return None
    return of_words(speech.words) if speech.words and not speech.remarks else None
