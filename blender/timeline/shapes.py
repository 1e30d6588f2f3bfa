"""Shapes: boxes, strips and text of one colour, drawn into the region that is being drawn."""

from __future__ import annotations

import blf
import gpu
import numpy as np
from gpu_extras.batch import batch_for_shader
from numpy.typing import NDArray

Colour = tuple[float, float, float, float]


def box(left: float, low: float, right: float, high: float, colour: Colour) -> None:
    """One box."""
    boxes(np.array([left]), low, np.array([right]), high, colour)


def boxes(
    left: NDArray[np.float64], low: float, right: NDArray[np.float64], high: float, colour: Colour
) -> None:
    """Boxes beside one another, [n] left and [n] right edges, as one batch."""
    if not len(left):
        return
    x = np.stack([left, right, right, left, right, left], axis=1)
    y = np.broadcast_to(np.array([low, low, high, low, high, high]), x.shape)
    fill("TRIS", np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32), colour)


def fill(kind: str, points: NDArray[np.float32], colour: Colour) -> None:
    """Triangles, as Blender calls their kind, through points [n, 2] in pixels."""
    shader = gpu.shader.from_builtin("UNIFORM_COLOR")
    shader.uniform_float("color", colour)
    flat = np.column_stack([points, np.zeros(len(points), np.float32)])
    batch_for_shader(shader, kind, {"pos": flat}).draw(shader)


def text(words: str, x: float, y: float, colour: Colour) -> None:
    """Text in the size that was set with blf.size."""
    blf.color(0, *colour)
    blf.position(0, x, y, 0)
    blf.draw(0, words)
