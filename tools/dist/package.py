"""One zip: what git tracks, the recogniser, wheels and manifest, through Blender's own builder."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from dist.wheels import Platform, digest
from intone.model.recogniser import FILES

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = "blender_manifest.toml"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The oldest time a zip can hold: the same in every build."""


def stage(folder: Path, platform: Platform, wheels: list[Path], bundled: str) -> None:
    """Fills the folder with what the builder takes: tracked files, recogniser, wheels, manifest."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    _add_recogniser(folder)
    (folder / "wheels").mkdir()
    for wheel in wheels:
        shutil.copyfile(wheel, folder / "wheels" / wheel.name)
    (folder / "BUNDLED.md").write_text(bundled)
    names = [wheel.name for wheel in wheels]
    manifest = (folder / MANIFEST).read_text()
    (folder / MANIFEST).write_text(with_wheels(manifest, platform.name, names))


def _add_recogniser(folder: Path) -> None:
    """Copies what git does not track. Raises SystemExit where it is missing, or is another."""
    place = ROOT / "assets" / "recogniser"
    for name, pin in FILES.items():
        if not (place / name).is_file() or digest(place / name) != pin:
            raise SystemExit(f"assets/recogniser/{name} is not here, or another: make recogniser.")
        target = folder / "assets" / "recogniser" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place / name, target)


def with_wheels(manifest: str, platform: str, wheels: list[str]) -> str:
    """The manifest's text with the platform and the wheels, which stand before its first table."""
    places = "\n".join(f'  "./wheels/{name}",' for name in sorted(wheels))
    own = f'platforms = ["{platform}"]\nwheels = [\n{places}\n]\n\n'
    head, table, rest = manifest.partition("\n[")
    return f"{head}{own}{table.lstrip()}{rest}"


def build(folder: Path, target: Path) -> None:
    """The zip of a staged folder, built and validated by Blender's own tool, its bytes fixed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = target.with_suffix(".raw.zip")
    _builder("build", "--source-dir", str(folder), "--output-filepath", str(raw))
    _fixed(raw, target)
    raw.unlink()
    _builder("validate", str(target))


def publish(zips: list[Path], folder: Path) -> None:
    """A static extension repository in the folder: the zips and the index that Blender reads.

    Whoever serves the folder, by a web server or a shared drive, offers updates to all who added
    it. What was in the folder before goes.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in zips:
        try:
            os.link(path, folder / path.name)
        except OSError:  # another drive, or one without links
            shutil.copyfile(path, folder / path.name)
    _builder("server-generate", "--repo-dir", str(folder), "--html")


def _fixed(raw: Path, target: Path) -> None:
    """The same files in one order, with one time and one mode: the same commit, the same bytes."""
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(target, "w") as made:
        for entry in sorted(given.infolist(), key=lambda entry: entry.filename):
            if entry.is_dir():
                continue
            plain = zipfile.ZipInfo(entry.filename, _BEGINNING)
            plain.compress_type = entry.compress_type
            plain.create_system, plain.external_attr = 3, 0o100644 << 16
            made.writestr(plain, given.read(entry), compresslevel=9)


def _builder(verb: str, *options: str) -> None:
    """Blender's own extension tool, which needs no Blender to run."""
    blender = importlib.util.find_spec("bpy")
    if blender is None or blender.origin is None:
        raise SystemExit("Blender's builder comes with bpy: pip install bpy.")
    tools = sorted(Path(blender.origin).parent.glob("*/scripts/addons_core/bl_pkg/cli"))
    command = [sys.executable, str(tools[-1] / "blender_ext.py"), verb, *options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"Blender's builder refuses to {verb}:\n{done.stdout}{done.stderr}")
