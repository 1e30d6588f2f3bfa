"""Which strip a line is: where it plays its sound now, and what was done to it since its take.

A strip carries the number of its line (LINE), also when it is renamed, moved or cut. The right half
of a strip that is split carries the number of the left one: it is the one that the list lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.types import Object, Scene

from ..animation.placement import Placement, Span
from ..blender.takes import placed, strips
from ..blender.takes.corrections import BEGINS
from ..blender.takes.scene import followed
from ..blender.takes.strips import SoundStrip
from . import take_verbs

if TYPE_CHECKING:
    from .performance import Take
    from .scene_lines import Line

LINE = "intone_line"
"""Custom property of a sound strip: the number of its line; LEFT_OUT where it shall be none."""
LEFT_OUT = ""
DELETED, SILENCED, HEARD, RECAST, ADDED = "deleted", "silenced", "heard", "recast", "added"
"""What became of a line's strip, besides the changes of a Placement."""

Strips = Mapping[str, SoundStrip]
"""The strips of the lines of a scene, by the line's number."""


def strips_of(scene: Scene) -> Strips:
    """The strip of each line; of several with its number, the one that it was listed by."""
    names = {line.strip: line.strip_name for line in scene.intone_lines.lines if line.strip}
    found: dict[str, SoundStrip] = {}
    for heard in strips.sound_strips(scene):
        number = heard.strip.get(LINE, LEFT_OUT)
        if number in names and (number not in found or heard.strip.name == names[number]):
            found[number] = heard
    return found


def sound_of(line: Line) -> Path:
    """The whole path of the line's voice."""
    return Path(bpy.path.abspath(line.sound))


def placement(line: Line, found: Strips) -> Placement | None:
    """Where the line's strip plays it now; None where it is deleted or not heard.

    A line without a strip of its own is played by all strips of its sound that begin with it.
    """
    if not line.strip:
        return strips.placement(line.id_data, sound_of(line), line.start)
    heard = found.get(line.strip)
    if heard is None or heard.muted:
        return None
    return strips.own_placement(heard, _beside(line, found))


def _beside(line: Line, found: Strips) -> list[Span]:
    """First and last frames of what the line's character says besides it."""
    others = (
        other
        for other in line.id_data.intone_lines.lines
        if other.strip != line.strip and other.character == line.character and other.use
    )
    heard = (found[other.strip] for other in others if other.strip in found)
    return [strip.extent for strip in heard if not strip.muted]


def line_of(thing: Object, take: Take | None, scene: Scene) -> Line | None:
    """The line that became the take of that character, if it has a strip of its own."""
    lines = scene.intone_lines.lines if take is not None else ()
    said = (line for line in lines if line.strip and line.take == take.name)
    return next((line for line in said if line.taken_by == thing), None)


def take_placement(thing: Object, take: Take | None, sound: Path, scene: Scene) -> Placement:
    """Where the character's take is played now: by the strip of its line, or as all strips say."""
    line = line_of(thing, take, scene)
    found = placement(line, strips_of(scene)) if line is not None else None
    if found is not None and found.start == thing.intone.start and sound_of(line) == sound:
        return found
    return strips.placement(scene, sound, thing.intone.start)


def line_of_shown(thing: Object, scene: Scene) -> Line | None:
    """The line of the take that the character shows, if it has a strip of its own."""
    take = take_verbs.active(thing.intone)
    return line_of(thing, take if take is not None and take.open else None, scene)


def follow(thing: Object, scene: Scene) -> None:
    """The take that is shown begins where its strip does now, where that was moved."""
    line = line_of_shown(thing, scene)
    heard = strips_of(scene).get(line.strip) if line is not None else None
    if heard is None:
        _follow_only_strip(thing, scene)
    elif heard.start != thing.intone.start:
        thing.intone.start = line.start = heard.start


def _follow_only_strip(thing: Object, scene: Scene) -> None:
    """Where the only strip of the shown take's voice was moved, the take begins where it does."""
    performance = thing.intone
    take = take_verbs.active(performance)
    action = take.action if take is not None and take.open else None
    if action is not None and action.get(BEGINS) == performance.start:
        path = Path(bpy.path.abspath(performance.sound, library=thing.library))
        start = followed(scene, path, performance.start, thing.name)
        if start != performance.start:
            performance.start = start


def shown_placement(thing: Object) -> Placement:
    """Where the take that is shown plays the voice, as it was made."""
    take, start = take_verbs.active(thing.intone), thing.intone.start
    action = take.action if take is not None and take.open else None
    known = placed.placement_of(action) if action is not None else None
    return known.moved(start - known.start) if known is not None else Placement(start)


def change(line: Line, take: Take | None, found: Strips) -> str:
    """What was done to the line's strip since its take was made; "" where nothing was.

    A line without a take is ADDED. One that was baked is the artist's, and a line without a strip
    stands where its list says.
    """
    if take is None:
        wanted = line.use and line.character is not None
        return ADDED if wanted and placement(line, found) is not None else ""
    if take.action is None or not line.strip:
        return ""
    if line.strip not in found:
        return DELETED
    if line.character != line.taken_by:
        return RECAST
    now = placement(line, found)
    played = placed.is_played(line.taken_by, take.action)
    if now is None:
        return SILENCED if played else ""
    return before(take).change(now) or ("" if played else HEARD)


def before(take: Take) -> Placement:
    """Where the take was placed when it was made."""
    known = placed.placement_of(take.action)
    return known if known is not None else Placement(take_start(take))


def take_start(take: Take) -> int:
    """The frame on which the take's sound begins."""
    return take.id_data.intone.start if take.open else take.start
