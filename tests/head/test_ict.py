"""ICT-FaceKit's folder: read as it is laid out, refused where it is not whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from intone.errors import HeadError
from intone.head.ict import EXPRESSIONS, NEUTRAL, read_ict

POINTS = np.array([[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0], [5, 5, 20]], float)
FACES = "f 1/1 2/2 3/3 4/4\nf 3/3 4/4 5/1\n"


def _obj(points: np.ndarray, faces: str = FACES) -> str:
    rows = "".join(f"v {x:.6f} {y:.6f} {z:.6f}\n" for x, y, z in points)
    return f"mtllib x.mtl\n{rows}vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nvn 0 0 1\n{faces}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small head in the layout of FaceXModel."""
    inside = tmp_path / "ICT-FaceKit" / "FaceXModel"
    inside.mkdir(parents=True)
    (inside / f"{NEUTRAL}.obj").write_text(_obj(POINTS))
    for number, name in enumerate(EXPRESSIONS):
        (inside / f"{name}.obj").write_text(_obj(POINTS + [0, 0, 0.1 * number]))
    return inside


def test_its_53_expressions_are_named_as_arkit_names_them() -> None:
    assert len(EXPRESSIONS) == len(set(EXPRESSIONS)) == 53
    assert {"jawOpen", "browInnerUp_L", "mouthSmile_R", "cheekPuff_L"} <= set(EXPRESSIONS)


@pytest.mark.parametrize("up", [0, 1])
def test_a_folder_is_read_in_metres_with_z_up(folder: Path, up: int) -> None:
    head = read_ict(folder.parents[up - 1] if up else folder)
    np.testing.assert_allclose(head.vertices[4], [0.05, -0.2, 0.05])
    assert head.loops.tolist() == [0, 1, 2, 3, 2, 3, 4]
    assert head.lengths.tolist() == [4, 3]
    assert head.uv is not None and head.uv[6].tolist() == [0, 0]
    assert tuple(head.shapes) == EXPRESSIONS
    moved = head.shapes["browDown_R"] - head.vertices
    np.testing.assert_allclose(moved, np.tile([0, -0.001, 0], (5, 1)), atol=1e-9)


def test_missing_files_are_named(folder: Path) -> None:
    (folder / "jawOpen.obj").unlink()
    with pytest.raises(HeadError, match=r"lacks jawOpen\.obj: choose"):
        read_ict(folder)
    (folder / "mouthClose.obj").unlink()
    with pytest.raises(HeadError, match=r"lacks jawOpen\.obj and 1 more"):
        read_ict(folder)
    with pytest.raises(HeadError, match="lacks generic_neutral_mesh.obj and 53 more"):
        read_ict(folder / "nowhere")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("jawOpen", _obj(POINTS[:4]), "jawOpen.obj has 4 vertices and the neutral head 5"),
        ("jawOpen", "v 1 2\n", "jawOpen.obj is broken"),
        ("jawOpen", "v 1 2 nan\n" * 5, "jawOpen.obj is broken"),
        ("jawOpen", "hello", "jawOpen.obj has no vertices"),
        (NEUTRAL, _obj(POINTS, "f 1 2 9\n"), "faces that do not fit"),
        (NEUTRAL, _obj(POINTS, "f a b c\n"), "is broken"),
        (NEUTRAL, _obj(POINTS, f"f 1 2 {10**30}\n"), "is broken"),
        (NEUTRAL, _obj(POINTS, ""), "faces that do not fit"),
    ],
)
def test_broken_files_are_refused(folder: Path, name: str, text: str, sentence: str) -> None:
    (folder / f"{name}.obj").write_text(text)
    with pytest.raises(HeadError, match=sentence):
        read_ict(folder)


def test_texture_coordinates_may_be_absent(folder: Path) -> None:
    (folder / f"{NEUTRAL}.obj").write_text(_obj(POINTS, "f 1//1 2//1 3//1\n"))
    assert read_ict(folder).uv is None
