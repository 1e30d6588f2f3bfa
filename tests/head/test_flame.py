"""FLAME models and sequences: what is read, what it means, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from intone.errors import HeadError
from intone.geometry.rotations import axis_angles, euler_angles, from_euler, matrices
from intone.head.flame import FlameModel, read_flame
from intone.head.flame_sequence import FlameSequence, read_sequence
from support import flame


@pytest.fixture(scope="module")
def model(arrays: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory) -> FlameModel:
    path = tmp_path_factory.mktemp("flame") / "flame.npz"
    np.savez(path, **arrays)
    return read_flame(path)


@pytest.mark.parametrize("year", ["2017", "2020"])
def test_a_pickle_and_an_npz_hold_the_same_model(
    arrays: dict, model: FlameModel, tmp_path: Path, year: str
) -> None:
    path = tmp_path / f"flame{year}.pkl"
    layout = flame.layout_2017(arrays) if year == "2017" else arrays
    flame.write_pickle(path, layout, python2=year == "2017")
    found = read_flame(path)
    for name in ("template", "faces", "identity", "expression", "correctives", "weights"):
        np.testing.assert_array_equal(getattr(found, name), getattr(model, name))
    np.testing.assert_allclose(found.regressor, model.regressor)


def test_its_300_and_100_columns_are_person_and_expression(model: FlameModel) -> None:
    assert model.identity.shape[2] == 300
    assert model.expression.shape[2] == 100
    few = model.reduced(5, 20)
    assert (few.identity.shape[2], few.expression.shape[2]) == (5, 20)
    np.testing.assert_array_equal(few.expression, model.expression[..., :20])
    assert model.reduced(300, 100).identity.shape[2] == 10  # those that are zero are left out


def test_at_rest_it_is_its_template(model: FlameModel) -> None:
    posed = model.posed(np.zeros((2, 50)), np.zeros((2, 5, 3)))
    np.testing.assert_allclose(posed, np.stack([model.template] * 2), atol=1e-12)


def test_a_turned_root_turns_all_of_it_about_the_root(model: FlameModel) -> None:
    turns = np.zeros((1, 5, 3))
    turns[0, 0] = (0.2, -0.4, 0.1)
    root, turn = model.joints()[0], matrices(turns[0, 0])
    expected = (model.template - root) @ turn.T + root
    np.testing.assert_allclose(model.posed(np.zeros((1, 1)), turns)[0], expected, atol=1e-12)


def test_a_turned_jaw_moves_the_chin_and_not_the_brow(model: FlameModel) -> None:
    turns = np.zeros((1, 5, 3))
    turns[0, 2, 0] = 0.3  # FLAME opens the jaw about +x
    moved = model.posed(np.zeros((1, 1)), turns)[0] - model.template
    carried = model.weights[:, 2] > 0.9 * model.weights[:, 2].max()
    assert moved[carried, 1].mean() < -0.01
    high = model.template[:, 1] > model.joints()[3, 1] + 0.03
    assert np.abs(moved[high]).max() < 0.003


def test_rows_are_the_same_vertices(model: FlameModel) -> None:
    random = np.random.default_rng(0)
    expression, turns = random.normal(size=(3, 20)), random.normal(size=(3, 5, 3)) * 0.3
    rows = np.array([5, 900, 17])
    whole = model.posed(expression, turns, np.ones(4))
    np.testing.assert_allclose(model.posed(expression, turns, np.ones(4), rows), whole[:, rows])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda count: {"weights": None}, "lacks weights"),
        (lambda count: {"weights": np.ones((7, 5))}, "does not fit together"),
        (lambda count: {"posedirs": np.zeros((count, 3, 9))}, "does not fit together"),
        (lambda count: {"kintree_table": np.zeros((2, 24))}, "not FLAME's five joints"),
        (lambda count: {"f": np.array([[0, 1, count]])}, "faces of vertices"),
        (lambda count: {"v_template": np.array(["a"])}, "v_template is no array of numbers"),
        (lambda count: {"v_template": np.full((count, 3), np.nan)}, "v_template has gaps"),
        (
            lambda count: {"shapedirs": np.zeros((count, 3, 60))},
            "how many of them are identity",
        ),
        (lambda count: {"weights": np.zeros((count, 5))}, "without weights"),
        (lambda count: {"v_template": np.array([{}], object)}, "pickled objects"),
    ],
)
def test_a_file_that_is_no_model_is_refused(
    arrays: dict, tmp_path: Path, change: Callable[[int], dict], sentence: str
) -> None:
    path = tmp_path / "odd.npz"
    changed = {**arrays, **change(len(arrays["v_template"]))}
    parts = {name: part for name, part in changed.items() if part is not None}
    np.savez(path, **parts)
    with pytest.raises(HeadError, match=sentence) as refused:
        read_flame(path)
    assert str(refused.value).startswith("odd.npz")


@pytest.mark.parametrize("name", ["f", "v_template", "shapedirs", "kintree_table"])
def test_a_single_number_is_no_array(arrays: dict, tmp_path: Path, name: str) -> None:
    np.savez(tmp_path / "one.npz", **{**arrays, name: np.float64(3)})
    with pytest.raises(HeadError, match=f"{name} is no array of numbers"):
        read_flame(tmp_path / "one.npz")


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "flame.npz").write_bytes(b"PK\x03\x04 cut short")
    for name in ("flame.npz", "flame.obj", "absent.npz", "absent.pkl"):
        with pytest.raises(HeadError, match=name):
            read_flame(tmp_path / name)


def test_texture_coordinates_are_taken_where_they_fit(arrays: dict, tmp_path: Path) -> None:
    faces = len(arrays["f"])
    places = np.random.default_rng(0).random((10, 2))
    corners = np.arange(3 * faces).reshape(-1, 3) % 10
    np.savez(tmp_path / "uv.npz", **arrays, vt=places, ft=corners)
    found = read_flame(tmp_path / "uv.npz").uv
    np.testing.assert_array_equal(found, places[corners])
    np.savez(tmp_path / "odd.npz", **arrays, vt=places, ft=corners + 1)
    assert read_flame(tmp_path / "odd.npz").uv is None


# rotations


def test_rotations_go_over_into_each_other() -> None:
    vectors = np.random.default_rng(0).normal(size=(200, 3))
    vectors[:3] = [[0, 0, 0], [np.pi - 1e-9, 0, 0], [1e-9, 0, 0]]
    turned = matrices(vectors)
    np.testing.assert_allclose(turned @ np.swapaxes(turned, 1, 2), [np.eye(3)] * 200, atol=1e-12)
    np.testing.assert_allclose(matrices(axis_angles(turned)), turned, atol=1e-9)
    np.testing.assert_allclose(from_euler(euler_angles(turned)), turned, atol=1e-9)
    assert np.linalg.norm(axis_angles(turned), axis=1).max() <= np.pi + 1e-9


def test_a_turn_about_x_nods() -> None:
    np.testing.assert_allclose(matrices(np.array([0.5, 0, 0])) @ [0, 0, 1],
                               [0, -np.sin(0.5), np.cos(0.5)], atol=1e-12)  # fmt: skip


# sequences


def _sequence(frames: int = 4) -> FlameSequence:
    random = np.random.default_rng(0)
    return FlameSequence(
        random.normal(size=(frames, 50)), random.normal(size=(frames, 5, 3)), 25.0,
        random.normal(size=100),
    )  # fmt: skip


def _read(tmp_path: Path, **parts: object) -> FlameSequence:
    np.savez(tmp_path / "take.npz", **parts)
    return read_sequence(tmp_path / "take.npz")


def test_ours_comes_back(tmp_path: Path) -> None:
    from intone.export.flame_npz import write_flame

    found = _sequence()
    write_flame(found, tmp_path / "take.flame.npz", {"sound": "a.wav"})
    back = read_sequence(tmp_path / "take.flame.npz")
    for name in ("expression", "turns", "shape"):
        np.testing.assert_allclose(getattr(back, name), getattr(found, name), atol=1e-6)
    assert back.rate == 25.0


def test_a_pickled_sequence_is_read_as_safely(tmp_path: Path) -> None:
    found = _sequence()
    path = tmp_path / "take.pkl"
    parts = {"exp": found.expression, "pose": found.turns.reshape(4, 15), "person": "Ada"}
    flame.write_pickle(path, parts, python2=True)
    np.testing.assert_allclose(read_sequence(path).turns, found.turns)
    path.write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(HeadError, match="was refused"):
        read_sequence(path)


def test_the_fields_spellings_are_understood(tmp_path: Path) -> None:
    found = _sequence()
    turns = {k: found.turns[:, k] for k in range(5)}
    eyes = found.turns[:, 3:].reshape(4, 6)
    vhap = _read(
        tmp_path, expr=found.expression, rotation=turns[0], neck_pose=turns[1],
        jaw_pose=turns[2], eyes_pose=eyes, translation=np.zeros((4, 3)), shape=found.shape,
    )  # fmt: skip
    np.testing.assert_allclose(vhap.turns, found.turns)
    deca = _read(
        tmp_path, exp=found.expression[None], pose=np.concatenate([turns[0], turns[2]], axis=1),
        fps=np.array([30]),
    )  # fmt: skip
    np.testing.assert_allclose(deca.turns[:, [0, 2]], found.turns[:, [0, 2]])
    assert not deca.turns[:, [1, 3, 4]].any()
    assert deca.rate == 30
    voca = _read(tmp_path, expression=found.expression, pose=found.turns.reshape(4, 15))
    np.testing.assert_allclose(voca.turns, found.turns)
    still = _read(tmp_path, expcode=found.expression, jaw=turns[2][:1])
    np.testing.assert_allclose(still.turns[:, 2], np.tile(turns[2][:1], (4, 1)))
    assert still.rate == 25  # what was asked for where the file says nothing


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"values": np.zeros((4, 61))}, "holds no FLAME sequence"),
        ({"expression": np.zeros((0, 50))}, "holds no FLAME sequence"),
        ({"expression": np.zeros((4, 50)), "jaw_pose": np.zeros((3, 3))}, "3 frames of jaw_pose"),
        ({"expression": np.zeros((4, 50)), "jaw_pose": np.zeros((4, 9))}, "axis-angle"),
        ({"expression": np.zeros((4, 50)), "pose": np.zeros((4, 24))}, "FLAME's has 6 or 15"),
        ({"expression": np.zeros((2, 4, 50))}, "several sequences"),
        ({"expression": np.array([["a"]])}, "is no numbers"),
        ({"expression": np.full((4, 50), -1e308)}, "is no numbers"),
        ({"expression": np.zeros((4, 50)), "fps": 0}, "0 frames a second"),
        ({"expression": np.array([{}], object)}, "pickled objects"),
    ],
)
def test_what_is_no_sequence_is_refused(tmp_path: Path, parts: dict, sentence: str) -> None:
    with pytest.raises(HeadError, match=sentence):
        _read(tmp_path, **parts)
