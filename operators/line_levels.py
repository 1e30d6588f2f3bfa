"""The levels of voices that a job's own lines tell: all are heard before any is acted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from bpy.types import Scene

from ..audio.speech import Speech
from ..audio.voice_level import level_of_lines, line_level
from ..blender.takes.write import Request
from ..properties import voice_level

Levels = Mapping[str, tuple[float, int]]
"""By character: the raw score at which its voice is calm, and how many recordings told it."""


def told_by(scene: Scene, numbers: Collection[int]) -> list[str]:
    """The characters all of whose lines are among those numbers: their lines tell the level.

    None where a stretch is marked as neutral.
    """
    chosen, left = dict[str, bool](), set[str]()
    for number, line in enumerate(scene.intone_lines.lines, start=1):
        if line.character is not None and number in numbers:
            chosen[line.character.name] = voice_level.is_marked(line.character)
        elif line.character is not None and line.use:
            left.add(line.character.name)
    return [name for name, marked in chosen.items() if not marked and name not in left]


def levels_of(said: Iterable[tuple[str, Path, Speech]], compared: Collection[str]) -> Levels:
    """The level of each voice that is compared, where two recordings or more tell it.

    said   who says which sound, and what is heard in it
    """
    sounds: dict[str, dict[Path, Speech]] = {name: {} for name in compared}
    for name, sound, speech in said:
        if name in sounds and speech.score is not None:
            sounds[name][sound] = speech
    return {
        name: (level_of_lines(map(line_level, own.values())), len(own))
        for name, own in sounds.items()
        if len(own) > 1
    }


def at_level(request: Request, levels: Levels) -> Request:
    """The request at the level of its character's voice, where its lines told one."""
    known = levels.get(request.target.character)
    if known is None:
        return request
    return replace(request, order=replace(request.order, calm=known[0]))
