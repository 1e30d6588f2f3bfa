"""Match by name: the links by which a face moves the channels that a convention has found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .channels import Channel
from .conventions import Convention
from .emotions import lacking
from .mapping import Link, RigMap
from .recognition import Candidate
from .spelling import spelling


def match_names(candidate: Candidate) -> RigMap:
    """The map from the face to the channels found, in the order of the inventory.

    Several channels of one name (a head and its teeth, say) are all moved.
    What shows an emotion of itself serves where the rig has nothing else that does.
    """
    moved_by = moves(candidate.convention)
    links = [
        Link(face, channel, weight)
        for channel, name in candidate.found.items()
        for face, weight in moved_by.get(spelling(name), ())
    ]
    links += _moods(candidate, {link.face for link in links})
    return RigMap(candidate.convention.name, tuple(links))


def _moods(candidate: Candidate, moved: set[str]) -> Iterator[Link]:
    spelled = {spelling(name): name for name in candidate.found.values()}
    for emotion in lacking(moved):
        weights = candidate.convention.moods.get(emotion, {})
        named = {spelled.get(spelling(name)): weight for name, weight in weights.items()}
        for channel, name in candidate.found.items():
            if name in named:
                yield Link(emotion, channel, named[name])
        yield from _mixed(emotion, weights, candidate.mixes)


def _mixed(
    emotion: str, weights: Mapping[str, float], mixes: Mapping[str, Mapping[Channel, float]]
) -> Iterator[Link]:
    """What the file itself makes the expressions of; of one channel in several they add up."""
    spelled = {spelling(name): mix for name, mix in mixes.items()}
    total: dict[Channel, float] = {}
    for name, weight in weights.items():
        for channel, share in spelled.get(spelling(name), {}).items():
            total[channel] = total.get(channel, 0.0) + weight * share
    yield from (Link(emotion, channel, round(weight, 3)) for channel, weight in total.items())


def moves(convention: Convention) -> dict[str, list[tuple[str, float]]]:
    """Which face channels move a name (by spelling), and by how much."""
    found: dict[str, list[tuple[str, float]]] = {}
    for face, targets in convention.targets.items():
        for target, weight in targets.items():
            found.setdefault(spelling(target), []).append((face, weight))
    return found
