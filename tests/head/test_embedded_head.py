"""The embedded head: what a face needs, measured on its vertices."""

from __future__ import annotations

import numpy as np
import pytest

from intone.face.basis import BLENDSHAPES
from intone.head.container import EMBEDDED, JOINTS, HeadModel, read_head

MILLIMETRE = 1e-3
FLIP = np.array([-1, 1, 1], np.float32)
PAIRED = [name for name in BLENDSHAPES if name.endswith("Left")]
WHOLE = [name for name in BLENDSHAPES if not name.endswith(("Left", "Right"))]


@pytest.fixture(scope="module")
def head() -> HeadModel:
    return read_head()


@pytest.fixture(scope="module")
def mirror(head: HeadModel) -> np.ndarray:
    """For each vertex, the one of the mirrored part nearest to its mirror image."""
    images = np.empty(len(head.vertices), np.int64)
    sides = {"left": "right", "right": "left"}
    members = {part: _vertices_of(head, part) for part in head.parts}
    for part, vertices in members.items():
        stem, _, side = part.rpartition("_")
        others = members[f"{stem}_{sides[side]}"] if side in sides else vertices
        for block in np.array_split(vertices, 1 + len(vertices) // 500):
            away = head.vertices[block, None] * FLIP - head.vertices[others]
            images[block] = others[(away**2).sum(axis=2).argmin(axis=1)]
    return images


def _vertices_of(head: HeadModel, part: str) -> np.ndarray:
    face = np.repeat(head.face_part, head.lengths)
    return np.unique(head.loops[face == head.parts.index(part)])


def _moved(head: HeadModel, name: str) -> np.ndarray:
    return head.shaped({name: 1.0}) - head.vertices


def test_the_file_stays_small() -> None:
    assert EMBEDDED.stat().st_size < 1_000_000


def test_all_52_shapes_are_there_in_the_canonical_order(head: HeadModel) -> None:
    assert tuple(head.shapes) == BLENDSHAPES


@pytest.mark.parametrize("name", BLENDSHAPES)
def test_no_shape_is_dead(head: HeadModel, name: str) -> None:
    assert np.linalg.norm(_moved(head, name), axis=1).max() > 3 * MILLIMETRE


def test_the_neutral_head_is_symmetric(head: HeadModel, mirror: np.ndarray) -> None:
    away = head.vertices - head.vertices[mirror] * FLIP
    assert np.linalg.norm(away, axis=1).max() < 0.01 * MILLIMETRE


@pytest.mark.parametrize("left", PAIRED)
def test_left_and_right_are_equal(head: HeadModel, mirror: np.ndarray, left: str) -> None:
    right = left.removesuffix("Left") + "Right"
    away = _moved(head, left) - _moved(head, right)[mirror] * FLIP
    assert np.linalg.norm(away, axis=1).max() < 0.1 * MILLIMETRE


@pytest.mark.parametrize("name", WHOLE)
def test_shapes_of_both_sides_are_symmetric(head: HeadModel, mirror: np.ndarray, name: str) -> None:
    away = _moved(head, name) - _moved(head, name)[mirror] * FLIP
    assert np.linalg.norm(away, axis=1).max() < 0.1 * MILLIMETRE


@pytest.mark.parametrize("value", [0.3, 0.5, 1.0])
def test_mouth_close_undoes_jaw_open_at_the_lips(head: HeadModel, value: float) -> None:
    closed = head.shaped({"jawOpen": value, "mouthClose": value})
    assert head.lip_gap(closed) == pytest.approx(head.lip_gap(), abs=0.3 * MILLIMETRE)


def test_jaw_open_parts_the_lips_by_as_much_as_people_can(head: HeadModel) -> None:
    assert 30 * MILLIMETRE < head.lip_gap(head.shaped({"jawOpen": 1.0})) < 50 * MILLIMETRE


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_blink_closes_the_eye(head: HeadModel, side: str) -> None:
    def opening(vertices: np.ndarray) -> float:
        upper, lower = (head.landmarks[f"lid_{lid}_{side}"] for lid in ("upper", "lower"))
        return float(vertices[upper, 2] - vertices[lower, 2])

    blink = head.shaped({f"eyeBlink{side.capitalize()}": 1.0})
    assert opening(head.vertices) > 6 * MILLIMETRE
    assert -3 * MILLIMETRE < opening(blink) < 0.3 * MILLIMETRE


@pytest.mark.parametrize(
    "pose",
    [
        ("eyeBlink",),
        ("eyeSquint", "cheekSquint"),
        ("eyeSquint", "eyeBlink"),
        ("mouthSmile", "cheekSquint"),
        ("eyeLookDown",),
    ],
)
@pytest.mark.parametrize("side", ["left", "right"])
def test_lids_stay_outside_the_eyeball(head: HeadModel, side: str, pose: tuple[str, ...]) -> None:
    centre = head.joints[f"eye_{side}"].position
    ball = head.vertices[_vertices_of(head, f"eye_{side}")]
    radius = np.median(np.linalg.norm(ball - centre, axis=1))
    skin = _vertices_of(head, "skin")
    away = np.linalg.norm(head.vertices[skin] - centre, axis=1)
    front = head.vertices[skin, 1] < centre[1] - 0.3 * radius
    lids = skin[front & (away > radius) & (away < 1.5 * radius)]
    posed = head.shaped({f"{name}{side.capitalize()}": 1.0 for name in pose})
    assert len(lids) > 200
    assert np.linalg.norm(posed[lids] - centre, axis=1).min() > radius - 0.3 * MILLIMETRE


@pytest.mark.parametrize("side", ["left", "right"])
def test_looking_turns_the_eyeball_about_its_joint(head: HeadModel, side: str) -> None:
    ball = _vertices_of(head, f"eye_{side}")
    centre = head.joints[f"eye_{side}"].position
    before = np.linalg.norm(head.vertices[ball] - centre, axis=1)
    looking = head.shaped({f"eyeLookOut{side.capitalize()}": 1.0})[ball]
    np.testing.assert_allclose(np.linalg.norm(looking - centre, axis=1), before, atol=1e-4)
    pupil = head.vertices[ball, 1].argmin()
    outwards = np.sign(centre[0]) * (looking[pupil, 0] - head.vertices[ball][pupil, 0])
    assert outwards > 4 * MILLIMETRE


def test_the_lower_teeth_move_with_the_jaw_as_one_body(head: HeadModel) -> None:
    teeth = _vertices_of(head, "teeth_lower")
    before, after = head.vertices[teeth], head.shaped({"jawOpen": 1.0})[teeth]
    pairs = np.random.default_rng(0).integers(0, len(teeth), (500, 2)).T
    was = np.linalg.norm(before[pairs[0]] - before[pairs[1]], axis=1)
    now = np.linalg.norm(after[pairs[0]] - after[pairs[1]], axis=1)
    np.testing.assert_allclose(now, was, atol=0.1 * MILLIMETRE)
    upper = _vertices_of(head, "teeth_upper")
    assert not np.isin(upper, head.shapes["jawOpen"].indices).any()


def test_weights_sum_to_one(head: HeadModel) -> None:
    assert head.weights.shape == (len(head.vertices), len(JOINTS))
    assert head.weights.min() >= 0
    np.testing.assert_allclose(head.weights.sum(axis=1), 1, atol=1e-6)


def test_joints_form_one_tree_from_the_root(head: HeadModel) -> None:
    parents = {name: joint.parent for name, joint in head.joints.items()}
    assert tuple(parents) == JOINTS
    assert parents == {
        "root": "", "neck": "root", "jaw": "neck", "eye_left": "neck", "eye_right": "neck",
    }  # fmt: skip


def test_the_face_is_where_it_belongs(head: HeadModel) -> None:
    at = {name: head.vertices[index] for name, index in head.landmarks.items()}
    assert at["mouth_corner_left"][0] > 0 > at["mouth_corner_right"][0]
    assert at["eye_inner_left"][0] < at["eye_outer_left"][0]
    heights = ("lid_upper_left", "nose_tip", "lip_upper", "chin")
    assert list(heights) == sorted(heights, key=lambda name: -at[name][2])
    assert at["nose_tip"][1] == pytest.approx(head.vertices[:, 1].min(), abs=MILLIMETRE)
    assert 0.25 < np.ptp(head.vertices[:, 2]) < 0.40


def test_every_face_has_a_part_a_material_and_sound_corners(head: HeadModel) -> None:
    assert set(head.face_part) == set(range(len(head.parts)))
    assert set(head.face_material) == set(range(len(head.materials)))
    assert set(head.loops) == set(range(len(head.vertices)))
    ends = np.cumsum(head.lengths)[:-1]
    assert all(len(set(face)) == len(face) >= 3 for face in np.split(head.loops, ends))


def test_colours_tell_the_parts_apart(head: HeadModel) -> None:
    mean = {part: head.colours[_vertices_of(head, part)].mean(axis=0) for part in head.parts}
    assert mean["teeth_upper"].min() > 0.5 > mean["lashes_left"].max()
    eye = head.colours[_vertices_of(head, "eye_left")]
    assert eye.min() < 0.05 and eye.max() > 0.85
