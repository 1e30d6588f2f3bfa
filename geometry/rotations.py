"""Rotations as vectors (axis times angle, in radians), matrices, quaternions and Euler angles."""

from __future__ import annotations

import numpy as np

from ..track import Array


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
    return vectors(_quaternions(rotations))


def quaternions(vectors: Array) -> Array:
    """Unit quaternions [n, 4], w first, of rotation vectors [n, 3]."""
    angles = np.sqrt((vectors**2).sum(axis=1))
    found = np.empty((len(vectors), 4))
    found[:, 0] = np.cos(angles / 2)
    found[:, 1:] = np.sinc(angles / (2 * np.pi))[:, None] / 2 * vectors
    return found


def vectors(quaternions: Array) -> Array:
    """Rotation vectors [..., 3] of at most half a turn, of quaternions [..., 4] of any length."""
    lengths = np.maximum(np.linalg.norm(quaternions, axis=-1, keepdims=True), 1e-12)
    unit = quaternions / lengths * np.where(quaternions[..., :1] < 0, -1.0, 1.0)
    sines = np.linalg.norm(unit[..., 1:], axis=-1, keepdims=True)
    angles = 2 * np.arctan2(sines, unit[..., :1])
    return np.where(sines > 1e-12, angles / np.maximum(sines, 1e-12), 2.0) * unit[..., 1:]


def _quaternions(rotations: Array) -> Array:
    """Quaternions [..., 4] of any length: the best conditioned column of their outer product."""
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
    return np.take_along_axis(outer, best[..., None, None], axis=-2)[..., 0, :]


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
