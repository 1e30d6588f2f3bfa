"""Recognition: which convention a character follows, judged over everything it can move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from ..errors import RigError
from .channels import Channel, Inventory
from .conventions import Convention
from .spelling import Affix, original, parts, spelling

SHORT_NAME = 2
"""Names of so few letters (A, TH) turn up by chance: each counts half."""

NO_KEYS = (
    "This character has no shape keys: choose a face mesh that has some, or add the Intone head."
)
UNKNOWN = (
    "None of this character's shape keys has a name that Intone knows: "
    "name them like ARKit's 52 blendshapes (jawOpen, mouthSmileLeft ...)."
)
TIED = "This character could be {names}: choose one of them as its convention."


@dataclass(frozen=True)
class Candidate:
    """A convention and what it finds: `found` has the name that it knows each channel by.

    `questions` has the names for which one object offers several channels, none exactly spelled.
    `mixes` has the names that the character's own file makes of several channels, with weights.
    """

    convention: Convention
    found: Mapping[Channel, str]
    questions: Mapping[str, tuple[Channel, ...]]
    mixes: Mapping[str, Mapping[Channel, float]] = field(
        default_factory=dict[str, Mapping[Channel, float]]
    )

    @cached_property
    def names(self) -> frozenset[str]:
        """The spellings found at least once."""
        return frozenset(spelling(name) for name in self.found.values())

    @property
    def plausible(self) -> bool:
        """Whether it finds more of a face than coincidence would."""
        shapes = self.names & self.convention.shapes
        things = {name.partition(":")[0] for name in shapes}  # a bone is one, whatever it turns
        proof = sum(0.5 if len(name) <= SHORT_NAME else 1.0 for name in things)
        fewest = self.convention.fewest
        return len(things) >= fewest and proof >= fewest - 1

    @property
    def share(self) -> float:
        """How much of the convention is there, 0..1."""
        return len(self.names) / max(1, len(self.convention.names))

    @property
    def score(self) -> float:
        """Ranks candidates: names found, weighed by the share of the convention that they are.

        The root, because a convention's optional parts (VRM's 52 beside its presets) are missed
        often and prove little. Names count less where the convention asks for few.
        """
        return (len(self.names) - self._idle) * math.sqrt(self.share) * self.convention.fewest

    @property
    def _idle(self) -> float:
        """Names that move nothing prove half as much as others."""
        known = {spelling(name) for name in self.convention.known}
        return 0.5 * len(self.names & known)

    @property
    def missing(self) -> tuple[str, ...]:
        """The convention's names that the character has nothing for."""
        known = self.convention.names
        return tuple(name for spelled, name in known.items() if spelled not in self.names)

    def unknown(self, inventory: Inventory) -> tuple[Channel, ...]:
        """The character's channels that the convention does not know."""
        return tuple(channel for channel in inventory if channel not in self.found)


@dataclass(frozen=True)
class Recognition:
    """All plausible candidates, the best first; empty where the character is no known face."""

    candidates: tuple[Candidate, ...]

    @property
    def tied(self) -> tuple[Candidate, ...]:
        """The candidates between which nothing decides; empty where there is one best."""
        best = self.candidates[0].score if self.candidates else 0.0
        equal = tuple(candidate for candidate in self.candidates if candidate.score == best)
        return equal if len(equal) > 1 else ()

    @property
    def best(self) -> Candidate:
        """The first candidate. Raises RigError where there is none, or several are equal."""
        if not self.candidates:
            raise RigError(UNKNOWN)
        if self.tied:
            names = " or ".join(candidate.convention.name for candidate in self.tied)
            raise RigError(TIED.format(names=names))
        return self.candidates[0]


@lru_cache(maxsize=16)
def recognise(inventory: Inventory, known: tuple[Convention, ...]) -> Recognition:
    """The conventions that the inventory may follow. Raises RigError where it is empty.

    Cached: each move of a slider and each redraw of the panel asks for it.
    """
    if not len(inventory):
        raise RigError(NO_KEYS)
    found = (candidate(convention, inventory) for convention in known)
    plausible = (one for one in found if one.plausible)
    return Recognition(tuple(sorted(plausible, key=lambda one: -one.score)))


def candidate(convention: Convention, inventory: Inventory) -> Candidate:
    """What the convention finds in the inventory, object by object."""
    owners: dict[tuple[str, str], list[Channel]] = {}
    for channel in inventory:
        owners.setdefault((channel.owner, channel.kind), []).append(channel)
    found: dict[Channel, str] = {}
    questions: dict[str, tuple[Channel, ...]] = {}
    for channels in owners.values():
        for name, fitting in _named(convention, channels).items():
            exact = [channel for channel in fitting if channel.name == name]
            if exact or len(fitting) == 1:
                found[(exact or fitting)[0]] = name
            else:
                questions[name] = (*questions.get(name, ()), *fitting)
    whole = Candidate(convention, found, questions)
    if whole.plausible:
        for channels in owners.values():
            found |= _of_a_part(whole, channels)
    ordered = {channel: found[channel] for channel in inventory if channel in found}
    return Candidate(convention, ordered, questions)


def complemented(best: Candidate, inventory: Inventory, other: Convention) -> Candidate:
    """The candidate, and what another convention finds in what it does not know.

    Its own names go first: the other one's serve where nothing else does.
    """
    more = candidate(other, Inventory(best.unknown(inventory)))
    own = best.convention
    fresh = {c: name for c, name in more.found.items() if spelling(name) not in own.names}
    if other == own or not fresh:
        return best
    moods = {
        emotion: {**other.moods.get(emotion, {}), **own.moods.get(emotion, {})}
        for emotion in {*other.moods, *own.moods}
    }
    targets = {
        face: {**other.targets.get(face, {}), **own.targets.get(face, {})}
        for face in {*other.targets, *own.targets}
    }
    both = replace(own, targets=targets, poses={**other.poses, **own.poses}, moods=moods)
    return replace(best, convention=both, found={**best.found, **fresh})


def _of_a_part(whole: Candidate, channels: list[Channel]) -> Mapping[Channel, str]:
    """The shape keys of one object whose names hold, within an affix, what others are known by.

    Teeth with nothing but blendShape2.jawOpen belong to the face with blendShape1.jawOpen. A part
    has no other shape for the name, and names short enough to be a coincidence are not believed.
    """
    taken = {whole.found[channel] for channel in channels if channel in whole.found}
    elsewhere = {name for name in whole.found.values() if len(spelling(name)) > SHORT_NAME}
    free = [one for one in channels if one.kind == "KEY" and one not in whole.found]
    found: dict[Channel, str] = {}
    for fitting in _within(whole.convention.names, free):
        for name, alike in fitting.items():
            if name in elsewhere - taken and len(alike) == 1 and alike[0] not in found:
                found[alike[0]] = name
                taken.add(name)
    return found


def _named(convention: Convention, channels: list[Channel]) -> Mapping[str, list[Channel]]:
    """The channels of one object by the name that the convention has for them.

    Names that stand alone go first, then lone copies (jawOpen.001), then those within affixes that
    the object's names share: jaw_, or Mouth_ and Eyes_.
    """
    known = convention.names
    named: dict[str, list[Channel]] = {}
    left: list[Channel] = []
    for channel in channels:
        whole = known.get(spelling(channel.name))
        (left if whole is None else named.setdefault(whole, [])).append(channel)
    copies: dict[str, list[Channel]] = {}
    for channel in left:
        whole = known.get(spelling(original(channel.name)))
        if whole is not None and whole not in named:
            copies.setdefault(whole, []).append(channel)
    named |= copies
    for fitting in _within(known, left):
        fresh = {name: fit for name, fit in fitting.items() if name not in named}
        named |= fresh if len(fresh) >= convention.fewest else {}
    return named


def _within(known: Mapping[str, str], channels: list[Channel]) -> list[dict[str, list[Channel]]]:
    """What the names hold within each affix, the most common affix first."""
    within: dict[Affix, dict[str, list[Channel]]] = {}
    for channel in channels:
        for affix, part in parts(channel.name):
            if part in known:
                within.setdefault(affix, {}).setdefault(known[part], []).append(channel)
    return sorted(within.values(), key=len, reverse=True)
