"""Features of the content network, as Intone itself makes them of a sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...audio.features import log_mel, speech_level
from ...audio.speech import CONTENT
from ...model.encoder import StateSpool, encode_speech
from ...model.mouths import frame_mel
from ...model.network import Network
from ...model.onnx_backend import PlainSession, load_network
from ...model.recogniser import load_encoder
from ...progress import silent

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Ears:
    """What the features are made with: the listening network and the recogniser's encoder."""

    listening: Network
    encoder: PlainSession


def open_ears(listen: Path) -> Ears:
    """Both, on the processor. Raises ModelError where one is missing."""
    return Ears(load_network(listen, "listen", "cpu", 1), load_encoder())


def features(samples: Array, ears: Ears) -> dict[str, Array]:
    """The inputs of the content network for samples [n] at 16 kHz, each [frames, n]."""
    level, mel = speech_level(samples), frame_mel(samples, speech_level(samples))
    content = ears.listening.run({"features": log_mel(samples, level)[None]})["content"][0]
    content = content[: len(mel)]
    states = StateSpool(len(mel))
    voice = content[:, CONTENT.index("voice")]
    encode_speech(samples, voice, level, ears.encoder, states.add, silent)
    return {"states": states.array().astype(np.float32), "mel": mel, "content": content}
