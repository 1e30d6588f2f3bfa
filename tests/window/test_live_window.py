"""Live in a real window, where there is one: see drive_live.py and test_window.py."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = (
    *("--factory-startup", "--enable-event-simulate", "--window-geometry", "0", "0", "1280", "800"),
    *("--python", "tests/window/drive_live.py"),
)


@pytest.mark.skipif("INTONE_WINDOW" not in os.environ, reason="INTONE_WINDOW names no Blender")
def test_sliders_keys_and_undo_show_on_the_face():
    words = [*shlex.split(os.environ["INTONE_WINDOW"]), *OPTIONS]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
