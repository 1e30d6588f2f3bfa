"""Transcript: a voice heard with the text that Intone writes itself, where that fits the sound."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..audio.speech import SpokenWord
from ..errors import ModelError
from ..progress import Progress, attended, part, silent
from ..text.script import Script, Word, pronounced
from ..track import Array, Track
from .encoder import StateSpool, encode_speech
from .following import Followed, follow_stretches
from .mouths import with_mouths
from .network import Network
from .placing import Stretch
from .recogniser import FOLDER, load_encoder, load_recogniser, recogniser_missing
from .transcriber import Passage, drop, transcribe

_WRITTEN, _HEARD = 0.85, 0.9
"""Share of the time after which the transcript is written, and the mouths are heard again."""
_ENCODED = 0.7
"""Share of the time for the encoder where there is no transcript."""
_DEAREST, _DEAREST_FEW, _FEW = 1.3, 0.9, 2
"""Nats from which a piece's text is not believed, what its tokens cost added; and of few words,
which are soonest made up. Chosen with benchmarks/words.py on the clips that it calls chosen."""


@dataclass(frozen=True)
class Told:
    """What was heard, its mouth taken from a text where that fits; the text, if written here."""

    followed: Followed
    transcript: str = ""


def with_encoder(
    samples: Array,
    content: Track,
    level: float,
    mouths: Network | None,
    progress: Progress = silent,
) -> tuple[Track, tuple[str, ...]]:
    """The content with the mouths that the recogniser's encoder hears, and remarks.

    As with_transcript, but for the transcript.
    """
    if mouths is None:
        return content, ()
    states = StateSpool(len(content))
    heard = part(progress, 0.0, _ENCODED)
    try:
        loading = functools.partial(load_encoder, FOLDER, _device(mouths))
        encoder = attended(loading, heard, 0.0, "Listening")
    except ModelError as error:
        return content, (str(error),)
    encode_speech(samples, content["voice"], level, encoder, states.add, heard)
    rest = part(progress, _ENCODED, 1.0)
    return with_mouths(samples, content, level, states.array(), mouths, rest), ()


def with_transcript(
    samples: Array,
    content: Track,
    level: float,
    mouths: Network | None = None,
    progress: Progress = silent,
) -> Told:
    """The content of a sound as its own transcript shapes it.

    samples [n] at 16 kHz; level: their speech_level. A transcript that does not fit, as of another
    language or of a song, changes nothing, and nothing is said of it: nobody asked for that text.
    mouths: the content network, which hears the mouths again from what the transcript is made of.
    Without the recogniser's files the content stays as it is, and a remark says why.
    """
    if missing := recogniser_missing():
        return Told(Followed(content, remarks=(missing,)))
    written = part(progress, 0.0, _WRITTEN)
    try:
        loading = functools.partial(load_recogniser, FOLDER, _device(mouths))
        recogniser = attended(loading, written, 0.0, "Transcribing")
    except ModelError as error:
        return Told(Followed(content, remarks=(str(error),)))
    states = StateSpool(len(content)) if mouths else None
    keep = states.add if states else drop
    passages = tuple(transcribe(samples, content["voice"], level, recogniser, written, keep))
    if states and mouths:
        again = part(progress, _WRITTEN, _HEARD)
        content = with_mouths(samples, content, level, states.array(), mouths, again)
    stretches = attended(lambda: _stretches(passages), progress, _HEARD, "Reading the text")
    if not stretches:
        return Told(Followed(content))
    followed = follow_stretches(content, stretches, part(progress, _HEARD, 1.0))
    text = _fitting(passages, followed.words, content.rate)
    return Told(replace(followed, remarks=()), text)


def _device(mouths: Network | None) -> str:
    """Where the content network runs: the encoder is tried there, too."""
    return mouths.device.partition(";")[0] if mouths else "cpu"


def _stretches(passages: Sequence[Passage]) -> list[Stretch]:
    return [
        Stretch(passage.first, passage.last, words, _dearest(words, passage.sureness))
        for passage in passages
        if (words := pronounced(Script(passage.text)))
    ]


def _dearest(words: Sequence[Word], sureness: float) -> float:
    return (_DEAREST if len(words) > _FEW else _DEAREST_FEW) + math.log(max(sureness, 1e-9))


def _fitting(passages: Sequence[Passage], words: Sequence[SpokenWord], rate: float) -> str:
    """The text of the passages of which some words were found."""
    starts = np.rint([word.start * rate for word in words])
    edges = ([p.first for p in passages], [p.last for p in passages])
    before, until = (np.searchsorted(starts, frames) for frames in edges)
    found = zip(passages, (until > before).tolist(), strict=True)
    return " ".join(passage.text for passage, fits in found if fits)
