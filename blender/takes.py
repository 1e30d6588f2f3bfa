"""Takes: a voice performed by a character, with its sound, in a scene.

The operators and the command line share this one path. Its two halves fit a job: `performance`
is plain data and may run in a thread; `lay` writes to Blender.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bpy

from ..animation.keyframes import TOLERANCE, keyframe
from ..audio.speech import Speech
from ..emotion.mood import Mood
from ..errors import RigError
from ..face.performance import Style
from ..progress import Progress, part
from ..rig.retarget import retarget
from ..track import Track
from . import actions, rigs, scene
from .workers import Performer


@dataclass(frozen=True)
class Target:
    """Where a take goes, by name: by the time it is done the artist may have changed the scene."""

    character: str
    scene: str
    sound: Path
    start: int = 1
    place_sound: bool = True
    extend: bool = True
    tolerance: float = TOLERANCE
    strip: bool = False
    """As an NLA strip, also where the active action's place is free."""


@dataclass(frozen=True)
class Direction:
    """How a voice shall be acted; the mood may follow from what is heard."""

    mood: Callable[[Speech], Mood]
    style: Style


@dataclass(frozen=True)
class Laid:
    """What a take has become in Blender: its action, and its last frame."""

    action: str
    end: int
    channels: int
    hidden: int


def performance(
    path: Path, direction: Direction, performer: Performer, progress: Progress
) -> tuple[Speech, Track]:
    """What is heard in the sound, and the face [frames, CHANNELS] that says it."""
    speech = performer.listen(path, part(progress, 0.0, 0.7))
    mood = direction.mood(speech)
    return speech, performer.act(speech, mood, direction.style, part(progress, 0.7, 1.0))


def lay(face: Track, target: Target) -> Laid:
    """Writes the take to its target: an action, the sound, the frame range.

    Raises RigError, before anything is changed, where the target cannot take it.
    """
    where = bpy.data.scenes.get(target.scene)
    if where is None:
        raise RigError(f"The scene {target.scene} was deleted meanwhile: choose another one.")
    motion = retarget(face, rigs.rig_of(target.character))
    clip = keyframe(motion, scene.frame_rate(where), target.start, target.tolerance)
    take = actions.write(clip, target.sound.stem, strip=target.strip)
    if target.place_sound:
        scene.place_sound(where, target.sound, target.start, target.character)
    if target.extend:
        scene.extend(where, target.start, int(clip.end))
    where.frame_set(where.frame_current)
    return Laid(take.action, int(clip.end), len(clip.curves), take.hidden)
