"""Gathering: the sequencer's strips become lines, and lines that are listed find their strips."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import uuid4

from bpy.types import Object, Scene

from ..blender.takes import cues, strips
from ..blender.takes.cues import Cue
from ..blender.takes.strips import SoundStrip
from . import line_strips, own_emotions, speakers
from .line_strips import LEFT_OUT, LINE
from .scene_lines import Line


@dataclass(frozen=True)
class Gathered:
    """How many lines were added to the list, and how many of it have moved."""

    added: int = 0
    moved: int = 0


def unlisted(scene: Scene) -> list[SoundStrip]:
    """The strips that are no line yet."""
    owned = line_strips.strips_of(scene).values()
    listed = [heard.strip for heard in owned]
    return [heard for heard in strips.sound_strips(scene) if heard.strip not in listed]


def meant(scene: Scene) -> list[SoundStrip]:
    """Those of them that are lines without a word: cut from one, of its voice, or with a speaker.

    Music is none of these, nor is a strip whose line was removed from the list.
    """
    lines = scene.intone_lines.lines
    numbers = {line.strip for line in lines if line.strip}
    sounds = {line_strips.sound_of(line) for line in lines if line.strip}

    def is_meant(heard: SoundStrip) -> bool:
        number = heard.strip.get(LINE)
        if number == LEFT_OUT:
            return False
        known = number in numbers or heard.path in sounds
        return known or speakers.speaker(scene, heard) is not None

    return [heard for heard in unlisted(scene) if is_meant(heard)]


def gather(scene: Scene, fresh: Iterable[SoundStrip], chosen: Object | None) -> Gathered:
    """Lists those strips, and brings all lines to where their strips are now. Raises SoundError.

    chosen   the character of strips that do not tell who says them
    """
    own = own_emotions.in_scene(scene)
    cued = [(heard, cues.strip_cue(heard, own)) for heard in fresh]
    moved = _follow(scene, line_strips.strips_of(scene))
    added = 0
    for heard, cue in cued:
        known = _unlinked(scene, cue)
        if known is None:
            _add(scene, heard, cue, chosen)
            added += 1
        else:
            moved += known.start != cue.start
            link(known, heard)
    speakers.cast(scene)
    return Gathered(added, moved)


def _follow(scene: Scene, found: line_strips.Strips) -> int:
    """Brings the lines to where their strips are; how many have moved."""
    moved = 0
    for line in scene.intone_lines.lines:
        if line.strip in found:
            moved += line.start != found[line.strip].start
            link(line, found[line.strip])
    return moved


def link(line: Line, heard: SoundStrip) -> None:
    """The line is that strip from now on."""
    number = line.strip or uuid4().hex[:12]
    if heard.strip.get(LINE) != number:
        heard.strip[LINE] = number
    facts = {"strip": number, "strip_name": heard.strip.name, "start": heard.start}
    if line_strips.sound_of(line) != heard.path:
        facts["sound"] = str(heard.path)
    for name, value in facts.items():
        if getattr(line, name) != value:  # what is set wakes the live following, also if the same
            setattr(line, name, value)


def adopt(line: Line) -> None:
    """A line without a strip is the one strip that plays its sound from its start, if there is."""
    found = [
        heard
        for heard in unlisted(line.id_data)
        if heard.path == line_strips.sound_of(line) and heard.start == line.start
    ]
    if not line.strip and len(found) == 1:
        link(line, found[0])


def _unlinked(scene: Scene, cue: Cue) -> Line | None:
    """A line of the cue's sound without a strip: the one that starts there, else one that is lost.

    Lost is a line that no strip begins with: its strip was moved before it was linked.
    """
    free = [
        line
        for line in scene.intone_lines.lines
        if not line.strip and line_strips.sound_of(line) == cue.sound
    ]
    starts = {heard.start for heard in strips.playing(scene, cue.sound)}
    same = (line for line in free if line.start == cue.start)
    lost = (line for line in free if line.start not in starts)
    return next(same, None) or next(lost, None)


def _add(scene: Scene, heard: SoundStrip, cue: Cue, chosen: Object | None) -> None:
    """Adds a line; cut from another one, it is felt as that one."""
    lines = scene.intone_lines
    numbers = [line.strip for line in lines.lines]
    number = heard.strip.get(LINE, LEFT_OUT)
    at = numbers.index(number) if number and number in numbers else None
    line = lines.lines.add()
    if at is not None:
        origin = lines.lines[at]
        for name in ("use", "character", "otherwise", "emotion", "mix", "scale", "fixed"):
            setattr(line, name, getattr(origin, name))
    link(line, heard)
    fill(line, cue, lambda: _who(scene, heard, line, chosen))
    lines.active = len(lines.lines) - 1


def fill(line: Line, cue: Cue, who: Callable[[], Object | None]) -> None:
    """What the cue says of a line; `who` tells its character where the cue names none."""
    line.sound, line.start = str(cue.sound), cue.start
    if not line.fixed:
        named = cues.character_named(cue.named.character, line.id_data.objects)
        line.otherwise = None if cue.named.character else who()
        line.character = named or line.otherwise
        line.fixed = named is not None
    if cue.named.emotion:
        line.feel(cue.named.emotion)
    if cue.named.scale:
        line.scale = float(cue.named.scale)


def _who(scene: Scene, heard: SoundStrip, line: Line, chosen: Object | None) -> Object | None:
    """Who says a strip that names nobody, where no speaker is listed."""
    named = (cues.character_named(n, scene.objects) for n in speakers.channel_names(heard))
    return line.otherwise or line.character or next(filter(None, named), None) or chosen
