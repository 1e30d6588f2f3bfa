"""What a sound's name tells, such as `anna__angry__0.8__line042.wav`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..audio.voice_level import Stretch, parse_stretch
from ..emotion.mood import AUTO, parse_mood
from ..emotion.own import OwnEmotion
from ..errors import ManifestError, MoodError

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


def read_voice(row: Mapping[str, str]) -> tuple[str, Stretch | None]:
    """Who speaks a line of a manifest, and the stretch of it that is marked as neutral, if any.

    Raises ManifestError for a mark without a voice, SoundError for one that is no stretch.
    """
    voice, mark = row.get("voice", "").strip(), row.get("neutral", "")
    if mark and not voice:
        raise ManifestError("It is marked as neutral, but of no voice: name one in 'voice'.")
    return voice, parse_stretch(mark) if mark else None
