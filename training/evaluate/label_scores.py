"""How well pseudo-labels do: against the known truth of stand-ins, and on real neutral faces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

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

Array = NDArray[np.float32]


def spearman(one: Array, other: Array) -> float:
    """Spearman's rank correlation of two curves [t]; 0 where one of them does not move."""
    if one.std() < 1e-9 or other.std() < 1e-9:
        return 0.0
    return float(spearmanr(one, other).statistic)


def label_scores(cast: Sequence[SimulatedTake]) -> dict[str, float]:
    """Frame-wise rank correlation with the true intensity, and the mean label of neutral speech.

    The same for the plain distance from rest, scaled alike, as naive_….
    """
    takes = [one.seen for one in cast]
    neutral = fit_neutral(takes)
    plain = scale_distances(takes, [naive_distances(take, neutral) for take in takes])
    truth = np.concatenate([one.intensity for one in cast])
    found = {"": pseudo_labels(takes, neutral), "naive_": plain}
    calm = np.concatenate([np.full(len(t.face), t.emotion == "neutral") for t in takes])
    scores: dict[str, float] = {}
    for name, curves in found.items():
        curve = np.concatenate(curves)
        scores[f"{name}spearman"] = spearman(curve, truth)
        scores[f"{name}neutral"] = float(curve[calm].mean())
    return scores


def neutral_scores(takes: Sequence[RecordedTake]) -> dict[str, float]:
    """Labels of real neutral takes of one speaker each, each left out of what labels it.

    Their rest is their own median face. The range of the labels, and of the plain distances beside
    them, is half of what the palette's emotions span: they show no emotion that could set one.
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
