"""Fit by motion: the embedded head's own shapes, with all that could give them away taken off."""

from __future__ import annotations

import numpy as np
import pytest

from intone.geometry.registration import PointCloud, align, bent, best_similarity
from intone.geometry.surface import nearest, triangles
from intone.head.container import read_head
from intone.rig.match_by_motion import (
    MovingFace,
    match_motions,
    moving_face,
    reference_face,
)
from intone.rig.motion_proposals import DOUBT

HEAD = read_head()
REFERENCE = reference_face(HEAD)
TRIANGLES = triangles(HEAD.loops, HEAD.lengths)
SKIN = TRIANGLES[np.repeat(HEAD.face_part, HEAD.lengths - 2) == HEAD.parts.index("skin")]


def turn(seed: int) -> np.ndarray:
    """Any rotation [3, 3]."""
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return q * np.linalg.det(q)


def other_head(points: np.ndarray) -> np.ndarray:
    """Somebody else: a wider, shorter skull that tapers, with a heavier brow."""
    rest = (points - (0, -0.05, 0.17)) * (1.12, 1, 0.93)
    rest[:, 0] *= 1 + 1.2 * rest[:, 2]
    rest[:, 1] -= 0.006 * np.exp(-(((rest[:, 2] - 0.03) / 0.03) ** 2))
    return rest + (0, -0.05, 0.17)


def same(points: np.ndarray) -> np.ndarray:
    return points


def disguised(seed: int, shape=same, count: int = 0) -> tuple[MovingFace, dict[str, str]]:
    """The head with shuffled meaningless names, turned, moved and scaled; and what they were.

    With a `count` the skin alone, of that many new vertices strewn over it.
    """
    random = np.random.default_rng(seed)
    rotation, scale, shift = turn(seed), 10 ** random.uniform(-2, 2), random.normal(size=3)
    rest = shape(HEAD.vertices.astype(float))
    fields = {name: shape(HEAD.vertices + field) - rest for name, field in REFERENCE.shapes.items()}
    names = random.permutation(list(fields)).tolist()
    truth = {f"Key {k}": name for k, name in enumerate(names)}
    plain = moving_face(rest, TRIANGLES, {key: fields[name] for key, name in truth.items()})
    if count:
        plain = strewn(moving_face(rest, SKIN, plain.shapes), count, random)
    s = plain.surface
    placed = PointCloud(
        s.points @ rotation.T * scale + shift, s.normals @ rotation.T, s.weights, {}
    )
    turned = {key: field @ rotation.T * scale for key, field in plain.shapes.items()}
    return MovingFace(placed, turned), truth


def strewn(face: MovingFace, count: int, random: np.random.Generator) -> MovingFace:
    """Another mesh of the same skin: points anywhere within its triangles."""
    corners = face.surface.points[SKIN]
    sizes = np.linalg.norm(
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
    )
    chosen = SKIN[random.choice(len(SKIN), count, p=sizes / sizes.sum())]
    shares = random.dirichlet((1, 1, 1), count)[..., None]

    def within(values: np.ndarray) -> np.ndarray:
        return (values[chosen] * shares).sum(axis=1)

    shapes = {name: within(f) for name, f in face.shapes.items()}
    normals = within(face.surface.normals)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    reach = np.sqrt(sum((field**2).sum(axis=1) for field in shapes.values()))
    alive = {name: field for name, field in shapes.items() if field.any()}
    return MovingFace(PointCloud(within(face.surface.points), normals, reach, {}), alive)


def told(face: MovingFace, truth: dict[str, str]) -> float:
    """The share of the shapes whose meaning is found."""
    first = {p.face: truth[p.shape] for p in reversed(match_motions(face, REFERENCE))}
    return float(np.mean([first.get(truth[key]) == truth[key] for key in face.shapes]))


def test_every_renamed_shape_is_found_at_its_own_strength() -> None:
    face, truth = disguised(seed=1)
    proposals = match_motions(face, REFERENCE)
    assert {p.face: truth[p.shape] for p in proposals} == {n: n for n in HEAD.shapes}
    assert len(proposals) == 52 and min(p.confidence for p in proposals) > 0.975
    assert np.allclose([p.weight for p in proposals], 1, atol=0.06)


@pytest.mark.parametrize(("count", "least"), [(4000, 1.0), (1000, 0.98)])
def test_another_mesh_of_the_same_face(count: int, least: float) -> None:
    assert told(*disguised(seed=2, count=count)) >= least


@pytest.mark.parametrize("seed", [1, 2])
def test_another_head_of_another_mesh(seed: int) -> None:
    """Before sure proposals bent the mesh, the eye of one side was missed: 44 and 46 of 51."""
    assert told(*disguised(seed=seed, shape=other_head, count=4000)) == 1.0


def test_two_halves_of_a_smile_are_both_moved_by_one_shape() -> None:
    shapes = REFERENCE.shapes
    both = {"grin": shapes["mouthSmileLeft"] + shapes["mouthSmileRight"], "ah": shapes["jawOpen"]}
    proposals = match_motions(moving_face(HEAD.vertices, TRIANGLES, both), REFERENCE)
    smiles = {p.face: p for p in proposals if p.face.startswith("mouthSmile")}
    assert {p.shape for p in smiles.values()} == {"grin"} and len(smiles) == 2
    assert all(p.confidence == pytest.approx(0.71, abs=0.03) for p in smiles.values())
    others = [p for p in proposals if p.shape == "grin" and p.face not in smiles]
    least = min(p.confidence for p in smiles.values()) - DOUBT
    assert all(p.confidence >= least for p in others), "what is surely a smile is nothing else"


def test_a_shape_that_does_not_shut_the_open_jaws_lips_is_no_mouth_close() -> None:
    shapes = REFERENCE.shapes
    press = shapes["mouthClose"] * 0.3
    face = moving_face(HEAD.vertices, TRIANGLES, {"a": press, "b": shapes["jawOpen"]})
    assert "mouthClose" not in {p.face for p in match_motions(face, REFERENCE)}


def test_a_channel_in_two_shapes_gets_both() -> None:
    jaw = REFERENCE.shapes["jawOpen"]
    left = np.where(HEAD.vertices[:, :1] > 0, jaw, 0)
    face = moving_face(HEAD.vertices, TRIANGLES, {"a": left, "b": jaw - left})
    rows = [p for p in match_motions(face, REFERENCE) if p.face == "jawOpen"]
    assert {p.shape for p in rows} == {"a", "b"}
    assert all(p.weight == pytest.approx(1, abs=0.05) and p.confidence > 0.95 for p in rows)


def test_what_moves_like_no_face_is_not_proposed() -> None:
    noise = np.random.default_rng(0).normal(size=(20, *HEAD.vertices.shape)) * 0.005
    face = moving_face(HEAD.vertices, TRIANGLES, {f"n{k}": field for k, field in enumerate(noise)})
    assert match_motions(face, REFERENCE) == ()
    assert match_motions(moving_face(HEAD.vertices, TRIANGLES, {}), REFERENCE) == ()


def test_marks_decide_how_a_mesh_lies() -> None:
    mesh, reference = disguised(seed=3)[0].surface, REFERENCE.surface
    marks = {name: mesh.points[index] for name, index in HEAD.landmarks.items()}
    marked = PointCloud(mesh.points, mesh.normals, mesh.weights, marks)
    assert np.abs(align(marked, reference)(mesh.points) - reference.points).max() < 0.003


def test_a_similarity_is_found_exactly() -> None:
    points = np.random.default_rng(0).normal(size=(20, 3))
    found = best_similarity(points, 3 * points @ turn(1).T + (1, 2, 3))
    assert found.scale == pytest.approx(3) and np.allclose(found.rotation, turn(1))
    assert np.allclose(found.shift, (1, 2, 3))


def test_the_nearest_come_first() -> None:
    near, gap = nearest(np.zeros((1, 1)), np.array([[3.0], [-1.0], [2.0]]), 2)
    assert near.tolist() == [[1, 2]] and gap.tolist() == [[1, 4]]


def test_bending_brings_another_head_nearer() -> None:
    still = REFERENCE.surface
    points = other_head(still.points.astype(float))
    mesh = PointCloud(points, still.normals, still.weights, {})
    before = np.linalg.norm(points - still.points, axis=1)
    after = np.linalg.norm(bent(points, mesh, still) - still.points, axis=1)
    share = still.weights / still.weights.sum()
    assert share @ after < 0.5 * share @ before
