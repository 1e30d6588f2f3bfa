"""`intone doctor`: what is installed, which devices work, and what is missing."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from .. import __version__
from ..emotion import palette
from ..errors import ModelError
from ..head.container import EMBEDDED
from ..model.catalogue import ACT, CONTENT, LISTEN, file_hash, load_networks
from ..model.onnx_backend import providers
from ..model.recogniser import recogniser_missing
from ..rig import conventions
from .console import CANNOT, DONE, put

NEEDED = {
    "numpy": "everything",
    "onnxruntime": "running the networks",
    "soundfile": "reading sounds",
    "soxr": "reading sounds of any rate",
}
"""Distributions that Intone needs, and what each is for."""
OPTIONAL = {
    "bpy": ".blend files, renders and scene formats outside Blender",
    "matplotlib": "listen --plot",
    "openjd-cli": "running a farm's job on this machine",
}
FILES = {
    "listen": LISTEN,
    "content": CONTENT,
    "act": ACT,
    "head": EMBEDDED,
    "emotions": palette.FILE,
}


@dataclass(frozen=True)
class Finding:
    """What was found of a package, a device or a file; `good`: it is there and works."""

    kind: str
    name: str
    good: bool
    said: str


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """The options of `intone doctor`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run_doctor, log_format="text", quiet=False)


def run_doctor(args: argparse.Namespace) -> int:
    """Prints all findings; fails where something that is needed is missing."""
    findings = [*system(), *packages(), *files(), *devices(), *networks()]
    missing = [found.name for found in findings if not found.good and found.kind in REQUIRED]
    if args.json:
        told = {"findings": [asdict(found) for found in findings], "missing": missing}
        put(json.dumps(told, indent=2))
    else:
        put(in_words(findings, missing))
    return CANNOT if missing else DONE


REQUIRED = ("package", "file", "network")
"""Kinds of findings that are needed."""


def in_words(findings: list[Finding], missing: list[str]) -> str:
    """The findings as a table, and a sentence on what is missing."""
    rows = [
        f"{found.kind:9} {found.name:12} {'+' if found.good else '-'} {found.said}"
        for found in findings
    ]
    end = f"Missing: {', '.join(missing)}. Reinstall Intone." if missing else "Nothing is missing."
    return "\n".join([*rows, end])


def system() -> list[Finding]:
    """Intone, Python, the machine, and the Blender that this runs in."""
    machine = f"{platform.platform()}, {os.cpu_count()} cores"
    blender = sys.modules.get("bpy")
    return [
        Finding("system", "intone", True, f"{__version__} in {Path(__file__).parents[1]}"),
        Finding("system", "python", True, f"{platform.python_version()} ({sys.executable})"),
        Finding("system", "machine", True, machine),
        *([Finding("system", "blender", True, blender.app.version_string)] if blender else ()),
    ]


def packages() -> list[Finding]:
    """The version of each distribution, or what it is needed for."""
    spare = {"soxr"} if "bpy" in sys.modules else set[str]()  # Blender resamples in its place
    needed = [
        _package("optional" if name in spare else "package", name, use)
        for name, use in NEEDED.items()
    ]
    return needed + [_package("optional", name, use) for name, use in OPTIONAL.items()]


def _package(kind: str, name: str, use: str) -> Finding:
    for distribution in (name, f"{name}-gpu", f"{name}-webgpu"):
        try:
            version = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
        return Finding(kind, name, True, f"{version} ({distribution})")
    return Finding(kind, name, False, f"not installed: needed for {use}")


def files() -> list[Finding]:
    """Each file that Intone ships, with its SHA-256."""
    return [_file(name, path) for name, path in FILES.items()] + [
        Finding("file", path.stem, True, f"rig convention, {path.name}")
        for path in sorted(conventions.FOLDER.glob("*.toml"))
    ]


def _file(name: str, path: Path) -> Finding:
    if not path.is_file():
        return Finding("file", name, False, f"{path} is missing")
    size = path.stat().st_size / 2**20
    return Finding("file", name, True, f"{path.name}, {size:.1f} MiB, sha256 {file_hash(path)}")


def devices() -> list[Finding]:
    """Where the networks run: the first that is taken is what "auto" means."""
    try:
        found = providers()
    except ModelError as error:
        return [Finding("device", "all", False, str(error))]
    taken = next((name for name, runs, reason in found if runs and not reason), "")
    words = {name: reason or "works" for name, _, reason in found}
    words.update({taken: "works: taken for 'auto'"} if taken else {})
    return [Finding("device", name, runs, words[name]) for name, runs, _ in found]


def networks() -> list[Finding]:
    """Id and version of each network, once it has been loaded."""
    try:
        loaded = load_networks()
    except ModelError as error:
        return [Finding("network", "networks", False, str(error))]
    found = {"listen": loaded.listen, "content": loaded.content, "act": loaded.act}
    told = {name: net.spec for name, net in found.items() if net}
    return [
        *(
            Finding("network", name, True, f"{spec.id}, version {spec.version}")
            for name, spec in told.items()
        ),
        _recogniser(),
    ]


def _recogniser() -> Finding:
    missing = recogniser_missing()
    return Finding("optional", "recogniser", not missing, missing or "the transcript's files")
