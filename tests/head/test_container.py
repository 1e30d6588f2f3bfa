"""The head's file: read, written, and refused where it is none."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from intone.errors import HeadError
from intone.head.container import EMBEDDED, read_head
from intone.head.model import JOINTS
from support.tools import load_tool

write_head = load_tool("head.written").write_head


def test_writing_what_was_read_gives_the_same_bytes(tmp_path: Path) -> None:
    copy = tmp_path / "copy.npz"
    write_head(copy, read_head())
    assert copy.read_bytes() == EMBEDDED.read_bytes()


def test_weights_of_any_precision_keep_summing_to_one(tmp_path: Path) -> None:
    head = read_head()
    drawn = np.random.default_rng(0).random((len(head.vertices), len(JOINTS)))
    weights = (drawn / drawn.sum(axis=1, keepdims=True)).astype(np.float32)
    write_head(tmp_path / "head.npz", replace(head, weights=weights))
    read = read_head(tmp_path / "head.npz").weights
    np.testing.assert_allclose(read.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(read, weights, atol=2.5 / 255)


def test_shapes_add_up() -> None:
    head = read_head()
    both = head.shaped({"jawOpen": 0.5, "browInnerUp": 0.25})
    jaw, brow = head.shaped({"jawOpen": 0.5}), head.shaped({"browInnerUp": 0.25})
    np.testing.assert_allclose(both, jaw + brow - head.vertices, atol=1e-6)
    with pytest.raises(KeyError):
        head.shaped({"jawopen": 1.0})


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(HeadError, match=r"nobody\.npz is missing"):
        read_head(tmp_path / "nobody.npz")


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.99])
def test_a_truncated_file_is_said_to_be_broken(tmp_path: Path, share: float) -> None:
    whole = EMBEDDED.read_bytes()
    path = tmp_path / "head.npz"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(HeadError, match=r"head\.npz is broken"):
        read_head(path)


@pytest.mark.parametrize("at", [0.05, 0.3, 0.7])
def test_a_damaged_file_is_said_to_be_broken(tmp_path: Path, at: float) -> None:
    content = bytearray(EMBEDDED.read_bytes())
    start = int(len(content) * at)
    content[start : start + 64] = bytes(64)
    path = tmp_path / "head.npz"
    path.write_bytes(content)
    with pytest.raises(HeadError, match=r"head\.npz is broken"):
        read_head(path)


def test_a_folder_is_no_head(tmp_path: Path) -> None:
    with pytest.raises(HeadError):
        read_head(tmp_path)


def test_a_foreign_npz_is_no_head(tmp_path: Path) -> None:
    path = tmp_path / "flame.npz"
    np.savez(path, v_template=np.zeros((3, 3)))
    with pytest.raises(HeadError, match=r"flame\.npz is not a head of Intone"):
        read_head(path)


def test_a_foreign_zip_is_no_head(tmp_path: Path) -> None:
    path = tmp_path / "notes.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "no array at all")
    with pytest.raises(HeadError):
        read_head(path)


def test_pickled_arrays_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "pickle.npz"
    np.savez(path, format=np.array([{"any": "object"}], dtype=object), allow_pickle=True)
    with pytest.raises(HeadError):
        read_head(path)


def _rewritten(path: Path, **changes: np.ndarray | None) -> Path:
    with np.load(EMBEDDED) as arrays:
        content = {name: arrays[name] for name in arrays.files} | changes
    np.savez(path, **{name: array for name, array in content.items() if array is not None})
    return path


def test_a_head_that_lacks_an_array_is_broken(tmp_path: Path) -> None:
    path = _rewritten(tmp_path / "head.npz", weights=None)
    with pytest.raises(HeadError, match="it lacks weights"):
        read_head(path)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("loops", (7,)), ("weights", (5, 5)), ("shape_deltas", (9, 3)), ("vertices", (100, 3))],
)
def test_arrays_that_do_not_fit_together_are_refused(
    tmp_path: Path, name: str, shape: tuple[int, ...]
) -> None:
    path = _rewritten(tmp_path / "head.npz", **{name: np.zeros(shape, np.uint16)})
    with pytest.raises(HeadError, match="do not fit together"):
        read_head(path)
