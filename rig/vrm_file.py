"""VRM files: which morph targets of which mesh the file makes its expressions of, and how far its
eyes turn.

Read from the glTF's own extensions (VRM 0: VRM, VRM 1: VRMC_vrm), which Blender's importer drops.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RigError
from .look import Look, Range

MAGIC, JSON_CHUNK = b"glTF", 0x4E4F534A
BROKEN = (OSError, struct.error, ValueError, KeyError, IndexError, TypeError, AttributeError)
"""What a file that is none may raise."""
WAYS = ("HorizontalInner", "HorizontalOuter", "VerticalDown", "VerticalUp")
HALF_TURN = 180.0
MOST_BYTES = 256 * 2**20
"""Of the JSON; more is no character."""


@dataclass(frozen=True)
class Bind:
    """A morph target, by its mesh's name and its number there, and how far it goes, 0..1."""

    mesh: str
    index: int
    weight: float


def read_expressions(path: Path) -> Mapping[str, tuple[Bind, ...]]:
    """The binds of each expression of a .vrm or .glb file, by VRM's name for it.

    Raises RigError where it is no such file, or says nothing of expressions.
    """
    try:
        found = dict(_expressions(_json(path)))
    except BROKEN as error:
        raise RigError(f"{path.name} is no VRM file ({error}): choose another.") from error
    if not found:
        raise RigError(f"{path.name} says nothing of expressions: it is no VRM, or has no face.")
    return found


def read_look(path: Path) -> Look | None:
    """How far the file lets its eyes turn; None where it says nothing, or they are no bones.

    Raises RigError where it is no such file.
    """
    try:
        return _look(_json(path).get("extensions", {}))
    except BROKEN as error:
        raise RigError(f"{path.name} is no VRM file ({error}): choose another.") from error


def _look(told: Mapping[str, Any]) -> Look | None:
    first, look = told.get("VRM", {}).get("firstPerson", {}), told.get("VRMC_vrm", {}).get("lookAt")
    if look is not None and look.get("type") == "bone":
        maps = [look.get(f"rangeMap{way}", {}) for way in WAYS]
        return told_look([(m.get("inputMaxValue"), m.get("outputScale")) for m in maps])
    if first.get("lookAtTypeName") == "Bone":
        maps = [first.get(f"lookAt{way}", {}) for way in WAYS]
        return told_look([(m.get("xRange"), m.get("yRange")) for m in maps])
    return None


def told_look(maps: Sequence[tuple[float | None, float | None]]) -> Look | None:
    """The look of four range maps in the order of WAYS; None where one turns nothing."""
    known = [Range(float(ends), float(turns)) for ends, turns in maps if ends and turns]
    sound = all(0 < r.ends <= HALF_TURN and 0 < r.turns <= HALF_TURN for r in known)
    return Look(*known) if len(known) == len(WAYS) and sound else None


def _json(path: Path) -> Mapping[str, Any]:
    with path.open("rb") as file:
        magic, _, _, size, kind = struct.unpack("<4sIIII", file.read(20))
        if magic != MAGIC or kind != JSON_CHUNK or size > MOST_BYTES:
            raise ValueError("its beginning is not that of a binary glTF")
        return json.loads(file.read(size))


def _expressions(told: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Bind, ...]]]:
    meshes = [mesh.get("name", "") for mesh in told.get("meshes", ())]
    extensions = told.get("extensions", {})
    for group in extensions.get("VRM", {}).get("blendShapeMaster", {}).get("blendShapeGroups", ()):
        preset = group.get("presetName", "")
        name = preset if preset not in ("", "unknown") else group.get("name", "")
        binds = group.get("binds") or ()
        yield name, tuple(_bind(meshes[b["mesh"]], b, 100) for b in binds)
    expressions = extensions.get("VRMC_vrm", {}).get("expressions", {})
    for name, one in {**expressions.get("custom", {}), **expressions.get("preset", {})}.items():
        binds = one.get("morphTargetBinds") or ()
        yield name, tuple(_bind(meshes[told["nodes"][b["node"]]["mesh"]], b, 1) for b in binds)


def _bind(mesh: str, bind: Mapping[str, Any], full: float) -> Bind:
    return Bind(mesh, int(bind["index"]), float(bind.get("weight", full)) / full)
