"""The sequencer for tests: edits as the artist makes them, and what Blender plays of them."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from .actor import HIGH, LOW, RAMP_S

RATE, MIXED = 16000, 48000
"""Samples a second of a ramp, and of what is mixed."""


def write_ramp(path: Path) -> Path:
    """A sound that says by its level which of its seconds is played."""
    values = np.linspace(LOW, HIGH, int(RAMP_S * RATE)) * 32767
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(values.astype("<i2").tobytes())
    return path


def played(frames: range, folder: Path, gain: float) -> np.ndarray:
    """Which second of a ramp Blender itself plays, half a frame after each frame; NaN: none."""
    import bpy

    scene, path = bpy.context.scene, folder / "mix.wav"
    before = scene.frame_start, scene.frame_end
    scene.frame_start, scene.frame_end = frames[0], frames[-1]
    bpy.ops.sound.mixdown(
        filepath=str(path),
        container="WAV",
        codec="PCM",
        format="S16",
        mixrate=MIXED,
        channels="MONO",
    )
    scene.frame_start, scene.frame_end = before
    with wave.open(str(path), "rb") as file:
        mixed = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767 / gain
    fps = scene.render.fps / scene.render.fps_base
    middles = ((np.arange(len(frames)) + 0.5) / fps * MIXED).astype(int)
    heard = np.array(
        [np.median(mixed[m - 120 : m + 120]) if m < len(mixed) else 0 for m in middles]
    )
    return np.where(heard < LOW / 2, np.nan, (heard - LOW) / (HIGH - LOW) * RAMP_S)


def trim(strip, first: int, last: int) -> None:
    """Cuts the head and the tail of a strip."""
    if hasattr(strip, "left_handle"):
        strip.left_handle, strip.right_handle = first, last + 1
    else:
        strip.frame_final_start, strip.frame_final_end = first, last + 1


def slip(strip, frames: int) -> None:
    """Moves what a strip plays, while its ends stay."""
    name = "content_start" if hasattr(strip, "content_start") else "frame_start"
    ends = ends_of(strip)
    setattr(strip, name, getattr(strip, name) + frames)
    trim(strip, ends[0], ends[1] - 1)


def ends_of(strip) -> tuple[int, int]:
    """First frame of a strip, and the one after its last."""
    if hasattr(strip, "left_handle"):
        return strip.left_handle, strip.right_handle
    return strip.frame_final_start, strip.frame_final_end


def shift(strip, frames: int) -> None:
    """Moves a strip."""
    name = "content_start" if hasattr(strip, "content_start") else "frame_start"
    setattr(strip, name, getattr(strip, name) + frames)


def retime(strip, at: int, to: int) -> None:
    """Adds a retiming key on a frame of the scene's first strip, and drags it to another one.

    Blender 4.5 to 5.2 crash where Python moves a key of another strip.
    """
    if hasattr(strip, "pitch_correction"):
        strip.pitch_correction = False
    with editor(strip):
        import bpy

        assert bpy.ops.sequencer.retiming_key_add(timeline_frame=at) == {"FINISHED"}
    assert strip == strip.id_data.sequence_editor.strips_all[0]
    key = min(strip.retiming_keys, key=lambda key: abs(key.timeline_frame - at))
    key.timeline_frame = to


def freeze(strip, at: int, frames: int) -> None:
    """Lets a strip stand still from a frame on for so many frames."""
    with editor(strip):
        import bpy

        assert bpy.ops.sequencer.retiming_key_add(timeline_frame=at) == {"FINISHED"}
        assert bpy.ops.sequencer.retiming_freeze_frame_add(duration=frames) == {"FINISHED"}


def speed(strip, factor: float) -> None:
    """Plays the strip so many times as fast, with its pitch: the ramp would not survive else."""
    if hasattr(strip, "pitch_correction"):
        strip.pitch_correction = False
    with editor(strip):
        import bpy

        done = bpy.ops.sequencer.retiming_segment_speed_set(speed=100 * factor)
        assert done == {"FINISHED"}


def editor(strip):
    """A context in the sequencer, with that strip alone selected."""
    import bpy

    scene = strip.id_data
    for other in scene.sequence_editor.strips_all:
        other.select = other == strip
    scene.sequence_editor.active_strip = strip
    window = bpy.context.window_manager.windows[0]
    area = window.screen.areas[0]
    area.type = "SEQUENCE_EDITOR"
    if hasattr(bpy.context.workspace, "sequencer_scene"):
        bpy.context.workspace.sequencer_scene = scene
    region = next(region for region in area.regions if region.type == "WINDOW")
    return bpy.context.temp_override(window=window, area=area, region=region)
