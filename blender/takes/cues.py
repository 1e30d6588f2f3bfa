"""Cues: who speaks which line when, as strips, file names and markers of a scene say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bpy.types import Object, Scene

from ...audio import formats
from ...batch.naming import SEPARATOR, Named, parse_name
from ...emotion.own import OwnEmotion
from ...errors import SoundError
from ...places import is_file
from ..character import characters
from . import scene, strips

MISSING = "There is no file {path}: find it again under File > External Data."
PACKED = "{name} is packed into the .blend: unpack it (File > External Data) so that it is a file."


@dataclass(frozen=True)
class Cue:
    """A line that was found: its sound, the frame it begins on, what its name says."""

    sound: Path
    start: int
    named: Named


def strip_cue(heard: strips.SoundStrip, own: Sequence[OwnEmotion] = ()) -> Cue:
    """The cue of a sound strip. The strip's name counts where it says who or how, else the file's.

    `own` are emotions beside Intone's that it may name. A strip that is cut at its head begins
    where its whole sound would. Raises SoundError.
    """
    strip, path = heard.strip, heard.path
    if not is_file(path):
        sentence = PACKED if strip.sound.packed_file else MISSING
        raise SoundError(sentence.format(name=strip.name, path=path))
    named = parse_name(Path(f"{strip.name}.wav"), own)
    return Cue(path, heard.start, named if named != Named() else parse_name(path, own))


def folder_cues(folder: Path, where: Scene, own: Sequence[OwnEmotion] = ()) -> list[Cue]:
    """The sounds in a folder: each from the frame of its marker, else after the one before.

    `own` are emotions beside Intone's that names may tell.
    """
    return file_cues(formats.voices(folder.iterdir()), where, own)


def file_cues(paths: Iterable[Path], where: Scene, own: Sequence[OwnEmotion] = ()) -> list[Cue]:
    """The same of these sounds."""
    cues: list[Cue] = []
    after = where.frame_start
    for path in paths:
        marked = marker_frame(where, path)
        start = after if marked is None else marked
        cues.append(Cue(path, start, parse_name(path, own)))
        after = start + scene.sound_frames(where, path)
    return cues


def marker_frame(where: Scene, path: Path) -> int | None:
    """The frame of the marker that is named like the file, or like the last part of its name."""
    names = {path.stem.casefold(), path.stem.split(SEPARATOR)[-1].casefold()}
    marks = where.timeline_markers
    return next((mark.frame for mark in marks if mark.name.casefold() in names), None)


def character_named(name: str, things: Iterable[Object]) -> Object | None:
    """The character of that name, whatever its case: the object itself, else a rig's face."""
    named = [thing for thing in things if name and thing.name.casefold() == name.casefold()]
    return next((thing for thing in named if characters.is_character(thing)), None)
