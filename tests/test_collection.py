"""pytest collects every test file: it passes over folders called dist or build, for example."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def files_on_disk() -> set[str]:
    """Every test file on disk, from the root."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}


def not_collected(files: Iterable[str], folder: Path) -> set[str]:
    """Those files that pytest with our settings passes over, tried on a tree of stand-ins."""
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("def test_nothing(): pass\n")
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return set(files) - {line.partition(":")[0] for line in done.stdout.splitlines()}


def test_every_test_file_is_collected(tmp_path: Path) -> None:
    files = files_on_disk()
    assert "tests/test_collection.py" in files
    assert not_collected(files, tmp_path) == set()


@pytest.mark.parametrize("name", ["dist", "build", "venv", ".hidden"])
def test_a_folder_that_is_passed_over_is_found(name: str, tmp_path: Path) -> None:
    planted = f"tests/{name}/test_planted.py"
    assert not_collected({planted, "tests/kept/test_kept.py"}, tmp_path) == {planted}
