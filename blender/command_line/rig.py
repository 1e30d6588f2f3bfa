"""`intone rig` in Blender: a report of the open file's character."""

from __future__ import annotations

import argparse

import bpy

from ...commands import console
from ...export.files import write_text
from ..character import characters
from ..character.rig_report import rig_report
from ..output.studio import draw_report
from .character import only_character


def rig(args: argparse.Namespace) -> int:
    """Says the report, or writes it and its picture; returns the exit status."""
    scene = bpy.context.scene
    chosen = characters.find(args.character) if args.character else only_character(scene)
    found = rig_report(chosen)
    if args.sheet is not None:
        draw_report(chosen, found, args.sheet)
        console.say(args, f"Wrote {args.sheet}.")
    if args.out is not None:
        write_text(args.out, found.text)
        console.say(args, f"Wrote {args.out}.")
    elif args.sheet is None:
        console.put(found.text)
    return console.DONE
