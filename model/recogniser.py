"""Recogniser: the files of Moonshine tiny (English), and the sessions that they are run by.

Jeffries et al. 2024 (arXiv 2410.15608). The model's files are fetched when Intone's environment or
its zips are made, never at run time; the graphs beside them are our own, and read the weights in
these files (training/recogniser/graphs.py); see docs/models-recogniser.md.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..audio.features import LEVEL, SAMPLE_RATE
from ..track import Array
from .onnx_backend import PlainSession, load_session, on_card
from .tokens import read_vocabulary

FOLDER = Path(__file__).parent.parent / "assets" / "recogniser"
FILES: dict[str, str] = {
    "encoder_model.ort": "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    "decoder_model_merged.ort": "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    "tokenizer.bin": "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
}
"""The model's files and their SHA-256."""
_CARDS = ("cuda", "webgpu")
"""Devices that take all operators of encoder_card.onnx."""
_NEAR, _EXAMPLE_S = 0.1, 8
"""How far a card's states may lie from the processor's, whose sums are of 8 bits (a share of their
standard deviation; speech: .04), on how many seconds."""


@dataclass(frozen=True)
class Recogniser:
    """The model, ready to run.

    encoder: samples [1, n] to states [1, t, 576]; memory: those to what the decoder looks among;
    decoder: a token to the logits of the next.
    """

    encoder: PlainSession
    memory: PlainSession
    decoder: PlainSession
    vocabulary: tuple[bytes, ...]


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
def load_recogniser(folder: Path = FOLDER, device: str = "cpu") -> Recogniser:
    """The model in that folder. Raises ModelError where it is missing or cannot be run.

    device: where the encoder runs, if it is faster there; the rest is too small for a card.
    """
    vocabulary = read_vocabulary((folder / "tokenizer.bin").read_bytes())
    encoder = load_encoder(folder, device)
    memory, decoder = (load_session(folder / name) for name in ("memory.onnx", "decoder.onnx"))
    return Recogniser(encoder, memory, decoder, vocabulary)


@functools.cache
def load_encoder(folder: Path = FOLDER, device: str = "cpu") -> PlainSession:
    """The model's first half alone. See load_recogniser."""
    processor = load_session(folder / "encoder.onnx")
    if device not in _CARDS:
        return processor
    return on_card(folder / "encoder_card.onnx", device, processor, _example(), _NEAR)


def _example() -> dict[str, Array]:
    """Noise, as loud as speech is for the encoder."""
    noise = np.random.default_rng(0).normal(0, LEVEL, (1, _EXAMPLE_S * SAMPLE_RATE))
    return {"samples": noise.astype(np.float32)}
