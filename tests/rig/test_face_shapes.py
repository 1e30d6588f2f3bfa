"""Shapes of the body are no shapes of the face."""

from __future__ import annotations

import numpy as np

from intone.geometry.surface import triangles, vertex_areas
from intone.head.container import read_head
from intone.rig.face_shapes import face_shapes
from intone.rig.match_by_motion import reference_face

MODEL = read_head()
FACE = reference_face(MODEL)
HEAD = FACE.surface.points
AREAS = vertex_areas(HEAD, triangles(MODEL.loops, MODEL.lengths))


def figure(seed: int = 0) -> np.ndarray:
    """Points of a body of 1.5 m below the head."""
    strewn = np.random.default_rng(seed).uniform(-1, 1, (4000, 3)) * (0.22, 0.14, 0.75)
    return strewn + (HEAD.mean(0)[0], HEAD.mean(0)[1], HEAD[:, 2].min() - 0.75)


def test_every_shape_of_a_face_is_kept_at_any_scale() -> None:
    assert set(face_shapes(HEAD, AREAS, FACE.shapes)) == set(FACE.shapes)
    assert set(face_shapes(HEAD * 100, AREAS, {n: f * 100 for n, f in FACE.shapes.items()})) == set(
        FACE.shapes
    )


def test_shapes_of_the_figure_are_left_out() -> None:
    body = figure()
    points = np.concatenate([HEAD, body])
    areas = np.concatenate([AREAS, np.full(len(body), 1.5 / len(body))])
    rest = np.zeros_like(body)
    shapes = {name: np.concatenate([field, rest]) for name, field in FACE.shapes.items()}
    few = {name: shapes[name] for name in ("jawOpen", "eyeBlinkLeft", "browInnerUp")}
    figure_wide = {"heavy": points * (0.3, 0.5, 0), "tall": points * (0, 0, 0.1)}
    foot = np.where(points[:, 2:] < body[:, 2].min() + 0.1, [[0, -0.05, 0]], 0)
    for own in (shapes, few):
        assert set(face_shapes(points, areas, own | figure_wide | {"foot": foot})) == set(own)


def test_nothing_that_moves_is_nothing() -> None:
    assert face_shapes(HEAD, AREAS, {"empty": np.zeros_like(HEAD)}) == {}
