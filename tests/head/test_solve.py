"""The solve: a FLAME head that moves as the embedded head does, measured at its vertices."""

from __future__ import annotations

import numpy as np
import pytest

from intone.errors import HeadError
from intone.face.basis import BLENDSHAPES, CHANNELS, index
from intone.head import solve_fit
from intone.head.container import read_head
from intone.head.flame import FlameModel, read_flame
from intone.head.solve import HEAD_TURNS, Solved, solve_problem
from intone.head.solve_fit import Problem, problem_of
from intone.head.solve_inverse import recover
from intone.head.solve_register import Registration, register
from intone.head.solve_surface import head_surface
from intone.track import Track
from support import flame

HEAD = read_head()


@pytest.fixture(scope="session")
def model(arrays: dict, tmp_path_factory: pytest.TempPathFactory) -> FlameModel:
    path = tmp_path_factory.mktemp("flame") / "flame.npz"
    np.savez(path, **arrays)
    return read_flame(path).reduced(0, 50)


@pytest.fixture(scope="session")
def set_up(model: FlameModel) -> tuple[Problem, Registration]:
    """The problem, and the registration that it was made with."""
    found: list[Registration] = []

    def noted(*given) -> Registration:
        found.append(register(*given))
        return found[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solve_fit, "register", noted)
        return problem_of(HEAD, model), found[0]


@pytest.fixture(scope="session")
def problem(set_up: tuple[Problem, Registration]) -> Problem:
    return set_up[0]


@pytest.fixture(scope="session")
def solved(problem: Problem) -> Solved:
    return solve_problem(HEAD, problem)


@pytest.fixture(scope="session")
def rows() -> np.ndarray:
    """The embedded head's vertex that each of the model's was made of."""
    return flame._surface(HEAD)[0]


def _posed(problem: Problem, solved: Solved, **values: float) -> np.ndarray:
    face = np.zeros((1, len(CHANNELS)), np.float32)
    for name, value in values.items():
        face[0, index(name)] = value
    found = solved.sequence(Track(face, 30.0, CHANNELS))
    return problem.model.posed(found.expression, found.turns)[0]


def test_faces_are_registered_within_a_millimetre(
    set_up: tuple[Problem, Registration], rows: np.ndarray
) -> None:
    """Against where the fixture's vertices really come from."""
    problem, found = set_up
    mine, _ = head_surface(HEAD)
    slide = flame._slide(len(rows), problem.model.faces, np.random.default_rng(5))
    truth = slide(HEAD.vertices[rows].astype(float))[found.rows]
    reached = np.einsum("nc,ncd->nd", found.shares, mine.points[found.corners])
    error = np.linalg.norm(reached - truth, axis=1)
    assert np.median(error) < 0.0007
    assert np.percentile(error, 95) < 0.0025


def test_every_shape_is_reproduced(solved: Solved) -> None:
    assert [residual.channel for residual in solved.residuals] == list(BLENDSHAPES)
    for residual in solved.residuals:
        if residual.channel != "tongueOut":  # FLAME has no tongue
            assert residual.share > 0.9
            assert residual.error < max(0.3, 0.12 * residual.motion)


def test_the_jaw_opens_by_its_joint(solved: Solved) -> None:
    """The embedded head's lower teeth turn by 22.5 degrees."""
    turn = np.degrees(solved.turns[index("jawOpen"), 2])
    assert turn[0] == pytest.approx(22.5, abs=3)
    assert np.abs(turn[1:]).max() < 1


def test_eyes_turn_as_the_shapes_say(solved: Solved) -> None:
    left, right = 3, 4
    assert np.degrees(solved.turns[index("eyeLookDownLeft"), left, 0]) == pytest.approx(17, abs=1)
    assert np.degrees(solved.turns[index("eyeLookOutLeft"), left, 1]) == pytest.approx(25, abs=1)
    assert np.degrees(solved.turns[index("eyeLookOutRight"), right, 1]) == pytest.approx(-25, abs=1)
    assert not solved.turns[index("eyeLookDownLeft"), right].any()


def test_the_neck_turns_as_the_channels_mean(problem: Problem, solved: Solved) -> None:
    for name, turn in HEAD_TURNS.items():
        np.testing.assert_array_equal(solved.turns[index(name), 1], turn)
    nose = np.argmax(problem.model.template[:, 2])
    nodded = _posed(problem, solved, headPitch=0.2)[nose] - problem.model.template[nose]
    right = _posed(problem, solved, headYaw=0.2)[nose] - problem.model.template[nose]
    assert nodded[1] < -0.01
    assert right[0] < -0.01


@pytest.mark.parametrize("value", [0.3, 0.5, 1.0])
def test_lips_close_over_an_open_jaw(
    problem: Problem, solved: Solved, rows: np.ndarray, value: float
) -> None:
    """What p, b and m need: within 0.6 mm of how the mouth is closed at rest."""
    upper, lower = (np.searchsorted(rows, HEAD.landmarks[n]) for n in ("lip_upper", "lip_lower"))

    def gap(points: np.ndarray) -> float:
        return float(np.linalg.norm(points[upper] - points[lower]))

    rest = gap(problem.model.template)
    assert gap(_posed(problem, solved, jawOpen=value)) > rest + 0.008
    closed = gap(_posed(problem, solved, jawOpen=value, mouthClose=value))
    assert closed == pytest.approx(rest, abs=6e-4)


def test_a_face_comes_back_from_its_parameters(problem: Problem, solved: Solved) -> None:
    random = np.random.default_rng(0)
    values = np.zeros((8, len(CHANNELS)), np.float32)
    for frame in values:
        some = random.choice(len(BLENDSHAPES) - 1, 6, replace=False)
        frame[some] = random.uniform(0.2, 0.8, 6)
    values[:, index("mouthClose")] = 0  # it means nothing without an open jaw
    values[:, index("headYaw")] = np.linspace(-0.3, 0.3, 8)
    face = Track(values, 30.0, CHANNELS)
    back = recover(problem, solved, solved.sequence(face))
    assert back.rate == 30.0
    np.testing.assert_allclose(back["headYaw"], face["headYaw"], atol=1e-6)
    shapes = np.abs(back.values - values)[:, : len(BLENDSHAPES)]
    assert shapes.mean() < 0.03
    for got, asked in zip(back.values, values, strict=True):
        error, moved = (_moved(row) - _moved(asked * 0) for row in (got, asked))
        rest = np.linalg.norm(_moved(got) - _moved(asked), axis=1)
        assert np.sqrt((rest**2).mean()) < 0.25 * np.sqrt((moved**2).sum(axis=1).mean())
        assert np.isfinite(error).all()


def _moved(row: np.ndarray) -> np.ndarray:
    return HEAD.shaped({name: float(row[index(name)]) for name in BLENDSHAPES})


def test_a_mesh_without_a_face_is_refused(problem: Problem) -> None:
    from dataclasses import replace

    model = problem.model
    lying = replace(model, template=model.template[:, [0, 2, 1]] * [1, -1, 1])
    assert isinstance(lying, FlameModel)
    with pytest.raises(HeadError, match="No face was found"):
        problem_of(HEAD, lying)


@pytest.mark.parametrize("size", [0.85, 1.2])
def test_another_size_and_other_jaw_weights_are_solved_too(problem: Problem, size: float) -> None:
    """Every model carries its jaw a little otherwise."""
    from dataclasses import replace

    model = problem.model
    weights = model.weights.copy()
    weights[:, 2] **= 1.5
    weights /= weights.sum(axis=1, keepdims=True)
    other = replace(
        model, template=size * model.template, expression=size * model.expression,
        correctives=size * model.correctives, weights=weights,
    )  # fmt: skip
    found = solve_problem(HEAD, problem_of(HEAD, other))
    shares = [one.share for one in found.residuals if one.channel != "tongueOut"]
    assert np.mean(shares) > 0.95
    assert min(shares) > 0.85


def test_a_model_whose_jaw_carries_nothing_is_solved_by_expression(problem: Problem) -> None:
    """FLAME 2023 also comes without a jaw that turns."""
    from dataclasses import replace

    model = problem.model
    weights = model.weights.copy()
    weights[:, 1] += weights[:, 2]
    weights[:, 2] = 0
    found = solve_problem(HEAD, problem_of(HEAD, replace(model, weights=weights)))
    assert not found.turns[:, 2].any()
    shares = {one.channel: one.share for one in found.residuals}
    assert min(shares[name] for name in ("mouthSmileLeft", "browInnerUp", "eyeBlinkRight")) > 0.95
