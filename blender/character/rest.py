"""Rest: where channels stood before we moved them, kept on what we animate, for the way back."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Container, Iterable
from typing import Any

from bpy.types import ID

from ...rig.channels import Channel
from . import stored

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


def put_back(data: ID, channels: Container[tuple[str, int]] | None = None) -> None:
    """Puts those channels back, given by path and index, and forgets about them; None is all."""
    known, left = _known(data), list[tuple[str, int, float]]()
    for path, index, number in known:
        if channels is not None and (path, index) not in channels:
            left.append((path, index, number))
            continue
        with contextlib.suppress(ValueError, KeyError):  # deleted or renamed since
            put(data, path, index, number)
    if left != known:
        data[REST] = json.dumps(left)
    if not left and REST in data:
        del data[REST]


def forget(data: ID, channels: Container[tuple[str, int]]) -> None:
    """Those channels are not ours any more: they stay where they are."""
    known = _known(data)
    left = [one for one in known if (one[0], one[1]) not in channels]
    if left != known:
        data[REST] = json.dumps(left)
    if not left and REST in data:
        del data[REST]


def show(data: ID, channels: Container[tuple[str, int]]) -> None:
    """Sets those channels to where they rest, without forgetting about it."""
    for path, index, number in _known(data):
        if (path, index) in channels:
            with contextlib.suppress(ValueError, KeyError):  # deleted or renamed since
                put(data, path, index, number)


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
    return stored.rows(data, REST, str, int, int | float)
