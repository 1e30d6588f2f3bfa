"""Export: a take as a file, its format chosen by the suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ..audio.speech import SpokenWord
from ..errors import OutputError
from ..track import Track
from .arkit_json import write_arkit
from .files import Header, TakeData, replacing
from .flame_npz import SUFFIX
from .json_take import write_json
from .live_link_csv import write_csv
from .npz_take import write_npz

FORMATS: dict[str, Callable[[TakeData, Path], None]] = {
    ".csv": write_csv,
    ".arkit.json": write_arkit,
    ".json": write_json,
    ".npz": write_npz,
}


def suffix_of(path: Path, suffixes: Iterable[str] = FORMATS) -> str:
    """The longest of the suffixes that the path ends in; "" for none."""
    name = path.name.lower()
    return max((end for end in suffixes if name.endswith(end)), key=len, default="")


def is_flame(path: Path) -> bool:
    """Whether the file would hold FLAME's parameters, which need a FLAME model."""
    return path.name.lower().endswith(SUFFIX)


def check_take_path(path: Path) -> None:
    """Raises OutputError for an unknown suffix, before any work is done."""
    if is_flame(path):
        raise OutputError(
            f"{path.name} would hold FLAME's parameters: name your FLAME model with --flame, or "
            "export a FLAME head from Blender."
        )
    if not suffix_of(path):
        raise OutputError(f"{path.name} has no known format: end its name in {', '.join(FORMATS)}.")


def write_take(
    face: Track,
    path: Path,
    fps: float,
    header: Header | None = None,
    words: tuple[SpokenWord, ...] = (),
) -> None:
    """The face [frames, CHANNELS] at `fps`, in the format of the suffix; whole or not at all.

    `header` says what it was made of and by, `words` what it says, where the format has a place.
    Raises OutputError for an unknown suffix and for a place that cannot be written.
    """
    check_take_path(path)
    with replacing(path) as beside:
        FORMATS[suffix_of(path)](TakeData(face.resampled(fps), header or {}, words), beside)
