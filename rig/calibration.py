"""Calibration: how far a rig opens at jawOpen 1, beside the embedded head of the takes."""

from __future__ import annotations

import math
from dataclasses import replace

from ..errors import RigError
from ..head.container import HeadModel
from .mapping import AMPLITUDES, RigMap

LEAST, MOST = 0.2, 3.0
"""A rig that needs less or more than this is measured wrongly, or its jaw is mapped to something
else: it is held there."""


def jaw_gain(aperture: float, width: float, head: HeadModel) -> float:
    """The amplitude with which the rig's mouth opens as far as the head's, for its width.

    `aperture`: how much farther the rig's lips stand apart at jawOpen 1 than at rest; `width`:
    between its mouth's corners at rest; both in the same unit. Raises RigError where the mouth
    does not open, or has no width.
    """
    if not (aperture > 0 and width > 0 and math.isfinite(aperture + width)):
        raise RigError(
            "The mouth did not open at jawOpen 1: look at its rows in the map, then measure again."
        )
    gain = _openness(head) / (aperture / width)
    return min(max(gain, LEAST), MOST)


def _openness(head: HeadModel) -> float:
    """The head's own aperture at jawOpen 1, as a share of its mouth's width."""
    corners = (head.vertices[head.landmarks[f"mouth_corner_{side}"]] for side in ("left", "right"))
    width = math.dist(*(corner.tolist() for corner in corners))
    return (head.lip_gap(head.shaped({"jawOpen": 1.0})) - head.lip_gap()) / width


def calibrated(rig: RigMap, part: str, gain: float) -> RigMap:
    """The map with that amplitude for one part of AMPLITUDES; 1 is as it was made."""
    if part not in AMPLITUDES:
        raise RigError(
            f"There is no part {part!r} to calibrate: choose of {', '.join(AMPLITUDES)}."
        )
    others = {name: value for name, value in rig.amplitude.items() if name != part}
    return replace(rig, amplitude=others if gain == 1.0 else {**others, part: gain})
