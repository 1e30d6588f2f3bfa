"""Rest: where channels stood before we moved them, kept on what we animate, for the way back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bpy.types import ID

from ..rig.channels import Channel

REST = "intone_rest"
"""Custom property of a data-block: JSON of [path, index, value] of each channel that we move."""


def remember(data: ID, channels: Iterable[Channel]) -> None:
    """Keeps where those of the channels stand that we have not moved before."""
    known = _known(data)
    there = {(path, index) for path, index, _ in known}
    fresh = [c for c in channels if (c.path, c.index) not in there]
    if fresh:
        added = [(c.path, c.index, value(data, c.path, c.index)) for c in fresh]
        data[REST] = json.dumps([*known, *added])


def restore(data: ID) -> None:
    """Puts every channel back, except where it is gone, and forgets all about it."""
    for path, index, number in _known(data):
        try:
            put(data, path, index, number)
        except (ValueError, KeyError):  # deleted or renamed since: nothing to put back
            continue
    if REST in data:
        del data[REST]


def value(data: ID, path: str, index: int) -> float:
    """What a channel of the data-block stands at, at the scene's current frame."""
    found = data.path_resolve(path)
    return found if isinstance(found, int | float) else found[index]


def put(data: ID, path: str, index: int, number: float) -> None:
    """Sets a channel of the data-block, without a key."""
    found: Any = data.path_resolve(path)
    if not isinstance(found, int | float):
        found[index] = number
    elif path.endswith('"]'):
        owner, _, name = path.rpartition('["')
        thing = data.path_resolve(owner) if owner else data
        thing[name[:-2]] = type(found)(number)
        data.update_tag()  # what its drivers move
    else:
        owner, _, name = path.rpartition(".")
        setattr(data.path_resolve(owner), name, number)


def _known(data: ID) -> list[tuple[str, int, float]]:
    return json.loads(data.get(REST, "[]"))
