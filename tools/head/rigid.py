"""The axis of a rigid motion, rotations built from angles, spheres fitted to points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intone.geometry.registration import Similarity

Floats = NDArray[np.float64]


def hinge(motion: Similarity) -> Floats:
    """The point [3] of the motion's axis that lies nearest to the origin."""
    return np.linalg.lstsq(np.eye(3) - motion.rotation, motion.shift, rcond=None)[0]


def turn(axis: int, degrees: float) -> Floats:
    """Rotation [3, 3] about a coordinate axis by the right-hand rule."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    one, two = (axis + 1) % 3, (axis + 2) % 3
    rotation = np.eye(3)
    rotation[[one, one, two, two], [one, two, one, two]] = cosine, -sine, sine, cosine
    return rotation


def sphere_fit(points: Floats) -> tuple[Floats, float]:
    """Centre [3] and radius of the sphere through points [n, 3], by linear least squares."""
    system = np.c_[2 * points, np.ones(len(points))]
    solution = np.linalg.lstsq(system, (points**2).sum(axis=1), rcond=None)[0]
    centre = solution[:3]
    return centre, float(np.sqrt(solution[3] + centre @ centre))
