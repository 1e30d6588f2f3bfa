"""Transcriber: what is said in a sound, written down by Moonshine tiny (English) on the processor.

Jeffries et al. 2024 (arXiv 2410.15608). The model's files are fetched when Intone's environment or
its zips are made, never at run time; see docs/models-recogniser.md.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.speech import RATE
from ..progress import POLL_S, Progress, attended, silent
from ..track import Array
from .encoder import Keep, encode, mask_of, piece_samples
from .onnx_backend import PlainSession, load_session
from .pauses import halves, pieces
from .tokens import loop, read_vocabulary, text_of

FOLDER = Path(__file__).parent.parent / "assets" / "recogniser"
FILES: dict[str, str] = {
    "encoder_model.ort": "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    "decoder_model_merged.ort": "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    "tokenizer.bin": "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
}
"""The model's files and their SHA-256."""
TOKENS_A_SECOND = 6.5
"""More than that nobody says: the model repeats itself, or invents."""
_START, _END = 1, 2
_HEADS, _WIDTH = 8, 36
_WHAT = "Transcribing"


@dataclass(frozen=True)
class Passage:
    """A text, and the frames `first`..`last` (at RATE, last not included) in which it is said.

    sureness: geometric mean of the probabilities of its tokens, 0..1.
    """

    first: int
    last: int
    text: str
    sureness: float = 1.0


@dataclass(frozen=True)
class Recogniser:
    """The model, ready to run."""

    encoder: PlainSession
    decoder: PlainSession
    vocabulary: tuple[bytes, ...]


@dataclass(frozen=True)
class _Decoded:
    """The tokens of a piece, their probability (geometric mean), and whether it came to its end."""

    ids: tuple[int, ...]
    sureness: float
    whole: bool


def recogniser_missing(folder: Path = FOLDER) -> str:
    """Why there is no transcript here and how to get one, in a sentence; "" where there is one."""
    if all((folder / name).is_file() for name in FILES):
        return ""
    how = (
        "run “make recogniser”" if (FOLDER.parents[1] / "Makefile").exists() else "reinstall Intone"
    )
    return (
        "A transcript, and mouths that are heard more surely, need the recogniser's files, "
        f"which are not here: {how}."
    )


@functools.cache
def load_recogniser(folder: Path = FOLDER) -> Recogniser:
    """The model in that folder. Raises ModelError where it is missing or cannot be run."""
    encoder, decoder = load_encoder(folder), load_session(folder / tuple(FILES)[1])
    return Recogniser(encoder, decoder, read_vocabulary((folder / "tokenizer.bin").read_bytes()))


@functools.cache
def load_encoder(folder: Path = FOLDER) -> PlainSession:
    """The model's first half alone. Raises ModelError as load_recogniser does."""
    return load_session(folder / tuple(FILES)[0])


def drop(piece: slice, states: Array) -> None:
    """Keeps no states."""


def transcribe(
    samples: Array,
    voice: Array,
    level: float,
    recogniser: Recogniser,
    progress: Progress = silent,
    keep: Keep = drop,
) -> Iterator[Passage]:
    """What is said, a piece between two pauses after the other; silence has none.

    samples [n] at 16 kHz (an array or a memmap, of which one piece at a time is read); voice
    [frames] at RATE; level: the sound's speech_level. `progress` is told every POLL_S. The
    encoder's states of each piece are given to `keep`.
    """
    waiting = [(piece, keep) for piece in pieces(voice)][::-1]
    while waiting:
        piece, kept = waiting.pop()

        def told(fraction: float, what: str, at: float = piece.start / len(voice)) -> None:
            progress(at, what)

        sound = piece_samples(samples, piece, level)
        hidden = attended(functools.partial(encode, recogniser.encoder, sound), told, 0.0, _WHAT)
        kept(piece, hidden)
        seconds = (piece.stop - piece.start) / RATE
        found = _decoded(recogniser, hidden, mask_of(sound), seconds, told)
        parts = (piece,) if found.whole else halves(voice, piece)
        if len(parts) > 1:
            waiting += [(half, drop) for half in parts[::-1]]
        elif text := text_of(found.ids, recogniser.vocabulary):
            yield Passage(piece.start, piece.stop, text, found.sureness)
    progress(1.0, _WHAT)


def _decoded(
    recogniser: Recogniser,
    hidden: Array,
    mask: NDArray[np.int64],
    seconds: float,
    progress: Progress,
) -> _Decoded:
    """The likeliest token after the other, of the encoder's states [1, t, 288] of a piece."""
    most = int(np.ceil(seconds * TOKENS_A_SECOND)) + 2
    ids: list[int] = []
    logs: list[float] = []
    looked = time.monotonic()
    for token, log in _steps(recogniser.decoder, hidden, mask):
        if time.monotonic() - looked >= POLL_S:
            progress(0.0, _WHAT)
            looked = time.monotonic()
        logs.append(log)
        if token == _END:
            return _Decoded(tuple(ids), float(np.exp(np.mean(logs))), True)
        ids.append(token)
        again = loop(ids)
        if again or len(ids) >= most:
            return _Decoded(tuple(ids[: len(ids) - again]), float(np.exp(np.mean(logs))), False)
    raise AssertionError("the steps have no end")


def _steps(
    decoder: PlainSession, hidden: Array, mask: NDArray[np.int64]
) -> Iterator[tuple[int, float]]:
    """The likeliest next token and its log-probability, without end."""
    names = [name for name in decoder.inputs if name.startswith("past_")]
    past: dict[str, Any] = {n: np.zeros((1, _HEADS, 0, _WIDTH), np.float32) for n in names}
    fixed = {"encoder_hidden_states": hidden, "encoder_attention_mask": mask}
    token, wanted = _START, names
    while True:
        again = np.array([wanted is not names])
        given = {"input_ids": np.array([[token]]), "use_cache_branch": again, **fixed, **past}
        presents = [name.replace("past_key_values", "present") for name in wanted]
        found = decoder.run(given, ["logits", *presents])
        logits = found["logits"][0, -1]
        token = int(logits.argmax())
        yield token, float(-np.log(np.exp(logits - logits[token]).sum()))
        past |= {name: found[present] for name, present in zip(wanted, presents, strict=True)}
        # what the decoder makes of the encoder's states stays as the first step made it
        wanted = [name for name in names if ".decoder." in name]
