"""Conventions: how rigs name what moves their faces, read from assets/rigs/*.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import RigError
from .channels import Inventory

FOLDER = Path(__file__).parent.parent / "assets" / "rigs"
LEAST = 3
"""Fewer known names than this are a coincidence, not a rig."""


@dataclass(frozen=True)
class Convention:
    """`targets`: canonical face channel -> rig channel name -> weight."""

    name: str
    targets: Mapping[str, Mapping[str, float]]

    def known(self, inventory: Inventory) -> int:
        """How many of the inventory's channels this convention names."""
        names = {spelling(name) for target in self.targets.values() for name in target}
        return sum(spelling(channel.name) in names for channel in inventory)


def spelling(name: str) -> str:
    """What differently spelled names share: eyeBlink_L, EyeBlinkLeft and eye_blink_left are one."""
    whole = re.sub(r"[ _.\-]l$", "left", name.lower())
    whole = re.sub(r"[ _.\-]r$", "right", whole)
    return re.sub(r"[ _.\-]", "", whole)


def read_convention(path: Path) -> Convention:
    """One convention from its TOML file. A bare name means weight 1."""
    table = tomllib.loads(path.read_text("utf-8"))
    targets = {
        face: {target: 1.0} if isinstance(target, str) else dict(target)
        for face, target in table["targets"].items()
    }
    return Convention(table["name"], targets)


def conventions(folder: Path = FOLDER) -> tuple[Convention, ...]:
    """All conventions Intone knows, in the order of their file names."""
    return tuple(read_convention(path) for path in sorted(folder.glob("*.toml")))


def recognise(inventory: Inventory, known: Iterable[Convention]) -> Convention:
    """The convention that names most of the inventory. Raises RigError where none fits."""
    if not len(inventory):
        raise RigError(
            "This character has no shape keys: choose a face mesh that has some, "
            "or add the Intone head."
        )
    best = max(known, key=lambda convention: convention.known(inventory))
    if best.known(inventory) < LEAST:
        raise RigError(
            "None of this character's shape keys has a name that Intone knows: "
            "name them like ARKit's 52 blendshapes (jawOpen, mouthSmileLeft ...)."
        )
    return best
