"""The example scripts of the documentation, run as their readers would."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture
def run(tmp_path: Path):
    """Runs an example in a process of its own; what it printed."""
    extensions = tmp_path / "blender" / "extensions" / "user_default"
    for place in (tmp_path / "path", extensions):
        place.mkdir(parents=True)
        (place / "intone").symlink_to(ROOT, target_is_directory=True)

    def example(name: str, *words: object) -> str:
        command = [sys.executable, EXAMPLES / name, *map(str, words)]
        env = {"PYTHONPATH": str(tmp_path / "path"), "PATH": "/usr/bin:/bin"}
        env["BLENDER_USER_RESOURCES"] = str(tmp_path / "blender")
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return example


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    samples, rate = soundfile.read(ROOT / "tests" / "data" / "voice.flac", frames=2 * 16000)
    soundfile.write(tmp_path / "voice.wav", samples, rate)
    return tmp_path / "voice.wav"


def test_one_take(run, voice: Path, tmp_path: Path) -> None:
    assert "2.00 s, 61 channels" in run("one_take.py", voice, tmp_path / "take.csv")
    assert len((tmp_path / "take.csv").read_text().splitlines()) == 1 + 60


def test_many_moods(run, voice: Path, tmp_path: Path) -> None:
    said = run("many_moods.py", voice, tmp_path)
    takes = {path.stem: np.load(path)["values"] for path in tmp_path.glob("*.npz")}
    assert len(takes) == 7 and len(said.splitlines()) == 7
    start, end = (np.abs(takes["happy"][s] - takes["sad"][s]).max() for s in (0, -1))
    assert start < end  # all begin neutral


def test_own_pipeline(run, voice: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "1 done, 0 kept, 1 failed" in run("own_pipeline.py", out, voice, tmp_path / "none.wav")
    assert json.loads((out / "voice.json").read_text())["made"]["emotion"] == "sad"
    assert "0 done, 1 kept" in run("own_pipeline.py", out, voice)


@pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="bpy is not installed")
def test_in_blender(run, voice: Path, tmp_path: Path) -> None:
    assert "frame 48" in run("in_blender.py", voice, tmp_path)
    files = {path.name for path in tmp_path.glob("head.*")}
    assert files == {"head.blend", "head.glb", "head.png"}


@pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="bpy is not installed")
def test_desk_character_and_its_curve(run, voice: Path, tmp_path: Path) -> None:
    assert "voice up to frame" in run("desk_character.py", voice, tmp_path)
    assert len((tmp_path / "take.csv").read_text().splitlines()) > 40
    said = run("desk_curve.py", tmp_path / "character.blend")
    assert "['voice', 'turning'] intensity 0.90" in said


@pytest.mark.skipif(importlib.util.find_spec("bpy") is None, reason="bpy is not installed")
def test_desk_scene(run, voice: Path, tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    for name in ("anna__angry__one", "bob__happy=0.6,sad=0.4__two", "anna__auto__three"):
        shutil.copy(voice, tmp_path / "lines" / f"{name}.wav")
    said = run("desk_scene.py", tmp_path / "lines", tmp_path / "cast.blend")
    assert "3 takes" in said and "bob happy=0.6,sad=0.4" in said
    assert (tmp_path / "cast.blend").stat().st_size > 100_000


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("desk_*.py")), ids=lambda path: path.stem)
def test_the_page_shows_the_script_as_it_is_run(script: Path) -> None:
    assert script.read_text("utf-8").rstrip() in (ROOT / "docs" / "scripting.md").read_text("utf-8")


def test_every_example_is_run_here() -> None:
    tests = Path(__file__).read_text("utf-8")
    for example in EXAMPLES.glob("*.py"):
        assert f'"{example.name}"' in tests


def test_the_script_on_the_page_of_the_package(voice: Path, tmp_path: Path) -> None:
    parts = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(), re.S)
    script = "\n".join(parts)
    extensions = tmp_path / "blender" / "extensions" / "user_default"
    for place in (tmp_path / "path", extensions):
        place.mkdir(parents=True)
        (place / "intone").symlink_to(ROOT, target_is_directory=True)
    env = {"PYTHONPATH": str(tmp_path / "path"), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, check=True)
    assert len((tmp_path / "take.csv").read_text().splitlines()) == 1 + 60
