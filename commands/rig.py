"""`intone rig`: what of a character is moved, by what and how far."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import OutputError

NEEDS = "rig needs Blender: run it as blender -b FILE --command intone rig."


def add_rig(parser: argparse.ArgumentParser) -> None:
    """The options of `rig`, which needs Blender."""
    add = parser.add_argument
    add("--character", metavar="NAME", help="an object of the open file (default: its only face)")
    add("--out", type=Path, metavar="FILE", help="the report as a text file")
    add("--sheet", type=Path, metavar="FILE", help="the report as a picture (PNG)")
    parser.set_defaults(run=run_rig, log_format="text", quiet=False)


def run_rig(args: argparse.Namespace) -> int:
    """Without Blender there is no character to report of."""
    raise OutputError(NEEDS)
