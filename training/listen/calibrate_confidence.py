"""Calibration of the confidence in the type of emotion, on speakers that no head was trained on.

Only the confidence changes: the logits are multiplied by one number (temperature scaling), which is
1 for unfamiliar voices. Training does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...audio.speech import EMOTIONS
from ..data.corpora import HELD_SPEAKERS, emodb
from ..evaluate.cross_validation import Folds, best_sharpness, train_folds, training_clips
from .mood import MoodConfig, encode_clip, fit_voice_statistics
from .mood_loss import Clip
from .network import ListenNetwork


def calibrate_confidence(
    network: ListenNetwork,
    data: Path,
    config: MoodConfig,
    seed: int,
    read: Sequence[Clip] = (),
) -> None:
    """Calibrate a trained network in place, by cross-validation on EMO-DB in `data`.

    read   clips of read speech, on which the heads are trained, too
    """
    speech = [u for u in emodb(data) if u.emotion in EMOTIONS]
    folds = train_folds(
        lambda u, s: encode_clip(network, s, u.speaker, u.emotion), speech, config, seed, read
    )
    set_sharpness(network, folds)


def set_sharpness(network: ListenNetwork, folds: Folds) -> None:
    """Set the factor of the logits and the statistics of familiar voices from trained folds.

    The factor is the best one for EMO-DB's eight training speakers, each predicted by a head that
    was not trained on them.
    """
    acted = training_clips(folds, HELD_SPEAKERS)
    fit_voice_statistics(network.mood, [*acted, *folds.read])
    network.mood.sharpness.fill_(best_sharpness(folds)[HELD_SPEAKERS])
