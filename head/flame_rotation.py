"""Rotations as FLAME's files give them (axis-angle) and as Blender turns bones (Euler XYZ)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def matrices(axis_angle: Array) -> Array:
    """Rotation matrices [..., 3, 3] of rotation vectors [..., 3] in radians (Rodrigues)."""
    angle = np.linalg.norm(axis_angle, axis=-1)[..., None, None]
    safe = np.where(angle > 1e-12, angle, 1.0)
    cross = _cross(axis_angle) / safe
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def _cross(vectors: Array) -> Array:
    x, y, z = np.moveaxis(vectors, -1, 0)
    zero = np.zeros_like(x)
    rows = [[zero, -z, y], [z, zero, -x], [-y, x, zero]]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def axis_angles(rotations: Array) -> Array:
    """Rotation vectors [..., 3] of matrices [..., 3, 3]; the shortest turn, up to pi.

    By way of quaternions, whose largest part is found first, so that a half turn is exact too.
    """
    quaternion = _quaternions(rotations)
    quaternion = np.where(quaternion[..., :1] < 0, -quaternion, quaternion)
    sine = np.linalg.norm(quaternion[..., 1:], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(sine, quaternion[..., :1])
    factor: Array = np.where(sine > 1e-12, angle / np.maximum(sine, 1e-12), 2.0)
    return quaternion[..., 1:] * factor


def _quaternions(rotations: Array) -> Array:
    """Unit quaternions [..., 4] (w first): the best conditioned column of their outer product."""
    r = np.moveaxis(rotations, (-2, -1), (0, 1))
    (a, b, c), trace = (r[0, 0], r[1, 1], r[2, 2]), r[0, 0] + r[1, 1] + r[2, 2]
    wx, wy, wz = r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]
    xy, xz, yz = r[0, 1] + r[1, 0], r[0, 2] + r[2, 0], r[1, 2] + r[2, 1]
    outer = np.array([
        [1 + trace, wx, wy, wz],
        [wx, 1 + a - b - c, xy, xz],
        [wy, xy, 1 - a + b - c, yz],
        [wz, xz, yz, 1 - a - b + c],
    ])  # fmt: skip
    outer = np.moveaxis(outer, (0, 1), (-2, -1))
    best = np.argmax(np.diagonal(outer, axis1=-2, axis2=-1), axis=-1)
    column = np.take_along_axis(outer, best[..., None, None], axis=-2)[..., 0, :]
    return column / np.linalg.norm(column, axis=-1, keepdims=True)


def euler_angles(rotations: Array) -> Array:
    """Angles [..., 3] about x, then y, then z, as Blender's order XYZ, of matrices [..., 3, 3]."""
    x = np.arctan2(rotations[..., 2, 1], rotations[..., 2, 2])
    y = np.arcsin(np.clip(-rotations[..., 2, 0], -1, 1))
    z = np.arctan2(rotations[..., 1, 0], rotations[..., 0, 0])
    return np.stack([x, y, z], axis=-1)


def from_euler(angles: Array) -> Array:
    """Matrices [..., 3, 3] of angles [..., 3] in Blender's order XYZ."""
    x, y, z = (matrices(angles * axis) for axis in np.eye(3))
    return z @ y @ x
