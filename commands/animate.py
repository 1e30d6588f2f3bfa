"""`intone animate`: a voice becomes a take."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..audio.sound import load
from ..audio.speech import EMOTIONS
from ..emotion.mood import AUTO
from ..export import FORMATS
from ..export.files import check_place
from ..model.catalogue import load_networks
from ..model.listening import hear
from ..order import FPS, Performance
from ..progress import timed
from .console import DONE, UsageError, progress_of, remark, say
from .flame import add_flame, take_writer
from .options import add_life, add_own, add_voice, frame_rate, made_of, not_negative, order_of
from .voice_level import levelled


def add_animate(parser: argparse.ArgumentParser) -> None:
    """The options of `animate` that need no Blender."""
    add_voice(parser)
    add = parser.add_argument
    add("--emotion", default=AUTO, metavar="NAME[=W],…", help=_EMOTION_HELP)
    add_own(parser)
    add("--scale", type=not_negative, default=1.0, help="how strongly: 0 is neutral (default 1)")
    add("--fps", type=frame_rate, help="frames a second (default 30)")
    add("--out", type=Path, metavar="TAKE", help=f"the take: {', '.join(FORMATS)}")
    add_flame(parser)
    add_life(parser)
    parser.set_defaults(run=run_animate)


_EMOTION_HELP = (
    f"auto (the voice's own), or one or a mix of: {', '.join(EMOTIONS)}, or your own; or a table "
    "(.csv) of seconds and the share of each"
)


def run_animate(args: argparse.Namespace) -> int:
    """`intone animate`: listens, acts, and writes the take."""
    if args.out is None:
        raise UsageError("say where the take goes: --out take.csv")
    check_place(args.out, made_of(args))
    order, write = order_of(args, args.voice, args.fps or FPS), take_writer(args.out, args.flame)
    spent = dict[str, float]()
    with timed(spent, "load"):
        networks = load_networks(device=args.device)
    order = levelled(order, args, lambda sound: hear(load(sound), networks.listen))
    played = Performance.of(order, networks, progress_of(args), spent)
    remark(args, played.speech)
    with timed(spent, "write"):
        write(played.face, args.out, order.fps, played.made, played.speech.words)
    seconds = played.face.duration
    told = f"Wrote {args.out}: {seconds:.2f} s at {order.fps:g} fps."
    say(args, told, seconds=seconds, timings=spent, made=networks.header())
    return DONE
