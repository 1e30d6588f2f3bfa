"""glTF files: what a character's own .vrm, .glb or .gltf says of its shapes and bones.

Blender's importer keeps the names of targets in a mesh's extras or on its accessors. It drops those
in a primitive's extras (VRM 0) or on a target, and both VRM extensions.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RigError
from .vrm_file import Bind, Skeleton, expressions, morphing, skeleton

MAGIC, JSON_CHUNK = b"glTF", 0x4E4F534A
BROKEN = (OSError, struct.error, ValueError, KeyError, IndexError, TypeError, AttributeError)
"""What a file that is none may raise."""
MOST_BYTES = 256 * 2**20
"""Of the JSON; more is no character."""


@dataclass(frozen=True)
class CharacterFile:
    """What a character's own file says.

    `shapes`: by mesh the names of its morph targets, in the order of Blender's shape keys, "" for
    none. `expressions`: by VRM's name the targets that an expression is made of.
    """

    shapes: Mapping[str, tuple[str, ...]]
    expressions: Mapping[str, tuple[Bind, ...]]
    skeleton: Skeleton


def read_character_file(path: Path) -> CharacterFile:
    """What a .vrm, .glb or .gltf file says of a character.

    Raises RigError where it is no such file, or names no shape and no expression.
    """
    try:
        told = _json(path)
        found = CharacterFile(dict(_shapes(told)), dict(expressions(told)), skeleton(told))
    except (*BROKEN, RecursionError) as error:
        raise RigError(f"{path.name} is no glTF or VRM file ({error}): choose another.") from error
    if not found.shapes and not found.expressions:
        raise RigError(f"{path.name} says nothing of shapes or expressions: it has no face.")
    return found


def _json(path: Path) -> Mapping[str, Any]:
    if path.stat().st_size > MOST_BYTES and path.suffix.lower() == ".gltf":
        raise ValueError("it is too large")
    with path.open("rb") as file:
        if path.suffix.lower() == ".gltf":
            return json.loads(file.read())
        magic, _, _, size, kind = struct.unpack("<4sIIII", file.read(20))
        if magic != MAGIC or kind != JSON_CHUNK or size > MOST_BYTES:
            raise ValueError("its beginning is not that of a binary glTF")
        return json.loads(file.read(size))


def _shapes(told: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for mesh in told.get("meshes", ()):
        kept = morphing(mesh)
        names = [_name(told, mesh, number) for number in kept]
        if any(names):
            yield str(mesh.get("name", "")), tuple(names)


def _name(told: Mapping[str, Any], mesh: Mapping[str, Any], number: int) -> str:
    """The first name of a target: in the extras of its mesh or of a primitive, else its own or its
    accessor's; "" for none."""
    primitives = [one for one in mesh["primitives"] if one.get("targets")]
    found = (*_listed(mesh, primitives, number), *_own(told, primitives, number))
    return next((str(name) for name in found if name), "")


def _listed(
    mesh: Mapping[str, Any], primitives: Sequence[Mapping[str, Any]], number: int
) -> Iterator[Any]:
    for thing in (mesh, *primitives):
        extras: Mapping[str, Any] = thing.get("extras") or {}
        names: Sequence[Any] = extras.get("targetNames") or ()
        yield names[number] if number < len(names) else ""


def _own(
    told: Mapping[str, Any], primitives: Sequence[Mapping[str, Any]], number: int
) -> Iterator[Any]:
    targets: list[Mapping[str, Any]] = [one["targets"][number] for one in primitives]
    for target in targets:
        inner: Mapping[str, Any] = target.get("extras") or target.get("extra") or {}
        yield inner.get("name") or target.get("name")  # early UniVRM wrote "extra"
    accessors: list[Mapping[str, Any]] = told.get("accessors") or []
    for place in (target["POSITION"] for target in targets if "POSITION" in target):
        yield accessors[place].get("name") if place < len(accessors) else ""
