"""The zip itself, not the checkout: installed in fresh Blenders, used, and taken away.

INTONE_BLENDERS names the Pythons with bpy to do it in, separated as in PATH; without it, this one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ZIPS = sorted((HERE.parents[1] / "dist").glob("intone-*-linux_x64.zip"))
OURS = (
    "onnxruntime",
    "soundfile",
    "_soundfile",
    "soxr",
    "cffi",
    "_cffi",
    "pycparser",
    "typing_ext",
)
"""Beginnings of the names of what the zip must bring itself."""
HANGS_S = 900
"""A Blender that takes longer than this has hung; it needs less than a minute."""


def blenders() -> list[str]:
    named = os.environ.get("INTONE_BLENDERS")
    if named:
        return named.split(os.pathsep)
    return [sys.executable] if importlib.util.find_spec("bpy") else []


def bare(python: str, folder: Path) -> Path:
    """An interpreter that has what that one has, by links, but nothing that the zip brings."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    ask = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    made = folder / "bin" / "python"
    given, taken = (
        Path(subprocess.check_output([p, "-c", ask], text=True).strip()) for p in (python, made)
    )
    for entry in given.iterdir():
        if not entry.name.startswith((*OURS, "__")) and not entry.name.endswith(".pth"):
            (taken / entry.name).symlink_to(entry)
    return made


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the zip for Linux is tested")
@pytest.mark.skipif(not ZIPS, reason="dist/ has no zip for Linux: make dist")
@pytest.mark.skipif(not blenders(), reason="Blender (bpy) is not installed")
@pytest.mark.parametrize("python", blenders())
def test_the_zip_installs_speaks_and_leaves_without_a_trace(python: str, tmp_path: Path) -> None:
    own = {"BLENDER_USER_RESOURCES": str(tmp_path / "user"), "TMPDIR": str(tmp_path / "temp")}
    (tmp_path / "temp").mkdir()
    (tmp_path / "user").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [str(bare(python, tmp_path / "bare")), str(HERE / "drive_install.py"), str(ZIPS[-1])]
    done = subprocess.run(
        command, env={**kept, **own}, capture_output=True, text=True, timeout=HANGS_S
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    found = json.loads(lines[-1].removeprefix("FOUND "))
    assert found["left"] == [] and found["running"] == []
    assert found["devices"].keys() == {"listen", "content", "act"}
    left = [path.name for path in (tmp_path / "temp").iterdir() if "intone" in path.name]
    assert left == []
    print(json.dumps(found))
