"""Packages for the child alone: our wheels unpacked in a folder that no other add-on shares.

Blender unpacks the wheels of all extensions into one folder, where two onnxruntimes would write
over each other, and where a file in use cannot be replaced on Windows.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

UNUSED = ("onnxruntime/tools/", "onnxruntime/quantization/", "onnxruntime/transformers/")
"""Not needed to run networks; their paths come near the limit of Windows."""


def unpacked(wheels: Path, home: Path, python: tuple[int, int] = sys.version_info[:2]) -> Path:
    """The folder under `home` with the packages of those wheels that fit this Python.

    Made at the first call, beside and then renamed, so that it is whole or not there; the folders
    of earlier wheels are removed. Raises OSError where a wheel cannot be read or the
    folder not be written.
    """
    chosen = sorted(path for path in wheels.glob("*.whl") if fits(path.name, python))
    facts = "\n".join(f"{path.name} {path.stat().st_size}" for path in chosen)
    folder = home / hashlib.sha256(facts.encode()).hexdigest()[:12]
    if folder.is_dir():
        return folder
    home.mkdir(parents=True, exist_ok=True)
    earlier = list(home.iterdir())
    made = Path(tempfile.mkdtemp(prefix="new-", dir=home))
    for wheel in chosen:
        _unpack(wheel, made)
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        earlier = [made]  # another Blender was faster
    for old in earlier:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _unpack(wheel: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if not name.startswith(UNUSED)]
            archive.extractall(folder, names)
    except zipfile.BadZipFile as error:
        raise OSError(errno.EIO, f"{wheel.name} is not a zip file") from error


def fits(wheel: str, python: tuple[int, int]) -> bool:
    """Whether a wheel of that file name runs on that Python; the platform is not looked at."""
    tags, abi = wheel.removesuffix(".whl").split("-")[-3:-1]
    return any(_fits(tag, abi, python) for tag in tags.split("."))


def _fits(tag: str, abi: str, python: tuple[int, int]) -> bool:
    if tag == "py3":
        return True
    oldest = (3, int(tag.removeprefix("cp3"))) if tag.startswith("cp3") else (99, 0)
    return oldest <= python if abi == "abi3" else oldest == python
