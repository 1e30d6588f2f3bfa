"""Match by name: the links by which a face moves the channels that a convention has found."""

from __future__ import annotations

from .conventions import Convention
from .mapping import Link, RigMap
from .recognition import Candidate
from .spelling import spelling


def match_names(candidate: Candidate) -> RigMap:
    """The map from the face to the channels found, in the order of the inventory.

    Several channels of one name (a head and its teeth, say) are all moved.
    """
    moved_by = moves(candidate.convention)
    links = [
        Link(face, channel, weight)
        for channel, name in candidate.found.items()
        for face, weight in moved_by.get(spelling(name), ())
    ]
    return RigMap(candidate.convention.name, tuple(links))


def moves(convention: Convention) -> dict[str, list[tuple[str, float]]]:
    """Which face channels move a name (by spelling), and by how much."""
    found: dict[str, list[tuple[str, float]]] = {}
    for face, targets in convention.targets.items():
        for target, weight in targets.items():
            found.setdefault(spelling(target), []).append((face, weight))
    return found
