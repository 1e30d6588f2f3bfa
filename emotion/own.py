"""Own emotions: a pose of the face that an artist made an emotion, beside the seven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..audio.speech import EMOTIONS
from ..errors import MoodError
from .intensity import HOLD_S

TAKEN = (*EMOTIONS, "auto", "mix", "own")
"""Names that mean something else already."""
_SEPARATORS = ("=", ",", "__")
"""What a mix or the name of a sound is split at."""

Pose = tuple[tuple[str, float], ...]
"""Face channels that do not rest, each with its value: 0..1, or radians for head and eyes."""


@dataclass(frozen=True)
class OwnEmotion:
    """An emotion that an artist made of a pose. Raises MoodError for a name that cannot be.

    label     its name as it was typed
    face      the pose at intensity 1
    jaw       gain on the swing of the speaking jaw, on top of its direction's own
    rounding  gain on the rounding of the speaking lips, likewise
    hold      seconds for which a pause keeps it
    """

    label: str
    face: Pose
    jaw: float = 1.0
    rounding: float = 1.0
    hold: float = HOLD_S

    def __post_init__(self) -> None:
        check_name(self.label)
        if not self.face:
            raise MoodError(f"The face of '{self.label}' rests: move it, then make an emotion.")

    @property
    def name(self) -> str:
        """As it is written in a mix."""
        return self.label.strip().casefold()


def check_name(label: str) -> None:
    """Raises MoodError for a name that an emotion of one's own cannot have."""
    name = label.strip().casefold()
    if not name:
        raise MoodError("Enter a name for the emotion.")
    if name in TAKEN:
        raise MoodError(f"'{name}' is an emotion of Intone's already: choose another name.")
    if any(mark in name for mark in _SEPARATORS) or not name.isprintable():
        raise MoodError(f"The name '{label}' has a sign in it that separates names: leave it out.")


def check_unique(own: Iterable[OwnEmotion]) -> None:
    """Raises MoodError where two have one name."""
    names = [emotion.name for emotion in own]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise MoodError(f"Two emotions are called '{double}': rename one of them.")
