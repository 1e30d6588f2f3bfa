"""Strips: where the sequencer plays which part of a sound, after trims, cuts and mutes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import bpy
from bpy.types import Scene, Strip

Span = tuple[int, int]
"""First and last frame."""
FOREVER = 2**20
"""Frames; more than Blender's timeline has."""
MARGIN_S = 0.3
"""How long a face takes from and to its rest where its sound is cut."""


def span(strip: Strip) -> tuple[int, int]:
    """First frame of the strip and the one after its last."""
    if hasattr(strip, "left_handle"):  # its name from Blender 5.2 on
        return strip.left_handle, strip.right_handle
    return strip.frame_final_start, strip.frame_final_end


def content(strip: Strip) -> tuple[float, float]:
    """First frame of what a strip could play, and the one after its last."""
    if hasattr(strip, "content_start"):  # its name from Blender 5.2 on
        return strip.content_start, strip.content_start + strip.content_duration
    return strip.frame_start, strip.frame_start + strip.frame_duration


def sound_start(strip: Strip) -> int:
    """The frame on which the strip's sound begins, also where its head is cut off."""
    if hasattr(strip, "content_trim_start"):  # its name from Blender 5.2 on
        return round(strip.content_start - strip.content_trim_start)
    return round(strip.frame_start - strip.animation_offset_start)


def playing(scene: Scene, path: Path) -> Iterator[Strip]:
    """The scene's strips of that sound, also within meta strips."""
    editor = scene.sequence_editor
    return (s for s in (editor.strips_all if editor is not None else ()) if is_of(s, path))


def is_of(strip: Strip, path: Path) -> bool:
    """Whether the strip plays that sound."""
    sound = strip.sound if strip.type == "SOUND" else None
    if sound is None:
        return False
    return Path(bpy.path.abspath(sound.filepath, library=sound.library)) == path


def is_muted(scene: Scene, strip: Strip) -> bool:
    """Whether the strip, its channel or a meta strip around it is muted."""
    outer = strip.parent_meta()
    channels = (outer or scene.sequence_editor).channels
    muted = strip.mute or channels[strip.channel].mute
    return muted or (outer is not None and is_muted(scene, outer))


def heard(scene: Scene, path: Path, start: int) -> tuple[Span, ...]:
    """Where strips play the sound, as it begins on frame `start`, by time.

    An end that is not cut goes on for ever. Empty where no such strip is heard in part only: with
    none, or where all are muted, the whole sound is meant.
    """
    audible = [s for s in playing(scene, path) if sound_start(s) == start]
    spans = sorted(_heard(strip) for strip in audible if not is_muted(scene, strip))
    joined = list[Span]()
    for first, last in spans:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        elif first <= last:
            joined.append((first, last))
    return () if joined == [(-FOREVER, FOREVER)] else tuple(joined)


def _heard(strip: Strip) -> Span:
    """First and last frame that a strip is heard on, within the meta strips around it."""
    (first, after), (begin, end) = span(strip), content(strip)
    left = -FOREVER if first <= begin else first
    right = FOREVER if after >= end else after - 1
    while (strip := strip.parent_meta()) is not None:
        begin, end = span(strip)
        left, first = (begin, begin) if begin > first else (left, first)
        right, after = (end - 1, end) if end < after else (right, after)
    return left, right


def room(scene: Scene, path: Path, spans: tuple[Span, ...]) -> Span:
    """The frames that a take may use: up to the other strips of its sound, and the margin."""
    if not spans:
        return -FOREVER, FOREVER
    first, last = spans[0][0], spans[-1][1]
    margin = round(MARGIN_S * scene.render.fps / scene.render.fps_base)
    others = [span(strip) for strip in playing(scene, path)]
    before = [after for _, after in others if after <= first]
    behind = [begin - 1 for begin, _ in others if begin > last]
    return max([first - margin, *before]), min([last + margin, *behind])
