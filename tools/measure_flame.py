"""Prints docs/flame.md's tables: how well ARKit's channels are solved on the fixture.

    python tools/measure_flame.py

The fixture is a model in FLAME's format made of the embedded head (tests/support/flame.py):
another person, other vertices, no inside of the mouth.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import ModuleType

import numpy as np

from intone.emotion.mood import constant_mood
from intone.face.basis import BLENDSHAPES, CHANNELS, index
from intone.face.performance import Style
from intone.head.container import read_head
from intone.head.flame import EXPRESSIONS, FlameModel, read_flame
from intone.head.solve import Solved, solve_problem
from intone.head.solve_fit import Problem, problem_of
from intone.head.solve_inverse import recover
from intone.head.solve_register import register
from intone.head.solve_surface import face_rows, flame_surface, head_surface
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.track import Array, Track

ROOT = Path(__file__).parent.parent
VOICE = ROOT / "tests" / "data" / "voice.flac"
VALUES = (0.3, 0.5, 1.0)
HEAD = read_head()


def maker() -> ModuleType:
    """What makes the fixture."""
    sys.path.insert(0, str(ROOT / "tests"))
    from support import flame

    return flame


def fixture(made: ModuleType) -> FlameModel:
    """The fixture, by way of a file as FLAME's."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "fixture.pkl")
        made.write_pickle(file, made.layout_2017(made.arrays()), python2=True)
        return read_flame(file).reduced(0, EXPRESSIONS)


def spoken() -> Track:
    """The test voice, happy, as a face."""
    networks = load_networks(device="cpu")
    mood = constant_mood({"happy": 1.0}, 1.0)
    return act(listen(VOICE, networks), mood, Style(), networks)


def residuals(solved: Solved) -> None:
    print("| channel | motion, mm | left over, mm | worst, mm | reproduced |")
    print("|---|---|---|---|---|")
    for row in solved.residuals:
        numbers = f"{row.motion:.2f} | {row.error:.2f} | {row.worst:.2f} | {row.share:.1%}"
        print(f"| {row.channel} | {numbers} |")


def registration(made: ModuleType, model: FlameModel) -> None:
    """Against where the fixture's vertices really come from."""
    rows = made._surface(HEAD)[0]
    mine, other = head_surface(HEAD)[0], flame_surface(model)
    found = register(mine, other, face_rows(model, other))
    slide = made._slide(len(rows), model.faces, np.random.default_rng(5))
    truth = slide(HEAD.vertices[rows].astype(float))[found.rows]
    reached = np.einsum("nc,ncd->nd", found.shares, mine.points[found.corners])
    error = 1e3 * np.linalg.norm(reached - truth, axis=1)
    print(f"places registered, mm: {np.median(error):.2f} and {np.percentile(error, 95):.1f}")


def lips(made: ModuleType, problem: Problem, solved: Solved) -> None:
    rows = made._surface(HEAD)[0]
    upper, lower = (np.searchsorted(rows, HEAD.landmarks[n]) for n in ("lip_upper", "lip_lower"))

    def gap(points: Array) -> str:
        return f"{1e3 * np.linalg.norm(points[upper] - points[lower]):.1f}"

    def posed(**values: float) -> Array:
        face = np.zeros((1, len(CHANNELS)), np.float32)
        for name, value in values.items():
            face[0, index(name)] = value
        found = solved.sequence(Track(face, 30.0, CHANNELS))
        return problem.model.posed(found.expression, found.turns)[0]

    print("lips' gap, mm:", gap(problem.model.template), "at rest;", end=" ")
    print("closed", *(gap(posed(jawOpen=v, mouthClose=v)) for v in VALUES), end="; ")
    print("open", *(gap(posed(jawOpen=v)) for v in VALUES))


def round_trip(problem: Problem, solved: Solved) -> None:
    face = spoken()
    back = recover(problem, solved, solved.sequence(face))
    error = np.abs(back.values - face.values)[:, : len(BLENDSHAPES)].mean()
    print(f"test voice to parameters and back, mean error of a value: {error:.3f}")


def main() -> None:
    made = maker()
    model = fixture(made)
    problem = problem_of(HEAD, model)
    solved = solve_problem(HEAD, problem)
    residuals(solved)
    registration(made, model)
    turn = np.degrees(np.linalg.norm(solved.turns[index("jawOpen"), 2]))
    print(f"jawOpen turns the jaw by {turn:.1f} degrees")
    lips(made, problem, solved)
    round_trip(problem, solved)


if __name__ == "__main__":
    main()
