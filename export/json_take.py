"""JSON: one object with format, version, fps, channels and a list of rows, one a frame."""

from __future__ import annotations

import json
from pathlib import Path

from ..track import Track

FORMAT = "face-take"
VERSION = 1


def write_json(take: Track, path: Path) -> None:
    """Writes the take [frames, CHANNELS] at its own rate, a row a line, streamed."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "fps": take.rate,
        "duration": take.duration,
        "channels": list(take.names),
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head)[:-1] + ', "frames": [\n')
        for frame, row in enumerate(take.values):
            file.write(",\n" if frame else "")
            file.write(json.dumps([round(value, 7) for value in row.tolist()]))
        file.write("\n]}\n")
