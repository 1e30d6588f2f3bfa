"""The scene: its frame rate and range, and the sound of a take in its sequencer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bpy
from bpy.types import Scene, SequenceEditor, SoundStrip, Strip

from .strips import path_of, playing, sound_start, span

MARK = "intone_character"
"""Custom property of a sound strip that we placed: whose voice it is."""
VOICE = "intone_voice"
"""Custom property of a sound strip that a take follows, ours or the artist's: whose voice it is."""
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
    """The strip that plays the sound as it begins at frame `start`; laid where there is none.

    A strip of the artist is adopted as it is. One that was placed for the character before moves,
    if it is of the same sound, and goes, if it is of another and overlaps. Ours takes a free
    channel.
    """
    editor = scene.sequence_editor_create()
    found = next(_there(scene, path, start), None)
    if found is None and move_sound(scene, path, start, character):
        found = next(_there(scene, path, start), None)
    strip = found or editor.strips.new_sound(path.stem, str(path), CHANNELS, start)
    strip[VOICE] = character
    _remove_overlapped(editor, strip, path, character)
    if found is None:
        strip[MARK], strip.name = character, path.stem
        strip.channel = _free_channel(strip, editor.strips)
    return strip


def _there(scene: Scene, path: Path, start: int) -> Iterator[Strip]:
    return (heard.strip for heard in playing(scene, path) if heard.start == start)


def followed(scene: Scene, path: Path, before: int, character: str) -> int:
    """The frame on which the sound begins, where its only strip was moved from frame `before`."""
    strips = [heard for heard in playing(scene, path) if heard.strip.get(VOICE) == character]
    starts = {heard.start for heard in strips}
    return starts.pop() if len(starts) == 1 and not any(_there(scene, path, before)) else before


def has_sound(scene: Scene, character: str) -> bool:
    """Whether a strip that we placed for the character lies in the sequencer."""
    return bool(_ours(scene.sequence_editor, character))


def move_sound(
    scene: Scene, path: Path, start: int, character: str, before: int | None = None
) -> bool:
    """Moves our strip of that sound for the character to frame `start`.

    Of several, as the artist cuts them, only those move whose sound began on frame `before`.
    False where there is none: an artist who deleted it does not want it back.
    """
    editor = scene.sequence_editor
    found = (heard.strip for heard in playing(scene, path) if heard.window.scene == scene)
    strips = [strip for strip in found if strip.get(MARK) == character]
    for strip in strips:
        began = sound_start(strip)
        if began != start and (began == before or len(strips) == 1):
            shift(strip, start - began)
            strip.channel = _free_channel(strip, editor.strips)
    return bool(strips)


def shift(strip: Strip, frames: int) -> None:
    """Moves a strip by so many frames, with its trims."""
    first = "content_start" if hasattr(strip, "content_start") else "frame_start"  # 5.2
    setattr(strip, first, getattr(strip, first) + frames)


def _ours(editor: SequenceEditor | None, character: str) -> list[Strip]:
    """The strips that we placed for the character."""
    strips = editor.strips if editor is not None else ()
    return [strip for strip in strips if strip.get(MARK) == character]


def remove_sounds(scene: Scene, character: str, path: Path | None = None) -> None:
    """Removes the strips that we placed for the character, or only those of one sound."""
    for strip in placed(scene, character, path):
        _remove(scene.sequence_editor, strip)
    _forget(scene, character, path, VOICE)


def release_sounds(scene: Scene, character: str, path: Path) -> None:
    """Leaves the strips of that sound that we placed for the character to the artist."""
    _forget(scene, character, path, VOICE, MARK)


def placed(scene: Scene, character: str, path: Path | None = None) -> list[Strip]:
    """The strips that we placed for the character, of one sound or of all."""
    strips = _ours(scene.sequence_editor, character)
    return [strip for strip in strips if path is None or path_of(strip) == path]


def _forget(scene: Scene, character: str, path: Path | None, *marks: str) -> None:
    editor = scene.sequence_editor
    for strip in editor.strips_all if editor is not None else ():
        for mark in marks if path is None or path_of(strip) == path else ():
            if strip.get(mark) == character:
                del strip[mark]


def hand_over(scene: Scene, character: str, other: str) -> None:
    """The strips of a character are another's from now on; one that plays with its like goes."""
    editor = scene.sequence_editor
    heard = {_heard(strip) for strip in _ours(editor, other)}
    for strip in _ours(editor, character):
        if _heard(strip) in heard:
            _remove(editor, strip)
    for strip in editor.strips_all if editor is not None else ():
        for mark in (MARK, VOICE):
            if strip.get(mark) == character:
                strip[mark] = other


def _heard(strip: SoundStrip) -> tuple[str, int]:
    path = bpy.path.abspath(strip.sound.filepath, library=strip.sound.library)
    return path, sound_start(strip)


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


def _remove_overlapped(editor: SequenceEditor, new: Strip, path: Path, character: str) -> None:
    for strip in _ours(editor, character):
        if path_of(strip) != path and _overlap(strip, new):
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
