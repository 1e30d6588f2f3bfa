"""Confidence: how sure the type of emotion may be, fitted on speakers whom no head has heard.

    python -m intone.training.listen_confidence --data DATA [--model FILE]

sets it anew in a published file; training does it by itself. Nothing but the confidence changes:
the logits are multiplied by one number, which is 1 for voices unlike those that it was fitted on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx
import torch

from ..audio.speech import EMOTIONS
from .corpora import HELD_SPEAKERS, emodb, held_out
from .listen_folds import best_sharpness, train_folds
from .listen_mood import MoodConfig, clips, familiarise, hear
from .listen_network import ListenNetwork
from .publish import VERSION, publish_listen
from .published import go_on_from

MODEL = Path("assets/models/intone_listen.onnx")


def sharpen(network: ListenNetwork, data: Path, config: MoodConfig, seed: int) -> None:
    """Set the sharpness to what is best for EMO-DB's eight speakers of the training, each judged by
    a head that never heard them (listen_folds)."""
    speech = [u for u in emodb(data) if u.emotion in EMOTIONS]
    folds = train_folds(lambda u, s: hear(network, s, u.speaker, u.emotion), speech, config, seed)
    network.mood.sharpness.fill_(best_sharpness(folds)[HELD_SPEAKERS])


def mend(model: Path, data: Path, config: MoodConfig, seed: int) -> None:
    """Publish a file again with its confidence set."""
    network = ListenNetwork().eval()
    go_on_from(network, model)
    acted = [u for u in emodb(data) if not held_out(u)]
    familiarise(network.mood, clips(network, acted, config.passes, seed))
    sharpen(network, data, config, seed)
    spec = json.loads({p.key: p.value for p in onnx.load(model).metadata_props}["spec"])
    publish_listen(network, model, {**spec, "version": VERSION})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--seed", type=int, default=7, help="of listen.toml")
    given = parser.parse_args()
    torch.set_num_threads(1)
    mend(given.model, given.data, MoodConfig(), given.seed)


if __name__ == "__main__":
    main()
