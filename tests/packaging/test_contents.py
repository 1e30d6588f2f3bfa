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

from support.tools import load_tool

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
LOCK = tomllib.loads((ROOT / "tools" / "dist" / "wheels.toml").read_text())
PURE = {"soundfile", "pycparser", "typing_extensions"}
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
FOLDERS = {name.removeprefix("intone.").replace(".", "/") for name in PACKAGES} - {"intone"}
"""The folders of the package, from the root, as pyproject.toml lists them."""
UNSHIPPED = {"tests", "training", "tools", "benchmarks", "docs", "out", "build", "dist"}
EXPECTED = (
    *("__init__.py", "__main__.py", "[a-z]*.py", "blender_manifest.toml"),
    *("LICENSE", "NOTICE.md", "BUNDLED.md", "CHANGELOG.md"),
    *(f"{folder}/*.py" for folder in sorted(FOLDERS)),
    *("farm/*.yaml", "farm/flamenco/*.js"),
    *("assets/words_en.txt.gz", "assets/words_en.LICENSE.txt", "assets/head_*.jpg"),
    *("assets/presets/intone/*/*.py", "assets/translations/*.toml"),
    *("assets/emotions.toml", "assets/head.npz", "assets/head_hair.npz", "assets/rigs/*.toml"),
    *("assets/thumbnails/*.png", "assets/thumbnails/people/*.png"),
    *("assets/models/*.onnx", "assets/demo/*.flac", "assets/demo/*.txt", "assets/demo/*.csv"),
    *("assets/recogniser/*.ort", "assets/recogniser/*.onnx", "assets/recogniser/tokenizer.bin"),
    "assets/recogniser/LICENSE.txt",
)
"""Patterns of names; each must be met, and every name must meet one."""
needs_builder = pytest.mark.skipif(
    importlib.util.find_spec("bpy") is None or shutil.which("git") is None,
    reason="Blender's builder comes with bpy, and git lists the files: one of them is missing",
)


def zips() -> list[Path]:
    return sorted(DIST.glob("intone-*.zip"))


def fits(name: str, pattern: str) -> bool:
    """As fnmatch, but * does not cross a folder."""
    return name.count("/") == pattern.count("/") and fnmatch.fnmatchcase(name, pattern)


def strangers(names: list[str]) -> list[str]:
    expected = (*EXPECTED, "wheels/*.whl")
    return [name for name in names if not any(fits(name, pattern) for pattern in expected)]


def absent(names: list[str], expected: tuple[str, ...] = EXPECTED) -> list[str]:
    return [pattern for pattern in expected if not any(fits(name, pattern) for name in names)]


def package_folders(root: Path) -> set[str]:
    """The folders below that root, shipped ones only, in which Python files lie."""
    tops = [path for path in root.iterdir() if path.is_dir() and path.name not in UNSHIPPED]
    files = (file for top in tops if top.name[0] not in "._" for file in top.rglob("*.py"))
    folders = {file.parent.relative_to(root).as_posix() for file in files}
    return {folder for folder in folders if not folder.startswith("assets/")}


def platform_of(path: Path) -> str:
    return path.stem.split("-")[-1].replace("_", "-")


def test_pyproject_lists_every_package() -> None:
    assert package_folders(ROOT) == FOLDERS
    assert [folder for folder in FOLDERS if not (ROOT / folder / "__init__.py").is_file()] == []


def test_a_package_that_is_not_listed_is_found(tmp_path: Path) -> None:
    for name in (
        "face/a.py",
        "blender/new/a.py",
        "tests/a.py",
        ".venv/a.py",
        "assets/presets/a.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    assert package_folders(tmp_path) == {"face", "blender/new"}


@needs_builder
def test_blenders_builder_takes_what_it_should_and_nothing_else(tmp_path: Path) -> None:
    """Without the wheels, which are many megabytes to fetch."""
    package, platform = load_tool("dist.package"), load_tool("dist.wheels").PLATFORMS[0]
    package.stage(tmp_path / "staged", platform, [], "")
    package.build(tmp_path / "staged", tmp_path / "made.zip")
    names = zipfile.ZipFile(tmp_path / "made.zip").namelist()
    assert strangers(names) == [] and absent(names) == []


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
    assert absent(names, (*EXPECTED, "wheels/*.whl")) == []
    pins = LOCK[platform_of(path)]
    assert sorted(manifest["wheels"]) == sorted(f"./wheels/{pin}" for pin in pins)
    assert manifest["platforms"] == [platform_of(path)]
    assert all(digest in page for digest in pins.values())
    assert path.stat().st_size < 120e6


def test_a_stranger_is_found() -> None:
    planted = ["tests/test_x.py", "audio/__pycache__/x.pyc", "blender/deep/x.py", ".cache/y.whl"]
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


@needs_builder
@pytest.mark.skipif(
    not (ROOT / ".cache" / "wheels").is_dir(), reason="the wheels are not in .cache/: make dist"
)
def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        tool = [sys.executable, "tools/build_dist.py", "--platform", "linux-x64"]
        subprocess.run([*tool, "--out", str(tmp_path / name)], cwd=ROOT, check=True)
        made += (tmp_path / name).glob("*.zip")
    assert len(made) == 2 and made[0].read_bytes() == made[1].read_bytes()
