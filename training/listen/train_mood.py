"""Train intensity and type of a published listening network again; what is said stays to the bit.

    python -m intone.training.listen.train_mood --data DATA [--model FILE]

writes the network over the file that it was read from, with the next version.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx
import torch

from ..data.corpora import emodb, held_out
from ..data.readers import training_readers
from .batches import speech_hash, training_speech
from .calibrate_confidence import calibrate_confidence
from .mood import MoodConfig, fit_mood
from .network import ListenNetwork
from .publish import VERSION, publish_listen
from .train import CACHE, CONFIG, read_config
from .warm_start import warm_start

MODEL = Path("assets/models/intone_listen.onnx")


def train_mood(network: ListenNetwork, data: Path, config: MoodConfig, seed: int) -> str:
    """Fit intensity and type in place, and calibrate both; the SHA-256 of all that was heard.

    Raises SoundError where a synthesiser is missing.
    """
    content = read_config(CONFIG)
    speech = training_speech(data, CACHE, content.synthetic_minutes, content.seed)
    made = [*speech["flite"], *speech["espeak"]]
    read = fit_mood(network, data, made, config, seed)
    calibrate_confidence(network, data, config, seed, read)
    acted = [u for u in emodb(data) if not held_out(u)]
    return speech_hash({"acted": acted, "made": made, "read": list(training_readers(data))})


def republish(network: ListenNetwork, model: Path, heard: str) -> None:
    """Write a network over the file that it was read from, with the same spec and the next version.

    heard   SHA-256 of what the mood was trained on. Raises ModelError, and writes nothing, where
    ONNX differs from torch.
    """
    spec = json.loads({p.key: p.value for p in onnx.load(model).metadata_props}["spec"])
    publish_listen(network, model, {**spec, "version": VERSION, "mood_data": heard})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    given = parser.parse_args()
    torch.set_num_threads(1)
    network = ListenNetwork().eval()
    warm_start(network, given.model)
    republish(network, given.model, train_mood(network, given.data, MoodConfig(), seed=0))


if __name__ == "__main__":
    main()
