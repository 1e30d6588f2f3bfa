"""What a file says, in a form in which two runs agree.

Blender writes the date into pictures and films, and addresses into a .blend; its film encoder does
not give the same bytes twice. All else is the file itself.
"""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path

from PIL import Image

from intone.export.whole import is_whole

_SIZES = re.compile(rb"stsz\0\0\0\0(.{4})(.{4})", re.DOTALL)


def content(path: Path) -> object:
    """What the file says; None where it is not whole."""
    if not is_whole(path, path.suffix):
        return None
    if path.suffix == ".png":
        return Image.open(io.BytesIO(path.read_bytes())).tobytes()
    if path.suffix == ".mp4":
        found = _SIZES.findall(path.read_bytes())
        return [struct.unpack(">I", count)[0] for _, count in found]  # pictures, pieces of sound
    return "whole" if path.suffix == ".blend" else path.read_bytes()
