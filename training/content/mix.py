"""The mix: all speech that trains the content network, by corpus, and what is held out of it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from ...audio.features import SAMPLE_RATE
from ...model.catalogue import Networks
from ..data.corpora import Utterance
from ..importers.voices import recognise
from ..importers.voices.recording import Recording
from ..listen.batches import training_speech
from .labelling import labelled

TEST, VALIDATION = (8, 9), (6,)
"""Tenths of the speakers, or of one voice's recordings, that tests hear and that choose ways."""


@dataclass(frozen=True)
class Corpus:
    """Recorded speech in a layout of importers/voices.

    folder     within DATA, or a path of its own
    language   where the layout does not say; "" where it does
    most       recordings that are read; the rest is passed over evenly
    optional   left out, with a line that says so, where the folder is missing
    small      its texts are found by the listening network alone, whose borders lie nearer to
               hand-set ones in German than the content network's (docs/models-content.md)
    """

    folder: str
    language: str = ""
    most: int = 100_000
    optional: bool = False
    small: bool = False


def tenth(utterance_or_recording: Utterance | Recording, by_speaker: bool) -> int:
    """0..9 by the CRC-32 of the speaker's name, or of the recording's: the same on any machine."""
    one = utterance_or_recording
    name = one.text if isinstance(one, Utterance) else one.name
    return zlib.crc32((one.speaker if by_speaker else name).encode()) % 10


_One = TypeVar("_One", Utterance, Recording)


def part(speech: Sequence[_One], tenths: Sequence[int]) -> list[_One]:
    """Those of these tenths: of the speakers, or of the recordings of a single voice."""
    many = len({each.speaker for each in speech}) >= 10
    return [each for each in speech if tenth(each, many) in tenths]


def recorded(
    data: Path,
    corpora: Mapping[str, Corpus],
    networks: Networks,
    cache: Path,
    tenths: Sequence[int] = range(10),
) -> dict[str, list[Utterance]]:
    """The utterances with phones of each corpus, in these tenths.

    Raises DataError where a folder has no layout.
    """
    found: dict[str, list[Utterance]] = {}
    for name, corpus in corpora.items():
        if corpus.optional and not (data / corpus.folder).exists():
            print(f"{name}: left out, there is no folder {data / corpus.folder}", flush=True)
            continue
        _, recordings = recognise(data / corpus.folder)
        places = np.linspace(0, len(recordings) - 1, min(corpus.most, len(recordings)))
        read = part([recordings[k] for k in np.rint(places).astype(int)], tenths)
        chosen = [replace(r, language=corpus.language or r.language) for r in read]
        aligning = replace(networks, content=None) if corpus.small else networks
        found[name] = labelled(name, chosen, aligning, cache)
        print(_told(name, found[name], len(chosen)), flush=True)
    return found


def training_mix(
    data: Path, voices: Mapping[str, Sequence[Utterance]], cache: Path, minutes: float, seed: int
) -> dict[str, list[Utterance]]:
    """What trains: the recorded corpora without their held tenths, EMO-DB and made speech.

    minutes   of each synthesiser's speech; 0 for none, and no EMO-DB, where DATA has none
    """
    kept = [k for k in range(10) if k not in (*TEST, *VALIDATION)]
    mix = {name: part(utterances, kept) for name, utterances in voices.items()}
    if minutes:
        mix |= training_speech(data, cache, minutes, seed)
    return {name: utterances for name, utterances in mix.items() if utterances}


def _told(name: str, utterances: Sequence[Utterance], read: int) -> str:
    minutes = sum(len(u.samples) for u in utterances) / SAMPLE_RATE / 60
    speakers = len({u.speaker for u in utterances})
    return f"{name}: {len(utterances)} of {read} recordings, {speakers} voices, {minutes:.1f} min"
