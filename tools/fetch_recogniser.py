"""Fetch the recogniser's files into assets/recogniser/: python tools/fetch_recogniser.py

They lie in the wheel moonshine-voice 0.0.73 on PyPI (56 MB), which is downloaded unless they are
here already, and neither installed nor imported. Only files of the pinned hashes are kept.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from intone.model.recogniser import FILES, FOLDER

REQUIREMENT = "moonshine-voice==0.0.73"
SHA256 = "6461c8097ed78d054c46b4c821143008a07b5fa1f4169674493ccfa06c1407db"
_INSIDE = "moonshine_voice/assets/tiny-en"
_PLATFORM = "manylinux_2_34_x86_64"
"""The wheel of one platform for all: the three files are the same in each."""


def main() -> None:
    if not wrong(FOLDER):
        return
    with tempfile.TemporaryDirectory() as folder:
        extract(download(Path(folder)), FOLDER)
    print(f"The recogniser's files are in {FOLDER}.")


def wrong(folder: Path) -> list[str]:
    """Which of the files are missing in that folder, or are others."""
    return [name for name, pin in FILES.items() if _digest(folder / name) != pin]


def download(folder: Path) -> Path:
    """The wheel, from PyPI. Raises SystemExit where it cannot be had, or is another."""
    command = (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary=:all:", "--platform", _PLATFORM, "--dest", str(folder), REQUIREMENT),
    )
    if subprocess.run(command).returncode:
        raise SystemExit(f"{REQUIREMENT} cannot be downloaded: there will be no transcripts.")
    wheel = next(folder.glob("*.whl"))
    if _digest(wheel) != SHA256:
        raise SystemExit(f"{wheel.name} is not the pinned wheel: nothing was taken from it.")
    return wheel


def extract(wheel: Path, folder: Path) -> None:
    """The three files of a wheel. Raises SystemExit where they are not the pinned ones."""
    with zipfile.ZipFile(wheel) as archive:
        found = {name: archive.read(f"{_INSIDE}/{name}") for name in FILES}
    if others := [name for name in FILES if _hash(found[name]) != FILES[name]]:
        raise SystemExit(f"Not the pinned files in {wheel.name}: {', '.join(others)}.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in found.items():
        (folder / name).write_bytes(data)


def _digest(path: Path) -> str:
    return _hash(path.read_bytes()) if path.is_file() else ""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    main()
