"""The scene: its frame rate and range, and the sound of a take in its sequencer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bpy
from bpy.types import Scene, SequenceEditor, SoundStrip, Strip

MARK = "intone_character"
"""Custom property of a sound strip that we placed: whose voice it is."""
CHANNELS = 128
"""Channels of Blender's sequencer."""


def frame_rate(scene: Scene) -> float:
    """Frames a second, for example 29.97 as 30 / 1.001."""
    return scene.render.fps / scene.render.fps_base


def set_frame_rate(scene: Scene, fps: float) -> None:
    """Sets the frame rate: Blender keeps a whole number and a divisor."""
    scene.render.fps = max(1, round(fps))
    scene.render.fps_base = scene.render.fps / fps


@contextmanager
def frame_kept(scene: Scene) -> Iterator[None]:
    """Whatever frames the block goes to, afterwards the scene shows the one before."""
    current = scene.frame_current
    try:
        yield
    finally:
        scene.frame_set(current)


def place_sound(scene: Scene, path: Path, start: int, character: str) -> SoundStrip:
    """The sound as a strip that begins at frame `start`.

    It replaces strips that were placed for the character before, if they are of the same sound or
    overlap it. All others stay where they are: ours takes a free channel.
    """
    editor = scene.sequence_editor_create()
    strip = editor.strips.new_sound(path.stem, str(path), CHANNELS, start)
    _remove_earlier(editor, strip, path, character)
    strip[MARK], strip.name = character, path.stem
    strip.channel = _free_channel(strip, editor.strips)
    return strip


def has_sound(scene: Scene, character: str) -> bool:
    """Whether a strip that we placed for the character lies in the sequencer."""
    return bool(_ours(scene.sequence_editor, character))


def move_sound(scene: Scene, path: Path, start: int, character: str) -> bool:
    """Moves the strip of that sound that we placed for the character to frame `start`.

    False where there is none: an artist who deleted it does not want it back.
    """
    editor = scene.sequence_editor
    strips = [strip for strip in _ours(editor, character) if _is_of(strip, path)]
    for strip in strips:
        first = "content_start" if hasattr(strip, "content_start") else "frame_start"  # 5.2
        if getattr(strip, first) != start:
            setattr(strip, first, start)
            strip.channel = _free_channel(strip, editor.strips)
    return bool(strips)


def _ours(editor: SequenceEditor | None, character: str) -> list[Strip]:
    """The strips that we placed for the character."""
    strips = editor.strips if editor is not None else ()
    return [strip for strip in strips if strip.get(MARK) == character]


def _is_of(strip: Strip, path: Path) -> bool:
    return strip.sound is not None and Path(bpy.path.abspath(strip.sound.filepath)) == path


def remove_sounds(scene: Scene, character: str) -> None:
    """Removes the strips that we placed for the character."""
    for strip in _ours(scene.sequence_editor, character):
        _remove(scene.sequence_editor, strip)


def extend(scene: Scene, start: int, end: int) -> None:
    """Widens the scene's frame range to hold start..end; never narrows it."""
    scene.frame_start = min(scene.frame_start, max(0, start))
    scene.frame_end = max(scene.frame_end, end)


def span(strip: Strip) -> tuple[int, int]:
    """First frame of the strip and the one after its last."""
    if hasattr(strip, "left_handle"):  # its name from Blender 5.2 on
        return strip.left_handle, strip.right_handle
    return strip.frame_final_start, strip.frame_final_end


def sound_start(strip: Strip) -> int:
    """The frame on which the strip's sound begins, also where its head is cut off."""
    if hasattr(strip, "content_start"):  # its name from Blender 5.2 on
        return round(strip.content_start)
    return round(strip.frame_start)


def sound_frames(scene: Scene, path: Path) -> int:
    """How many frames of the scene the sound lasts."""
    editor = scene.sequence_editor_create()
    strip = editor.strips.new_sound(path.stem, str(path), CHANNELS, scene.frame_start)
    first, after = span(strip)
    sound = strip.sound
    editor.strips.remove(strip)
    if not sound.users:
        bpy.data.sounds.remove(sound)
    return after - first


def _remove_earlier(editor: SequenceEditor, new: SoundStrip, path: Path, character: str) -> None:
    for strip in _ours(editor, character):
        if _is_of(strip, path) or _overlap(strip, new):
            _remove(editor, strip)


def _remove(editor: SequenceEditor, strip: SoundStrip) -> None:
    sound = strip.sound
    editor.strips.remove(strip)
    if sound is not None and not sound.users:
        bpy.data.sounds.remove(sound)


def _overlap(one: Strip, other: Strip) -> bool:
    (start, end), (first, after) = span(one), span(other)
    return first < end and start < after


def _free_channel(strip: Strip, strips: Iterable[Strip]) -> int:
    """The lowest channel where nothing else lies within the strip's time."""
    others = (other for other in strips if other != strip and _overlap(other, strip))
    taken = {other.channel for other in others}
    return next((channel for channel in range(1, CHANNELS) if channel not in taken), CHANNELS)
