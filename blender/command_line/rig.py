"""`intone rig` in Blender: a report of the open file's character."""

from __future__ import annotations

import argparse

import bpy

from ...commands import console
from ...export.files import write_text
from ..character import characters
from ..character.rig_report import rig_report
from .animate import only_character


def rig(args: argparse.Namespace) -> int:
    """Says the report, or writes it; returns the exit status."""
    scene = bpy.context.scene
    chosen = characters.find(args.character) if args.character else only_character(scene)
    text = rig_report(chosen)
    if args.out is None:
        console.put(text)
    else:
        write_text(args.out, text)
        console.say(args, f"Wrote {args.out}.")
    return console.DONE
