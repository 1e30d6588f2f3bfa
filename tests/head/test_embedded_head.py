"""The embedded head: what a face needs, measured on its vertices."""

from __future__ import annotations

import numpy as np
import pytest

from intone.face.basis import BLENDSHAPES
from intone.head.container import EMBEDDED, TEXTURES, read_head, texture
from intone.head.detail import light
from intone.head.hair import DEFAULT, dressed, hair_file
from intone.head.model import JOINTS, HeadModel

MILLIMETRE = 1e-3
FLIP = np.array([-1, 1, 1], np.float32)
PAIRED = [name for name in BLENDSHAPES if name.endswith("Left")]
SLIDERS = tuple(read_head().sliders)
WHOLE = [name for name in BLENDSHAPES if not name.endswith(("Left", "Right"))]


@pytest.fixture(scope="module")
def head() -> HeadModel:
    return read_head()


@pytest.fixture(scope="module")
def mirror(head: HeadModel) -> np.ndarray:
    """For each vertex, the one of the mirrored part nearest to its mirror image."""
    images = np.full(len(head.vertices), -1)
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


def _unlike(field: np.ndarray, other: np.ndarray, mirror: np.ndarray) -> float:
    """The largest distance between a field [v, 3] and another's mirror image, in metres."""
    return float(np.linalg.norm(field - other[mirror] * FLIP, axis=1).max())


def _moved(head: HeadModel, name: str) -> np.ndarray:
    return head.shaped({name: 1.0}) - head.vertices


def test_the_files_stay_small() -> None:
    paths = [EMBEDDED, hair_file(), *map(texture, TEXTURES)]
    assert sum(path.stat().st_size for path in paths) < 2_500_000


def test_all_52_shapes_are_there_in_the_canonical_order(head: HeadModel) -> None:
    assert tuple(head.shapes) == BLENDSHAPES


@pytest.mark.parametrize("name", BLENDSHAPES)
def test_no_shape_is_dead(head: HeadModel, name: str) -> None:
    assert np.linalg.norm(_moved(head, name), axis=1).max() > 3 * MILLIMETRE


def test_the_neutral_head_is_symmetric(head: HeadModel, mirror: np.ndarray) -> None:
    assert _unlike(head.vertices, head.vertices, mirror) < 0.01 * MILLIMETRE


@pytest.mark.parametrize("left", PAIRED)
def test_left_and_right_are_equal(head: HeadModel, mirror: np.ndarray, left: str) -> None:
    right = left.removesuffix("Left") + "Right"
    assert _unlike(_moved(head, left), _moved(head, right), mirror) < 0.1 * MILLIMETRE


@pytest.mark.parametrize("name", WHOLE)
def test_shapes_of_both_sides_are_symmetric(head: HeadModel, mirror: np.ndarray, name: str) -> None:
    assert _unlike(_moved(head, name), _moved(head, name), mirror) < 0.1 * MILLIMETRE


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


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_solid_view_shows_where_the_eyes_gaze(head: HeadModel, side: str) -> None:
    eye = _vertices_of(head, f"eye_{side}")
    front = head.vertices[eye, 1].min()
    depths = []
    for name in ("pupil", "iris", "eye"):
        shown = np.repeat(head.face_material, head.lengths) == head.materials.index(name)
        vertices = np.intersect1d(head.loops[shown], eye)
        depths.append(head.vertices[vertices, 1].max() - front)
    assert 0 < depths[0] < 1 * MILLIMETRE < depths[1] < 5 * MILLIMETRE < depths[2]


def test_every_face_has_a_part_a_material_and_sound_corners(head: HeadModel) -> None:
    assert set(head.face_part) == set(range(len(head.parts)))
    used = set(dressed(head, DEFAULT).face_material)
    assert used == set(range(len(head.materials)))
    assert set(head.loops) == set(range(len(head.vertices)))
    ends = np.cumsum(head.lengths)[:-1]
    assert all(len(set(face)) == len(face) >= 3 for face in np.split(head.loops, ends))


def test_colours_tell_the_parts_apart(head: HeadModel) -> None:
    mean = {part: head.colours[_vertices_of(head, part)].mean(axis=0) for part in head.parts}
    assert mean["teeth_upper"].min() > 0.5 > mean["lashes_left"].max()
    eye = head.colours[_vertices_of(head, "eye_left")]
    assert eye.min() < 0.1 and eye.max() > 0.8


@pytest.mark.parametrize("name", SLIDERS)
@pytest.mark.parametrize("value", [-1.0, 1.0])
def test_a_slider_makes_another_person_whose_lips_still_meet(
    head: HeadModel, name: str, value: float
) -> None:
    person = head.shaped({name: value})
    assert np.linalg.norm(person - head.vertices, axis=1).max() > MILLIMETRE
    upper, lower = (head.landmarks[f"lip_{lip}"] for lip in ("upper", "lower"))
    assert person[upper, 2] - person[lower, 2] < 1.5 * MILLIMETRE
    spoken = head.shaped({name: value, "jawOpen": 0.5, "mouthClose": 0.5})
    assert head.lip_gap(spoken) == pytest.approx(head.lip_gap(person), abs=0.5 * MILLIMETRE)


def test_the_eyes_stay_in_their_sockets_whoever_it_is(head: HeadModel) -> None:
    for name in head.sliders:
        moved = head.shaped({name: 1.0})
        lids = [head.landmarks[f"lid_{lid}_left"] for lid in ("upper", "lower")]
        ball = _vertices_of(head, "eye_left")
        before, after = (
            v[ball].mean(axis=0) - v[lids].mean(axis=0) for v in (head.vertices, moved)
        )
        assert np.linalg.norm(after - before) < 2.5 * MILLIMETRE, name


def test_a_corrective_needs_all_that_it_follows(head: HeadModel) -> None:
    fix = head.correctives["fix_jaw_open_mouth_close"]
    assert fix.weight({"jawOpen": 1.0}) == fix.weight({"mouthClose": 1.0}) == 0
    assert fix.weight({"jawOpen": 0.5, "mouthClose": 0.5}) == pytest.approx(0.25)
    assert fix.weight({"jawOpen": 2.0, "mouthClose": 2.0}) == 1


def test_correctives_of_bones_do_nothing_while_they_rest(head: HeadModel) -> None:
    of_bones = [c for c in head.correctives.values() if c.drivers[0].source in JOINTS]
    assert len(of_bones) == 9
    assert {c.weight({"jawOpen": 1.0, "eyeLookUpLeft": 1.0}) for c in of_bones} == {0.0}


def test_the_light_head_is_about_half_of_the_whole_one(head: HeadModel) -> None:
    half = light(head)
    whole = dressed(head, DEFAULT)
    assert len(half.vertices) < 7_400 < 18_000 < len(whole.vertices) < 22_000
    assert half.lip_gap() == head.lip_gap()
    pose = {"jawOpen": 0.7, "mouthSmileLeft": 1.0, "id_gender": 1.0}
    skin = len(_vertices_of(head, "skin"))
    np.testing.assert_array_equal(half.shaped(pose)[:skin], head.shaped(pose)[:skin])
    assert set(half.loops) == set(range(len(half.vertices)))


def _travel(head: HeadModel, landmark: str, **weights: float) -> np.ndarray:
    """Millimetres [3] to the left, back and up by which a landmark of the head moves."""
    at = head.landmarks[landmark]
    return (head.shaped(weights)[at] - head.vertices[at]) / MILLIMETRE


def test_a_smile_draws_the_corners_up_and_back_and_a_cheek_lifts_the_lid(head: HeadModel) -> None:
    out, back, up = _travel(head, "mouth_corner_left", mouthSmileLeft=1)
    assert (out > 4, back > 5, up > 10) == (True, True, True)
    assert _travel(head, "lid_lower_left", cheekSquintLeft=1)[2] > 1.5


def test_a_laugh_holds_the_corners_that_the_jaw_pulls_down(head: HeadModel) -> None:
    held = head.correctives["fix_laugh_left"].shape
    corner = head.landmarks["mouth_corner_left"]
    pulled = _travel(head, "mouth_corner_left", jawOpen=1)[2]
    lifted = held.deltas[list(held.indices).index(corner)][2] / MILLIMETRE
    assert pulled < -8
    assert lifted == pytest.approx(-0.75 * pulled, rel=0.1)


def test_lowered_brows_slant_towards_the_nose(head: HeadModel) -> None:
    brow = _vertices_of(head, "brow_left")
    across = head.vertices[brow, 0]
    fall = (head.shaped({"browDownLeft": 1})[brow] - head.vertices[brow])[:, 2] / MILLIMETRE
    inner, outer = fall[across < across.min() + 0.01], fall[across > across.max() - 0.01]
    assert inner.mean() < outer.mean() - 4


def test_the_tongue_rises_to_the_gums_before_it_comes_out(head: HeadModel) -> None:
    tongue, teeth = _vertices_of(head, "tongue"), _vertices_of(head, "teeth_upper")
    tip = tongue[head.vertices[tongue, 1].argmin()]  # the head looks along -Y

    def at(**weights: float) -> np.ndarray:
        return head.shaped(weights)[tip]

    lifted, out = at(tongueOut=0.12), at(tongueOut=1)
    assert lifted[2] - head.vertices[tip][2] > 10 * MILLIMETRE
    front = head.vertices[teeth, 1].min()
    assert lifted[1] > front  # behind the teeth
    assert out[1] < front - 10 * MILLIMETRE
    assert at(tongueOut=0.06)[2] == pytest.approx((lifted[2] + head.vertices[tip][2]) / 2, abs=1e-3)
