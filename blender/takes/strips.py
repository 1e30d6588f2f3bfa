"""Strips: where the sequencer plays which part of a sound, after trims, cuts, mutes and speed.

A scene hears the strips of its own sequencer, those of the scenes that its scene strips play, and
those of the scene that is chosen to be its sequencer (`windows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
from bpy.types import Scene, Strip

from ...animation.placement import (
    ALWAYS,
    FOREVER,
    MARGIN_S,
    Placement,
    Span,
    joined,
    room_among,
    without,
)
from . import retiming

SEQUENCER = "intone_sequencer"
"""Custom property of a scene: the scene whose sequencer plays its voices, where that is another."""
SILENT = 1e-3
"""A volume below this is not heard."""


@dataclass(frozen=True)
class Window:
    """A sequencer that a scene hears.

    scene    whose sequencer it is
    shift    what makes its frames ours
    limits   first and last frame of ours on which it is heard
    muted    whether all of it is muted
    """

    scene: Scene
    shift: int = 0
    limits: Span = ALWAYS
    muted: bool = False


@dataclass(frozen=True)
class SoundStrip:
    """A sound strip as a scene hears it; frames are those of that scene."""

    strip: Strip
    path: Path
    window: Window

    @property
    def start(self) -> int:
        """The frame on which its sound begins, also where its head is cut off."""
        return sound_start(self.strip) + self.window.shift

    @property
    def extent(self) -> Span:
        """First and last frame that it plays on, within the meta strips around it."""
        first, after = span(self.strip)
        outer: Strip | None = self.strip
        while (outer := outer.parent_meta()) is not None:
            begin, end = span(outer)
            first, after = max(first, begin), min(after, end)
        begin, end = self.window.limits
        return max(first + self.window.shift, begin), min(after + self.window.shift - 1, end)

    @property
    def muted(self) -> bool:
        """Whether nothing of it is heard."""
        return self.window.muted or is_muted(self.window.scene, self.strip) or not self.heard

    @property
    def pace(self) -> tuple[tuple[float, float], ...]:
        """Its knots; empty at the sound's own speed."""
        scene = self.window.scene
        found = retiming.knots(self.strip, self.path, scene.render.fps / scene.render.fps_base)
        late = self.window.shift + _late(self.strip)
        return tuple((frame + late, second) for frame, second in found)

    @property
    def heard(self) -> tuple[Span, ...]:
        """First and last frames of what is heard of it; an end that is not cut goes on for ever."""
        first, last = self.extent
        begin, end = (edge + self.window.shift + _late(self.strip) for edge in content(self.strip))
        cut = first if first > begin else -FOREVER, last if last + 1 < end else FOREVER
        frozen = retiming.silences(self.pace)
        return without(cut, [*frozen, *_faded(self)]) if first <= last else ()


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
    return round(_untrimmed(strip) + _late(strip))


def _late(strip: Strip) -> float:
    """How many frames after the strip's beginning its sound begins, as its offset says."""
    render = strip.id_data.render
    return strip.sound_offset * render.fps / render.fps_base


def _untrimmed(strip: Strip) -> float:
    """The frame on which what a strip plays begins, before everything that was cut off."""
    if hasattr(strip, "content_trim_start"):  # its name from Blender 5.2 on
        return strip.content_start - strip.content_trim_start
    return strip.frame_start - strip.animation_offset_start


def windows(scene: Scene) -> Iterator[Window]:
    """The sequencers that the scene hears: its own first."""
    yield Window(scene)
    yield from _within(Window(scene), (scene,))
    other = scene.get(SEQUENCER)
    if isinstance(other, Scene) and other != scene:
        shown = list(_showing(other, scene))
        for window in shown or [Window(other)]:
            yield window
            yield from _within(window, (scene, other))


def _within(window: Window, known: tuple[Scene, ...]) -> Iterator[Window]:
    """The scenes that scene strips of a sequencer play, and what is within those."""
    for strip in _all(window.scene):
        if _plays_sequencer(strip) and strip.scene not in known:
            limits = SoundStrip(strip, Path(), window).extent
            muted = window.muted or is_muted(window.scene, strip)
            inner = Window(strip.scene, window.shift + _scene_begin(strip), limits, muted)
            yield inner
            yield from _within(inner, (*known, strip.scene))


def _plays_sequencer(strip: Strip) -> bool:
    """Whether it is a scene strip that plays the sequencer of its scene; a camera has no sound."""
    scene = strip.scene if strip.type == "SCENE" else None
    return scene is not None and strip.scene_input == "SEQUENCER"


def _showing(other: Scene, scene: Scene) -> Iterator[Window]:
    """The other sequencer as it lies under each scene strip in it that shows the scene."""
    for strip in _all(other):
        if strip.type == "SCENE" and strip.scene == scene:
            shift = -_scene_begin(strip)
            first, last = SoundStrip(strip, Path(), Window(other)).extent
            yield Window(other, shift, (first + shift, last + shift))


def _scene_begin(strip: Strip) -> int:
    """What makes the frames of a strip's scene those of its sequencer."""
    return round(_untrimmed(strip)) - strip.scene.frame_start


def _all(scene: Scene) -> Iterable[Strip]:
    editor = scene.sequence_editor
    return editor.strips_all if editor is not None else ()


def sound_strips(scene: Scene) -> list[SoundStrip]:
    """All strips of sounds with a file that the scene hears, by time."""
    found = [
        SoundStrip(strip, path, window)
        for window in windows(scene)
        for strip in _all(window.scene)
        if (path := path_of(strip)) is not None
    ]
    return sorted(found, key=lambda s: (s.extent[0], s.strip.channel, s.strip.name))


def playing(scene: Scene, path: Path) -> Iterator[SoundStrip]:
    """The strips of that sound that the scene hears, also within meta strips."""
    return (found for found in sound_strips(scene) if found.path == path)


def path_of(strip: Strip) -> Path | None:
    """The file of a sound strip; None where it has none, or is no sound strip."""
    sound = strip.sound if strip.type == "SOUND" else None
    if sound is None or not sound.filepath:
        return None
    return Path(bpy.path.abspath(sound.filepath, library=sound.library))


def is_muted(scene: Scene, strip: Strip) -> bool:
    """Whether the strip, its channel or a meta strip around it is muted, or has no volume."""
    outer = strip.parent_meta()
    channels = (outer or scene.sequence_editor).channels
    muted = strip.mute or channels[strip.channel].mute or _without_volume(scene, strip)
    return muted or (outer is not None and is_muted(scene, outer))


def _without_volume(scene: Scene, strip: Strip) -> bool:
    volume = getattr(strip, "volume", 1.0)
    return volume < SILENT and _volume_curve(scene, strip) is None


def _volume_curve(scene: Scene, strip: Strip) -> bpy.types.FCurve | None:
    animation = scene.animation_data
    if animation is None or animation.action is None or animation.action_slot is None:
        return None
    path = strip.path_from_id("volume")
    layers = (part for layer in animation.action.layers for part in layer.strips)
    bags = (part.channelbag(animation.action_slot) for part in layers)
    found = (bag.fcurves.find(path) for bag in bags if bag is not None)
    return next((curve for curve in found if curve is not None), None)


def _faded(heard: SoundStrip) -> Iterator[Span]:
    """The frames of the scene on which the keyed volume of a strip is 0."""
    curve = _volume_curve(heard.window.scene, heard.strip)
    if curve is None:
        return
    shift, (first, last) = heard.window.shift, heard.extent
    for frame in range(first, last + 1):
        if curve.evaluate(frame - shift) < SILENT:
            yield frame, frame


def placement(scene: Scene, path: Path, start: int) -> Placement:
    """Where the scene's strips play the sound, as it begins on frame `start`.

    With no such strip, or where all are muted, the whole sound is meant.
    """
    everything = list(playing(scene, path))
    audible = [s for s in everything if s.start == start and not s.muted]
    spans = joined(span for strip in audible for span in strip.heard)
    heard = () if spans == (ALWAYS,) else spans
    pace = next((strip.pace for strip in audible if strip.pace), ())
    return Placement(start, heard, _room(scene, heard, everything), pace)


def _room(scene: Scene, spans: tuple[Span, ...], everything: list[SoundStrip]) -> Span:
    """The frames that a take may use: up to the other strips of its sound, and the margin."""
    if not spans:
        return ALWAYS
    first, last = spans[0][0], spans[-1][1]
    margin = round(MARGIN_S * scene.render.fps / scene.render.fps_base)
    others = [strip.extent for strip in everything]
    before = [end + 1 for _, end in others if end < first]
    behind = [begin - 1 for begin, _ in others if begin > last]
    return max([first - margin, *before]), min([last + margin, *behind])


def own_placement(played: SoundStrip, others: Iterable[Span]) -> Placement:
    """Where one strip alone plays its sound, beside the other strips that its face says."""
    render = played.window.scene.render
    heard = played.heard
    spans = () if heard == (ALWAYS,) else heard
    room = room_among(played.extent, spans, others, render.fps / render.fps_base)
    return replace(Placement(played.start, spans, room), pace=played.pace)
