"""Live Link Face CSV: Timecode, BlendshapeCount, then the 61 canonical channels.

The layout of the files that Epic's Live Link Face app records and Unreal imports. Timecodes are
HH:MM:SS:FF.mmm counted in whole frames from zero at the nominal rate (29.97 counts by 30).
"""

from __future__ import annotations

import csv
from pathlib import Path

from .files import TakeData


def write_csv(take: TakeData, path: Path) -> None:
    """Writes the take; the layout has no place for its header."""
    face = take.face
    heads = [name[0].upper() + name[1:] for name in face.names]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["Timecode", "BlendshapeCount", *heads])
        for frame, row in enumerate(take.rows()):
            numbers = [f"{value:.10f}" for value in row]
            table.writerow([timecode(frame, face.rate), len(heads), *numbers])


def timecode(frame: int, fps: float) -> str:
    """HH:MM:SS:FF.mmm of a frame, non-drop at the nominal rate."""
    base = max(1, round(fps))
    seconds, frames = divmod(frame, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}:{frames:02d}.000"
