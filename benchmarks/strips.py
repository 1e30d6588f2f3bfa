"""How long it takes the takes to follow a re-edit of their strips.

    python benchmarks/strips.py [SECONDS ...]

One recording (the test voice, repeated to that length) is cut into ten strips that two heads say by
turns, by the channel. "first" hears it and animates all ten lines; "again" animates them all once
more, of what was heard; "follow" is after one strip was moved, one trimmed, one deleted and one
added, and beside it the processor time of Blender's process, which a busy machine hardly changes.
At 24 frames a second, in Blender as a module with the networks in their worker.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from desk import EXTENSION, enabled
from line import write_voice

LINES, FPS = 10, 24


def timed(verb, **options) -> tuple[float, float]:
    """Seconds that an operator takes, and seconds of processor time of this process."""
    began, spent = time.perf_counter(), time.process_time()
    assert verb(**options) == {"FINISHED"}
    return time.perf_counter() - began, time.process_time() - spent


def trim(strip, first: int, last: int) -> None:
    """Cuts a strip to those frames."""
    names = ("left_handle", "right_handle")  # their names from Blender 5.2 on
    old = ("frame_final_start", "frame_final_end")
    for name, frame in zip(names if hasattr(strip, names[0]) else old, (first, last), strict=True):
        setattr(strip, name, frame)


def shift(strip, frames: int) -> None:
    """Moves a strip."""
    name = "content_start" if hasattr(strip, "content_start") else "frame_start"
    setattr(strip, name, getattr(strip, name) + frames)


def dialogue(path: Path, seconds: float):
    """Two heads, and ten strips of the recording on two channels, each with its speaker."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.preferences.addons[EXTENSION].preferences.device = "cpu"
    scene, heads = bpy.context.scene, []
    for number, name in enumerate(("Anna", "Bob")):
        scene.cursor.location.x = 0.3 * number
        bpy.ops.intone.add_head()
        heads.append(scene.intone_settings.character)
        heads[-1].name = name
    editor, length = scene.sequence_editor_create(), int(seconds * FPS / LINES)
    for number in range(LINES):
        strip = editor.strips.new_sound(f"line {number + 1}", str(path), 1 + number % 2, 1)
        trim(strip, 1 + length * number + 2, 1 + length * (number + 1) - 2)
    for channel, head in enumerate(heads, start=1):
        speaker = scene.intone_lines.speakers.add()
        speaker.channel, speaker.character = channel, head
    assert bpy.ops.intone.gather_strips() == {"FINISHED"}
    return editor.strips, length


def edit(strips, path: Path, length: int) -> None:
    """One strip is moved, one trimmed, one deleted and one added."""
    shift(strips["line 2"], (LINES - 1) * length + 12)
    trim(strips["line 5"], 1 + length * 4 + 10, 1 + length * 5 - 8)
    added = strips.new_sound("line 11", str(path), 4, (LINES + 1) * length + 24)
    added.channel = 1
    begin = (LINES + 1) * length + 24
    trim(added, begin + 4, begin + length)
    strips.remove(strips["line 8"])


def measured(folder: str, seconds: float) -> tuple[float, float, float, float, str]:
    """(first, again, follow and its processor time in s, what was done) for that length."""
    import bpy

    path = Path(folder, f"voice{seconds:g}.wav")
    write_voice(path, seconds / 60)
    strips, length = dialogue(path, seconds)
    first, _ = timed(bpy.ops.intone.animate_all)
    again, _ = timed(bpy.ops.intone.animate_all)
    edit(strips, path, length)
    following = sys.modules[f"{EXTENSION}.properties.following"]
    said = following.edits(bpy.context.scene).sentence
    return first, again, *timed(bpy.ops.intone.follow_strips), said


def main() -> None:
    """Prints one row for each length."""
    folder = enabled()
    try:
        print(f"{'voice':>8} {'first':>8} {'again':>8} {'follow':>8} {'processor':>9}")
        for seconds in map(float, sys.argv[1:] or ("30", "120")):
            first, again, follow, spent, said = measured(folder, seconds)
            row = f"{first:6.2f} s {again:6.2f} s {follow:6.2f} s {spent:7.2f} s"
            print(f"{seconds:6g} s {row}  {said}")
    finally:
        sys.modules[f"{EXTENSION}.blender.background.workers"].close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
