"""Files of own emotions in the user's folder, from which every character can have them."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..emotion.own import OwnEmotion
from ..errors import MoodError
from ..export.files import write_text
from ..face.own_files import read_emotions, toml_of

FOLDER = "presets/intone/own_emotions"
"""Below the user's scripts."""


def folder(*, create: bool = False) -> Path | None:
    """The user's folder of own emotions; None where there is none."""
    found = bpy.utils.user_resource("SCRIPTS", path=FOLDER, create=create)
    return Path(found) if found else None


def save(emotion: OwnEmotion, path: Path | None = None) -> Path:
    """Writes the file of one emotion: into the user's folder where none is named.

    Raises OutputError where that cannot be.
    """
    if path is None:
        clean = "".join(sign if sign.isalnum() else "_" for sign in emotion.label.strip())
        path = Path(folder(create=True) or ".", f"{clean}.toml")
    write_text(path, toml_of([emotion]))
    return path


def known(name: str) -> OwnEmotion | None:
    """The emotion of that name in the user's folder, where it is there and can be read."""
    place = folder()
    for path in sorted(place.glob("*.toml")) if place is not None else ():
        try:
            found = next((e for e in read_emotions(path) if e.name == name.casefold()), None)
        except MoodError:  # loading that file reports it
            continue
        if found is not None:
            return found
    return None
