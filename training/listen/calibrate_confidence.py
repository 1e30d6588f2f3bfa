"""Calibration of the confidence in the type of emotion, on speakers that no head was trained on.

    python -m intone.training.listen.calibrate_confidence --data DATA [--model FILE]

calibrates a published file again; training does it by itself. Only the confidence changes: the
logits are multiplied by one number (temperature scaling), which is 1 for unfamiliar voices.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx
import torch

from ...audio.speech import EMOTIONS
from ..data.corpora import HELD_SPEAKERS, emodb
from ..evaluate.cross_validation import Folds, best_sharpness, train_folds, training_clips
from .mood import MoodConfig, encode_clip, fit_voice_statistics
from .network import ListenNetwork
from .publish import VERSION, publish_listen
from .warm_start import warm_start

MODEL = Path("assets/models/intone_listen.onnx")


def calibrate_confidence(network: ListenNetwork, data: Path, config: MoodConfig, seed: int) -> None:
    """Calibrate a trained network in place, by cross-validation on EMO-DB in `data`."""
    speech = [u for u in emodb(data) if u.emotion in EMOTIONS]
    folds = train_folds(
        lambda u, s: encode_clip(network, s, u.speaker, u.emotion), speech, config, seed
    )
    set_sharpness(network, folds)


def set_sharpness(network: ListenNetwork, folds: Folds) -> None:
    """Set the factor of the logits and the statistics of familiar voices from trained folds.

    The factor is the best one for EMO-DB's eight training speakers, each predicted by a head that
    was not trained on them.
    """
    fit_voice_statistics(network.mood, training_clips(folds, HELD_SPEAKERS))
    network.mood.sharpness.fill_(best_sharpness(folds)[HELD_SPEAKERS])


def republish(network: ListenNetwork, model: Path) -> None:
    """Write a network over the file that it was read from, with the same spec and the next version.

    Raises ModelError, and writes nothing, where ONNX differs from torch.
    """
    spec = json.loads({p.key: p.value for p in onnx.load(model).metadata_props}["spec"])
    publish_listen(network, model, {**spec, "version": VERSION})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    given = parser.parse_args()
    torch.set_num_threads(1)
    network = ListenNetwork().eval()
    warm_start(network, given.model)
    calibrate_confidence(network, given.data, MoodConfig(), seed=0)
    republish(network, given.model)


if __name__ == "__main__":
    main()
