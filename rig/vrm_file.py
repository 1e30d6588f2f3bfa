"""VRM: which morph targets a file makes its expressions of, which bones are the head and the eyes,
and how far these turn.

In a glTF's own extensions: VRM 0 (VRM) and VRM 1 (VRMC_vrm).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .look import Look, Range

WAYS = ("HorizontalInner", "HorizontalOuter", "VerticalDown", "VerticalUp")
HALF_TURN = 180.0


@dataclass(frozen=True)
class Bind:
    """A morph target, by its mesh's name and its number among the shape keys that Blender's
    importer makes of it, and how far it goes, 0..1."""

    mesh: str
    index: int
    weight: float


@dataclass(frozen=True)
class Skeleton:
    """The bones that a file names, by VRM's names for them (head, leftEye ...), and how far its
    eyes turn; None where it says nothing, or they are no bones."""

    bones: Mapping[str, str] = field(default_factory=dict[str, str])
    look: Look | None = None


def skeleton(told: Mapping[str, Any]) -> Skeleton:
    """What the JSON of a glTF says of bones."""
    extensions = told.get("extensions", {})
    return Skeleton(dict(_bones(told, extensions)), _look(extensions))


def _bones(told: Mapping[str, Any], extensions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """VRM 0 lists its bones, VRM 1 has them by name."""
    listed = extensions.get("VRM", {}).get("humanoid", {}).get("humanBones", ())
    named = extensions.get("VRMC_vrm", {}).get("humanoid", {}).get("humanBones", {})
    numbers = [(bone["bone"], bone["node"]) for bone in listed]
    for name, node in (*numbers, *((name, bone["node"]) for name, bone in named.items())):
        if bone := told["nodes"][node].get("name"):
            yield str(name), str(bone)


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


def expressions(told: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Bind, ...]]]:
    """The binds of each expression in the JSON of a glTF, by VRM's name for it."""
    meshes = told.get("meshes", ())
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


def morphing(mesh: Mapping[str, Any]) -> list[int]:
    """The numbers of a mesh's targets that move points: Blender makes no shape key of others."""
    primitives = [one for one in mesh.get("primitives", ()) if one.get("targets")]
    count = len(primitives[0]["targets"]) if primitives else 0
    return [k for k in range(count) if any("POSITION" in one["targets"][k] for one in primitives)]


def _bind(mesh: Mapping[str, Any], bind: Mapping[str, Any], full: float) -> Bind:
    index, kept = int(bind["index"]), morphing(mesh)
    if index < 0:
        raise ValueError(f"no target has the number {index}")
    place = kept.index(index) if index in kept else index
    share = min(max(0.0, float(bind.get("weight", full)) / full), 1.0)  # NaN is 0 in this order
    return Bind(str(mesh.get("name", "")), place, share)
