"""The options that name the level of a voice: its other lines, or where it is neutral."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..audio.formats import voices
from ..audio.intensity import COMMON
from ..audio.speech import Speech
from ..audio.voice_level import (
    WHOLE,
    Stretch,
    level_of_lines,
    line_level,
    neutral_level,
    parse_stretch,
)
from ..errors import SoundError
from ..order import Order
from ..places import is_folder

Hear = Callable[[Path], Speech]


def add_level(parser: argparse.ArgumentParser) -> None:
    """Options by which several recordings of one voice share its level."""
    lines = "another recording of this voice, or a folder of them, to compare with (repeatable)"
    parser.add_argument(
        "--voice", dest="lines", type=Path, action="append", default=[], metavar="SOUND", help=lines
    )
    neutral = "a recording, or seconds of it (@0.4-2.1), where this voice is neutral"
    parser.add_argument("--neutral", metavar="SOUND", help=neutral)


def levelled(order: Order, args: argparse.Namespace, hear: Hear) -> Order:
    """The order at the level of its voice, as the options say. Raises SoundError."""
    return replace(order, calm=_level(args, hear))


def _level(args: argparse.Namespace, hear: Hear) -> float:
    """The raw score at which the voice is calm."""
    if args.neutral:
        sound, stretch = _marked(args.neutral)
        return neutral_level(hear(sound), sound.name, stretch).score
    if not args.lines:
        return COMMON
    files = {file.resolve() for path in args.lines for file in _files(path)}
    return level_of_lines(line_level(hear(file)) for file in sorted({*files, args.voice.resolve()}))


def _marked(text: str) -> tuple[Path, Stretch]:
    """A sound, and the stretch that is named behind it."""
    name, at, stretch = text.rpartition("@")
    if not at or Path(text).exists():
        return Path(text), WHOLE
    return Path(name), parse_stretch(stretch)


def _files(path: Path) -> list[Path]:
    """The sound, or the sounds of a folder."""
    found = list(voices(path.rglob("*"))) if is_folder(path) else [path]
    if not found:
        raise SoundError(f"There is no sound in {path}: name a folder of recordings of this voice.")
    return found
