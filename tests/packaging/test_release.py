"""A release is complete: each check finds what it is there to find."""

from __future__ import annotations

import json
import re
import tomllib
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

import intone
from support.tools import load_tool

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def release() -> ModuleType:
    pytest.importorskip("packaging")
    return load_tool("check_release")


def test_the_version_is_the_manifests() -> None:
    manifest = tomllib.loads((ROOT / "blender_manifest.toml").read_text())
    assert intone.__version__ == manifest["version"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["version"]


def test_this_version_has_its_section_and_its_notices(release: ModuleType) -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    released = re.sub(r"^## Unreleased\n.*?(?=^## )", "", text, flags=re.MULTILINE | re.DOTALL)
    assert release.changelog(intone.__version__, released) == []
    assert release.notice((ROOT / "NOTICE.md").read_text()) == []


def test_a_missing_or_empty_section_is_found(release: ModuleType) -> None:
    text = "# Changelog\n\n## 1.1.0\n\n\n## 1.0.0\n\n- a thing\n"
    assert release.changelog("1.1.0", text) == ["CHANGELOG.md says nothing of 1.1.0."]
    assert release.changelog("1.0.0", text) == ["CHANGELOG.md begins with no section ## 1.0.0."]
    assert release.changelog("1.0.0", text.replace("## 1.1.0\n", "")) == []


def test_a_package_that_is_not_noticed_is_found(release: ModuleType) -> None:
    text = (ROOT / "NOTICE.md").read_text()
    assert release.notice(text.replace("soxr", "")) == ["NOTICE.md does not name soxr."]


def test_missing_zips_are_found(release: ModuleType, tmp_path: Path) -> None:
    found = release.zips("0.0.9", tmp_path)
    assert len(found) == len(release.PLATFORMS)
    assert found[0] == "dist/intone-0.0.9-linux_x64.zip is not there: make dist."


def test_a_zip_of_another_commit_is_found(release: ModuleType, tmp_path: Path) -> None:
    """The builder is not run: a stand-in leaves the same files, but one."""
    names = [f"intone-1-{p.name.replace('-', '_')}.zip" for p in release.PLATFORMS]

    def fill(folder: Path, first: str) -> None:
        import zipfile

        for name in names:
            with zipfile.ZipFile(folder / name, "w") as archive:
                archive.writestr("a", first if name == names[0] else "same")

    class Builder:
        DEVNULL = None

        @staticmethod
        def run(tool: list[str], **options: object) -> None:
            fill(Path(tool[-1]), "new")

    real, release.subprocess = release.subprocess, Builder
    try:
        fill(tmp_path, "old")
        assert release.zips("1", tmp_path) == [
            f"dist/{names[0]} is not what this commit gives: make dist."
        ]
    finally:
        release.subprocess = real


def test_a_repository_offers_what_it_holds(tmp_path: Path) -> None:
    pytest.importorskip("bpy")
    package = load_tool("dist.package")
    (tmp_path / "staged").mkdir()
    manifest = (ROOT / "blender_manifest.toml").read_text()
    for platform in ("linux-x64", "windows-x64"):
        (tmp_path / "staged" / "__init__.py").write_text("def register(): pass\n")
        text = package.with_wheels(manifest, platform, [])
        (tmp_path / "staged" / "blender_manifest.toml").write_text(
            text.replace("wheels = [\n\n]\n", "")
        )
        package.build(tmp_path / "staged", tmp_path / f"{platform}.zip")
    zips = [tmp_path / "linux-x64.zip", tmp_path / "windows-x64.zip"]
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository" / "old.zip").write_bytes(b"old")
    package.publish(zips, tmp_path / "repository")
    offered = json.loads((tmp_path / "repository" / "index.json").read_text())["data"]
    assert {tuple(one["platforms"]) for one in offered} == {("linux-x64",), ("windows-x64",)}
    assert {one["version"] for one in offered} == {intone.__version__}
    there = {path.name for path in (tmp_path / "repository").iterdir()}
    assert there == {"index.json", "index.html", "linux-x64.zip", "windows-x64.zip"}
    for one in offered:
        path = tmp_path / "repository" / one["archive_url"]
        assert one["archive_hash"] == f"sha256:{sha256(path.read_bytes()).hexdigest()}"
