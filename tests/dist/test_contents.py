"""What is in the zips: all that is needed and nothing that is not, by an expected list."""

from __future__ import annotations

import fnmatch
import importlib.util
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
LOCK = tomllib.loads((ROOT / "tools" / "dist" / "wheels.toml").read_text())
PURE = {"soundfile", "pycparser", "typing_extensions"}
EXPECTED = (
    *("__init__.py", "__main__.py", "blender_manifest.toml"),
    *("LICENSE", "NOTICE.md", "BUNDLED.md", "CHANGELOG.md"),
    *("[a-z]*.py", "animation/*.py", "audio/*.py", "blender/*.py", "emotion/*.py", "export/*.py"),
    *("face/*.py", "head/*.py", "model/*.py", "operators/*.py", "panels/*.py", "rig/*.py"),
    *("batch/*.py", "commands/*.py", "properties/*.py", "farm/*.yaml", "farm/flamenco/*.js"),
    *("words/*.py", "assets/words_en.txt.gz", "assets/words_en.LICENSE.txt", "assets/head_*.jpg"),
    *("assets/presets/intone/*/*.py", "assets/translations/*.toml"),
    *("worker/*.py", "assets/emotions.toml", "assets/head.npz", "assets/rigs/*.toml"),
    *("assets/models/*.onnx", "assets/demo/voice.flac", "assets/demo/voice_phones.tsv"),
    *("assets/recogniser/*.ort", "assets/recogniser/tokenizer.bin"),
    *("assets/recogniser/LICENSE.txt", "wheels/*.whl"),
)
"""Patterns of names; each must be met, and every name must meet one."""


def zips() -> list[Path]:
    return sorted(DIST.glob("intone-*.zip"))


def fits(name: str, pattern: str) -> bool:
    """As fnmatch, but * does not cross a folder."""
    return name.count("/") == pattern.count("/") and fnmatch.fnmatchcase(name, pattern)


def strangers(names: list[str]) -> list[str]:
    return [name for name in names if not any(fits(name, pattern) for pattern in EXPECTED)]


def platform_of(path: Path) -> str:
    return path.stem.split("-")[-1].replace("_", "-")


def test_there_are_zips() -> None:
    if not DIST.is_dir():
        pytest.skip("dist/ is not built: make dist")
    assert {platform_of(path) for path in zips()} <= set(LOCK) and zips()


@pytest.mark.parametrize("path", zips(), ids=platform_of)
def test_a_zip_holds_what_it_should_and_nothing_else(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        manifest = tomllib.loads(archive.read("blender_manifest.toml").decode())
        page = archive.read("BUNDLED.md").decode()
    assert strangers(names) == []
    missing = [want for want in EXPECTED if not any(fits(name, want) for name in names)]
    assert missing == []
    pins = LOCK[platform_of(path)]
    assert sorted(manifest["wheels"]) == sorted(f"./wheels/{pin}" for pin in pins)
    assert manifest["platforms"] == [platform_of(path)]
    assert all(digest in page for digest in pins.values())
    assert path.stat().st_size < 120e6


def test_a_stranger_is_found() -> None:
    planted = ["tests/test_x.py", "audio/__pycache__/x.pyc", "audio/deep/x.py", ".cache/y.whl"]
    assert strangers([*planted, "audio/sound.py"]) == planted


@pytest.mark.parametrize("platform", LOCK)
def test_every_platform_has_every_package_for_both_pythons(platform: str) -> None:
    found: dict[str, list[str]] = {}
    for file in LOCK[platform]:
        name, _, tag, abi, _ = file.removesuffix(".whl").split("-")
        found.setdefault(name, []).append("cp313" if abi == "abi3" else tag)
    runtime = {name for name in found if name.startswith("onnxruntime")}
    assert len(runtime) == 1 and "numpy" not in found
    resampler = set() if platform == "windows-arm64" else {"soxr"}
    for name in {"cffi", *resampler, *runtime}:
        assert found[name] == ["cp311", "cp313"]
    assert set(found) == {"cffi", *resampler, *runtime, *PURE}


needs_builder = pytest.mark.skipif(
    importlib.util.find_spec("bpy") is None or not (ROOT / ".cache" / "wheels").is_dir(),
    reason="the wheels are not in .cache/ or Blender's builder is not here: make dist",
)


@needs_builder
@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        tool = [sys.executable, "tools/build_dist.py", "--platform", "linux-x64"]
        subprocess.run([*tool, "--out", str(tmp_path / name)], cwd=ROOT, check=True)
        made += (tmp_path / name).glob("*.zip")
    assert len(made) == 2 and made[0].read_bytes() == made[1].read_bytes()
