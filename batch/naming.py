"""What a sound's name tells, such as `anna__angry__0.8__line042.wav`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..emotion.mood import AUTO, parse_mood
from ..emotion.own import OwnEmotion
from ..errors import MoodError

SEPARATOR = "__"


@dataclass(frozen=True)
class Named:
    """What a name tells; "" where it does not."""

    character: str = ""
    emotion: str = ""
    scale: str = ""


def parse_name(path: Path, own: Sequence[OwnEmotion] = ()) -> Named:
    """Reads CHARACTER__EMOTION__SCALE__LINE, where character, scale or all of it may be left out.

    The other parts are found by the emotion's place, so a name without one tells nothing. `own`
    are emotions beside Intone's.
    """
    parts = path.stem.split(SEPARATOR)
    place = next((k for k, part in enumerate(parts[:2]) if is_emotion(part, own)), None)
    if place is None:
        return Named()
    follows = parts[place + 1] if len(parts) > place + 1 else ""
    return Named(parts[0] if place else "", parts[place], follows if _is_number(follows) else "")


def is_emotion(text: str, own: Sequence[OwnEmotion] = ()) -> bool:
    """Whether it is "auto", an emotion, or a mix of some."""
    if text.casefold() == AUTO:
        return True
    try:
        parse_mood(text, own=own)
    except MoodError:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
