"""`intone emotion`: a frame of a recorded face becomes an emotion of one's own, in a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..emotion.intensity import HOLD_S
from ..export.files import write_text
from ..face.own_files import live_link_pose, own_emotion, read_emotions, toml_of
from .console import DONE, say


def add_emotion(parser: argparse.ArgumentParser) -> None:
    """The options of `emotion`."""
    add = parser.add_argument
    add("take", type=Path, help="a CSV of Live Link Face, or a take that Intone wrote as CSV")
    add("--frame", type=int, default=0, metavar="N", help="its row, from 0 (default: 0)")
    add("--name", required=True, help="what the emotion is called")
    add(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the TOML file of --emotions",
    )
    add("--add", action="store_true", help="add it to the emotions that the file holds")
    add("--jaw", type=float, default=1.0, help="gain on the swing of the jaw (default: 1)")
    add("--rounding", type=float, default=1.0, help="gain on rounded lips (default: 1)")
    add("--hold", type=float, default=HOLD_S, help="seconds that a pause keeps it (default: 2)")
    parser.set_defaults(run=run_emotion, log_format="text", quiet=False)


def run_emotion(args: argparse.Namespace) -> int:
    """`intone emotion`: writes the file. Raises MoodError or OutputError in words for the user."""
    pose = live_link_pose(args.take, args.frame)
    made = own_emotion(args.name, pose, args.jaw, args.rounding, args.hold)
    known = read_emotions(args.out) if args.add and args.out.exists() else ()
    others = tuple(emotion for emotion in known if emotion.name != made.name)
    write_text(args.out, toml_of((*others, made)))
    say(args, f"Wrote {args.out}: --emotions {args.out} --emotion {made.name} acts it.")
    return DONE
