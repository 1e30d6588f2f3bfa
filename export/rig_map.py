"""A rig's map as a TOML file, to keep and to share."""

from __future__ import annotations

from pathlib import Path

from ..rig.mapfile import toml
from ..rig.mapping import RigMap
from .files import replacing


def write_map(path: Path, rig: RigMap) -> None:
    """Writes the map, whole or not at all. Raises OutputError where it cannot."""
    with replacing(path) as beside:
        beside.write_text(toml(rig), "utf-8")
