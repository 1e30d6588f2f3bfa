"""JSON: one object with format, version, fps, channels and a list of rows, one a frame.

`docs/take.schema.json` is its schema.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..text.timings.word_json import word_record
from .files import TakeData

FORMAT = "face-take"
VERSION = 2


def write_json(take: TakeData, path: Path) -> None:
    """Writes the take, a row a line, streamed."""
    face = take.face
    head: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "fps": face.rate,
        "duration": face.duration,
        "channels": list(face.names),
        "made": dict(take.header),
    }
    if take.words:
        head["words"] = [word_record(word) for word in take.words]
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head)[:-1] + ', "frames": [\n')
        for frame, row in enumerate(take.rows()):
            file.write(",\n" if frame else "")
            file.write(json.dumps([round(value, 7) for value in row]))
        file.write("\n]}\n")
