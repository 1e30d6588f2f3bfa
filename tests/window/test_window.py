"""The sidebar in a real window, where there is one: see drive.py.

INTONE_WINDOW holds the words that start a Blender with a screen and end where Blender's own options
begin, for example "xvfb-run -s '-screen 0 1280x800x24' blender".
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = (
    *("--factory-startup", "--enable-event-simulate", "--window-geometry", "0", "0", "1280", "800"),
    "--python",
)


@pytest.mark.skipif("INTONE_WINDOW" not in os.environ, reason="INTONE_WINDOW names no Blender")
def test_an_artist_at_the_sidebar():
    words = [*shlex.split(os.environ["INTONE_WINDOW"]), *OPTIONS, "tests/window/drive.py"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif("INTONE_WINDOW" not in os.environ, reason="INTONE_WINDOW names no Blender")
def test_an_artist_imports_a_flame_head():
    path = ROOT / "tests" / "head" / "flame_fixture.py"
    spec = importlib.util.spec_from_file_location("flame_fixture", path)
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    (ROOT / "out" / "window").mkdir(parents=True, exist_ok=True)
    model = "out/window/fixture.pkl"
    made.write_pickle(ROOT / model, made.layout_2017(made.arrays()), python2=True)
    driver = ("tests/window/drive_flame.py", "--", model)
    words = [*shlex.split(os.environ["INTONE_WINDOW"]), *OPTIONS, *driver]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(
    not {"INTONE_WINDOW", "INTONE_ZIP"} <= os.environ.keys(),
    reason="INTONE_WINDOW names no Blender, or INTONE_ZIP no zip that fits it",
)
def test_an_artist_installs_the_zip_from_disk(tmp_path: Path):
    options = ("--factory-startup", "--window-geometry", "0", "0", "1280", "800", "--python")
    driver = ("tests/window/drive_install.py", "--", os.environ["INTONE_ZIP"], "out/window")
    words = [*shlex.split(os.environ["INTONE_WINDOW"]), *options, *driver]
    fresh = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path)}
    done = subprocess.run(words, cwd=ROOT, env=fresh, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
