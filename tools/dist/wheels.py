"""The wheels of each platform, pinned by hash in wheels.toml, and how the pins are renewed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import parse_wheel_filename

LOCK = Path(__file__).with_name("wheels.toml")
PYTHONS = ("3.11", "3.13")
"""Of Blender 4.5 and 5.0, and of 5.1 and 5.2."""
COMMON = ("soundfile", "typing-extensions", "cffi", "pycparser")
"""numpy is Blender's own: one of ours would stand before it in every add-on."""


@dataclass(frozen=True)
class Platform:
    """One of Blender's platforms: what its zip needs, and pip's words for where it must run."""

    name: str
    runtime: str
    tags: tuple[str, ...]
    resampler: tuple[str, ...] = ("soxr",)


def _macos(machine: str, *versions: str) -> tuple[str, ...]:
    return tuple(f"macosx_{version}_{machine}" for version in versions)


_GLIBC = ("2_28", "2_27", "2_17")
PLATFORMS = (
    Platform(
        "linux-x64",
        "onnxruntime-webgpu",
        (*(f"manylinux_{version}_x86_64" for version in _GLIBC), "manylinux2014_x86_64"),
    ),
    Platform("windows-x64", "onnxruntime-webgpu", ("win_amd64",)),
    Platform("macos-arm64", "onnxruntime-webgpu", _macos("arm64", "14_0", "13_0", "11_0")),
    Platform(
        "macos-x64",
        "onnxruntime",
        _macos("x86_64", "14_0", "13_4", "13_0", "11_0", "10_15", "10_14", "10_13", "10_9"),
    ),
    Platform("windows-arm64", "onnxruntime", ("win_arm64",), resampler=()),
)
"""soxr has no wheel for windows-arm64: there Blender's own audio library stands in for it."""


@dataclass(frozen=True)
class Pin:
    """One wheel: its file name says what it is and where it runs, its hash that it is the one."""

    file: str
    sha256: str

    @property
    def name(self) -> str:
        return str(parse_wheel_filename(self.file)[0])

    @property
    def version(self) -> str:
        return str(parse_wheel_filename(self.file)[1])


def read_lock(path: Path = LOCK) -> dict[str, tuple[Pin, ...]]:
    """The pins of every platform, by its name."""
    table = tomllib.loads(path.read_text())
    return {
        platform: tuple(Pin(file, digest) for file, digest in files.items())
        for platform, files in table.items()
    }


def fetch(pin: Pin, platform: Platform, cache: Path) -> Path:
    """The wheel in the cache, downloaded by pip where it is missing; its hash is always checked."""
    path = cache / pin.file
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            wish = Path(folder, "wish.txt")
            wish.write_text(f"{pin.name}=={pin.version} --hash=sha256:{pin.sha256}\n")
            _pip(platform, _python_of(pin.file), cache, "--require-hashes", "-r", str(wish))
    if digest(path) != pin.sha256:
        raise SystemExit(f"{path} is not the wheel that wheels.toml names: delete it.")
    return path


def renew(platform: Platform, folder: Path) -> tuple[Pin, ...]:
    """The newest wheels that there are for a platform."""
    for python in PYTHONS:
        _pip(platform, python, folder, *COMMON, *platform.resampler, platform.runtime)
    return tuple(Pin(path.name, digest(path)) for path in sorted(folder.glob("*.whl")))


def write_lock(pins: dict[str, tuple[Pin, ...]], path: Path = LOCK) -> None:
    """Writes what read_lock reads."""
    lines = ["# Written by tools/build_dist.py --renew: the wheels of each zip and their SHA-256."]
    for platform, wheels in pins.items():
        lines += ["", f"[{platform}]", *(f'"{pin.file}" = "{pin.sha256}"' for pin in wheels)]
    path.write_text("\n".join(lines) + "\n")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _python_of(file: str) -> str:
    """The oldest Python that a wheel is for, in pip's words; any where it is for all."""
    tag = file.removesuffix(".whl").split("-")[-3]
    return f"3.{tag.removeprefix('cp3')}" if tag.startswith("cp3") else "3.11"


def _pip(platform: Platform, python: str, folder: Path, *wanted: str) -> None:
    where = [word for tag in platform.tags for word in ("--platform", tag)]
    command = (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", python),
        *(*where, "--dest", str(folder), *wanted),
    )
    subprocess.run(command, check=True)
