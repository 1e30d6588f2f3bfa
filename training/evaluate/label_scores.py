"""Measures of pseudo-labels: on simulated recordings with known truth, and on neutral faces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..act.performances import palette_arrays
from ..act.pseudo_labels import (
    Neutral,
    RecordedTake,
    fit_neutral,
    naive_distances,
    pseudo_labels,
    scale_distances,
)
from ..act.simulated_recordings import SimulatedTake
from .correlation import spearman

Array = NDArray[np.float32]


def label_scores(takes_with_truth: Sequence[SimulatedTake]) -> dict[str, float]:
    """Rank correlation with the true intensity by frame, and the mean label of neutral speech.

    The baseline, the plain distance from rest scaled likewise, is in the keys `naive_…`.
    """
    takes = [one.seen for one in takes_with_truth]
    neutral = fit_neutral(takes)
    plain = scale_distances(takes, [naive_distances(take, neutral) for take in takes])
    truth = np.concatenate([one.intensity for one in takes_with_truth])
    found = {"": pseudo_labels(takes, neutral), "naive_": plain}
    calm = np.concatenate([np.full(len(t.face), t.emotion == "neutral") for t in takes])
    scores: dict[str, float] = {}
    for name, curves in found.items():
        curve = np.concatenate(curves)
        scores[f"{name}spearman"] = spearman(curve, truth)
        scores[f"{name}neutral"] = float(curve[calm].mean())
    return scores


def neutral_scores(takes: Sequence[RecordedTake]) -> dict[str, float]:
    """Labels of real neutral takes, one a speaker, each labelled by a model of the others.

    The rest is the take's median face. The range is half of that of the palette's emotions, since
    the takes show none that could set it; for the baseline likewise.
    """
    rows = [_left_out(take, [other for other in takes if other is not take]) for take in takes]
    means, tops, plain = (float(np.mean(column)) for column in zip(*rows, strict=True))
    return {"mean": means, "highest": tops, "naive_mean": plain}


def _left_out(take: RecordedTake, others: Sequence[RecordedTake]) -> tuple[float, float, float]:
    found = fit_neutral(others)
    rests = {**found.rests, take.speaker: np.median(take.face, axis=0)}
    neutral = Neutral(rests, found.speech, found.whiten)
    curve = pseudo_labels([take], neutral)[0]
    plain = naive_distances(take, neutral) / palette_plain_range()
    return float(curve.mean()), float(curve.max()), float(plain.mean())


def palette_plain_range() -> float:
    """Half the plain distance of the palette's emotions at intensity 1, on average."""
    return float(np.linalg.norm(palette_arrays().faces, axis=1).mean()) / 2
