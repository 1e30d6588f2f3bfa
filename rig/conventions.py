"""Conventions: how rigs name what moves their faces, read from assets/rigs/*.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ..emotion.mood import EXPRESSIVE
from ..errors import RigError
from ..face.basis import BLENDSHAPES
from .spelling import spelling

FOLDER = Path(__file__).parent.parent / "assets" / "rigs"

PLAIN = "Plain words"
"""The convention of everyday names, which completes all others."""

Weights = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Convention:
    """How one kind of rig names its channels.

    `targets`: canonical face channel -> rig channel name -> weight (of a bone: radians or metres).
    `poses`: rig channel name -> canonical face channel -> value, for channels that stand for a
    whole shape of the mouth (visemes); they serve where a rig has no target. `solved`: names whose
    meaning differs from model to model, so that only the mesh can tell what they do. `known`:
    names that belong to such a rig and that no face channel moves. `moods`: emotion -> rig channel
    name -> weight, for whole expressions (Joy, Angry) that show it; they serve where a rig has
    nothing else that shows the emotion. `fewest`: so many known names are a rig and no coincidence.
    """

    name: str
    targets: Weights = field(hash=False)
    poses: Weights = field(hash=False)
    source: str = ""
    solved: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    moods: Weights = field(default_factory=dict[str, Mapping[str, float]], hash=False)
    fewest: int = 3

    @cached_property
    def names(self) -> Mapping[str, str]:
        """All channel names it knows: by spelling, as it writes them."""
        moved = (*self.targets.values(), *self.moods.values())
        listed = [name for targets in moved for name in targets]
        listed += [*self.poses, *self.solved, *self.known]
        return {spelling(name): name for name in reversed(listed)}

    @cached_property
    def shapes(self) -> frozenset[str]:
        """The spellings that change the face's form; a head or an eye may turn on any body."""
        of_face = [self.targets.get(face, {}) for face in BLENDSHAPES]
        listed = (*of_face, self.poses, self.solved, *self.moods.values())
        return frozenset(spelling(name) for names in listed for name in names)


def read_convention(path: Path) -> Convention:
    """One convention from its TOML file; a bare name means weight 1.

    Raises RigError where the file is no convention.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return Convention(
            str(table["name"]),
            {face: _weights(target) for face, target in table.get("targets", {}).items()},
            {name: _weights(pose) for name, pose in table.get("poses", {}).items()},
            str(table.get("source", "")),
            tuple(table.get("solved", ())),
            tuple(table.get("known", ())),
            {_emotion(name): _weights(shapes) for name, shapes in table.get("moods", {}).items()},
            int(table.get("fewest", 3)),
        )
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise RigError(f"{path.name} is no rig convention ({error}): mend or remove it.") from error


def _emotion(name: str) -> str:
    if name not in EXPRESSIVE:
        raise ValueError(f"no emotion is called {name}")
    return name


def _weights(target: Any) -> Mapping[str, float]:
    return {target: 1.0} if isinstance(target, str) else {k: float(v) for k, v in target.items()}


def conventions(folder: Path = FOLDER) -> tuple[Convention, ...]:
    """All conventions Intone knows, in the order of their file names."""
    return tuple(_cached(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml")))


@lru_cache(maxsize=256)
def _cached(path: Path, changed: int) -> Convention:
    """The convention of a file, read again once the file changes: every move of a slider asks."""
    return read_convention(path)
