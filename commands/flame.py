"""The option --flame: a take as the parameters of a FLAME model that the user owns."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ..errors import OutputError
from ..export import check_take_path, is_flame, write_take
from ..export.files import Header
from ..export.flame_npz import SUFFIX, write_flame
from ..head.container import read_head
from ..head.flame import EXPRESSIONS, read_flame
from ..head.solve import solve
from ..text.words import Words
from ..track import Track

WriteTake = Callable[[Track, Path, float, Header | None, Words], None]
"""Writes a face to a path at so many frames a second, with what it was made of and its words."""


def add_flame(parser: argparse.ArgumentParser) -> None:
    """The option of `animate`."""
    said = f"a FLAME model (.pkl, .npz): --out take{SUFFIX} becomes its parameters"
    parser.add_argument("--flame", type=Path, metavar="MODEL", help=said)


def take_writer(path: Path, model: Path | None) -> WriteTake:
    """What writes --out at that path: the take, or its parameters on the FLAME `model`.

    Raises IntoneError for what cannot be written, before any work is done.
    """
    if model is None:
        check_take_path(path)
        return write_take
    if not is_flame(path):
        raise OutputError(f"--flame writes FLAME's parameters: name them --out take{SUFFIX}.")
    solved = solve(read_head(), read_flame(model).reduced(0, EXPRESSIONS))

    def write(
        face: Track, path: Path, fps: float, header: Header | None = None, words: Words = ()
    ) -> None:
        write_flame(solved.sequence(face.resampled(fps)), path, header)

    return write
