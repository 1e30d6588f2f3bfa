"""Rig marks: where the lips and the eyes of a character are, by what moves on it."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from intone.blender.character import measuring, posing, preview
from intone.rig.mapping import RigMap

LEFT = {"leftEyeYaw": -0.35, "rightEyeYaw": -0.35, "eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0}
"""A look to the character's left."""


@dataclass(frozen=True)
class Marks:
    """Where a face is: lips (pairs of points, upper and lower), its axes, and its size."""

    pairs: np.ndarray
    lips: np.ndarray
    up: np.ndarray
    side: np.ndarray
    front: np.ndarray
    size: float


def points(chosen: bpy.types.Object, wanted: dict) -> np.ndarray:
    """All points of the character [v, 3] with its channels standing so; it is put back."""
    before = posing.values(wanted)
    posing.put(wanted)
    seen, _ = measuring.seen(chosen)
    posing.put(before)
    return seen


def posed(chosen: bpy.types.Object, rig: RigMap, face: dict[str, float]) -> np.ndarray:
    """The same with the face in that pose."""
    return points(chosen, preview.standing(rig, face))


def marks(chosen: bpy.types.Object, rig: RigMap, rest: np.ndarray) -> Marks | None:
    """Where the lips are, by what the jaw moves; None where nothing opens the mouth."""
    jaw = posed(chosen, rig, {"jawOpen": 1.0}) - rest
    far = np.linalg.norm(jaw, axis=1)
    if far.max() == 0:
        return None
    up = np.array([0.0, 0.0, 1.0])
    middle = (rest * far[:, None] ** 2).sum(0) / (far**2).sum()
    head = rest[np.linalg.norm(rest - middle, axis=1) < 12 * far.max()]
    front = (middle - head.mean(0)) * [1, 1, 0]
    front = np.array([0.0, np.sign(front[1]) or -1.0, 0.0])
    side = np.cross(up, front)
    pairs = _pairs(rest, -jaw @ up, side, front, middle)
    if not len(pairs):
        return None
    lips = rest[pairs.ravel()].mean(0)
    eyes = _eyes(chosen, rig, rest)
    size = float((eyes - lips) @ up) if eyes is not None else 6 * far.max()
    return Marks(pairs, lips, up, side, front, size)


def _pairs(rest, drop, side, front, middle) -> np.ndarray:
    """Points of the lower lip, each with the nearest of the upper one, [12, upper and lower]."""
    most = drop.max()
    middling = np.abs((rest - middle) @ side) < most
    low = np.flatnonzero((drop > 0.35 * most) & middling)
    high = np.flatnonzero((drop < 0.12 * most) & middling)
    near = high[np.linalg.norm(rest[high] - middle, axis=1) < 6 * most]
    if not (len(low) and len(near)):
        return np.empty((0, 2), int)
    apart = np.linalg.norm(rest[low][:, None] - rest[near][None], axis=2)
    apart[(rest[low][:, None, 2] - rest[near][None, :, 2]) > 0.1 * most] = np.inf  # a chin's neck
    best = apart.argmin(1)
    close = np.flatnonzero(apart.min(1) <= np.quantile(apart.min(1), 0.1) + 0.05 * most)
    foremost = close[np.argsort(-(rest[low[close]] @ front))][:12]
    return np.stack([near[best[foremost]], low[foremost]], axis=1)


def _eyes(chosen, rig, rest) -> np.ndarray | None:
    for pose in ({"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}, LEFT):
        far = ((posed(chosen, rig, pose) - rest) ** 2).sum(1)
        if far.max() > 0:
            return (rest * far[:, None]).sum(0) / far.sum()
    return None
