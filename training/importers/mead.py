"""MEAD (Wang et al. 2020): M003/video/front/angry/level_2/017.mp4, its sound in M003/audio/…

Also as it is often kept: without `video`, and with names such as M003_front_angry_level_2_017.mp4
and a .wav beside. Only the frontal camera is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .clip import VIDEOS, Clip, emotion_in, sound_beside

_PLACE = re.compile(r"(?:^|/)([MW]\d{3})/(?:video/)?front/([a-z]+)/level_([123])/[^/]*$")
LEVELS = 3


def mead(folder: Path) -> Iterator[Clip]:
    """The clips of a folder in MEAD's layout; its levels 1..3 as thirds."""
    for path in sorted(folder.rglob("level_*/*")):
        place = _PLACE.search(path.relative_to(folder).as_posix())
        sound = _sound(path) if place and path.suffix.lower() in VIDEOS else None
        if place and sound:
            speaker, emotion, level = place.groups()
            yield Clip(path, sound, speaker, emotion_in(emotion), int(level) / LEVELS)


def _sound(video: Path) -> Path | None:
    """MEAD's videos are mute: their sound lies in the tree `audio`, else beside."""
    parts = video.parts
    at = len(parts) - 5
    if parts[at] == "video":
        apart = Path(*parts[:at], "audio", *parts[-3:])
        return sound_beside(apart) or sound_beside(video)
    return sound_beside(video)
