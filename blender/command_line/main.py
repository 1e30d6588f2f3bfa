"""The command line with Blender: the options that need it, and which way a command takes.

Importing this imports no Blender, so that the same command works, and helps, without it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from ... import cli
from ...commands import animate, batch, console, listen, rig
from ...commands.options import made_of
from ...errors import OutputError
from ...export.files import check_place
from ...head.hair import STYLES
from ...head.people import PEOPLE

OUTPUTS: dict[str, tuple[str, ...]] = {
    "blend": (".blend",),
    "render": (".mp4", ".png"),
    "sheet": (".png",),
    "export": (".glb", ".usdc", ".usda", ".usd", ".abc", ".fbx"),
}
"""What only Blender can write, by option."""
MISSING = (
    "--{option} needs Blender: run it as blender -b --command intone …, or install the module "
    "with pip install bpy."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line, with or without Blender, and returns its exit status."""
    parser = cli.build_parser(EXTENSIONS)
    return cli.attempt(parser, parser.parse_args(argv))


def blender_main(argv: Sequence[str]) -> int:
    """The same as Blender's own `--command intone`, which must not be left by an exception."""
    try:
        return main(argv)
    except SystemExit as leaving:  # argparse: it has said what was wrong, or its help
        return leaving.code if isinstance(leaving.code, int) else console.USAGE


def add_animate_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `animate` that need Blender."""
    group = parser.add_argument_group("with Blender")
    add = group.add_argument
    add("--blend", type=Path, metavar="FILE", help="the animated scene, a .blend file")
    add("--render", type=Path, metavar="FILE", help=RENDER_HELP)
    add("--sheet", type=Path, metavar="FILE", help="frames of the take side by side, a .png file")
    scenes = f"the character, {known(OUTPUTS['export'])}; may be repeated"
    add("--export", type=Path, metavar="FILE", action="append", default=[], help=scenes)
    add("--character", metavar="NAME", help="an object of the open file (default: its only face)")
    add_cast(group)
    add("--start", type=int, default=1, metavar="FRAME", help="where the sound begins (default 1)")
    add("--whole", action="store_true", help="render the scene's frame range, not the take's")
    add_look(parser)
    parser.set_defaults(run=run_animate)


def add_cast(parser: argparse._ActionsContainer) -> None:
    """Who the Intone head is: a new one where no file is open, else the file's."""
    add = parser.add_argument
    people, hair = [option(name) for name in PEOPLE], [option(name) for name in STYLES]
    add("--cast", choices=people, help=f"who the Intone head is (a new one: {people[0]})")
    add("--hair", choices=hair, help="how it wears its hair (default: as the person does)")
    add("--hair-color", type=colour, metavar="RRGGBB", help="of hair and brows (default: likewise)")
    add("--skin-tone", type=share, metavar="0..1", help="from light to dark (default: likewise)")


def colour(text: str) -> tuple[float, float, float]:
    """Reads "8a4b1c" or "#8a4b1c", sRGB."""
    digits = text.removeprefix("#")
    if len(digits) != 6 or not set(digits.lower()) <= set("0123456789abcdef"):
        raise argparse.ArgumentTypeError(f"{text} is no color: say 8a4b1c")
    red, green, blue = bytes.fromhex(digits)
    return red / 255, green / 255, blue / 255


def share(text: str) -> float:
    """Reads a number from 0 to 1."""
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= 1:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text} is no number from 0 to 1")


def option(name: str) -> str:
    """A name that files keep, as it is typed: "older-man"."""
    return name.lower().replace("_", "-")


RENDER_HELP = "a film with its sound (.mp4), a picture (.png), or one a frame (shot.####.png)"


LOOKS = ("playblast", "quick", "beautiful", "final")
LOOK_HELP = "Workbench in 512 pixels (default) or 1080, EEVEE, or Cycles"
PORTRAIT_HELP = (
    "film the character alone, by a camera and lights that fit its face (also where the file has "
    "no camera)"
)


def add_look(parser: argparse._ActionsContainer) -> None:
    """The options of how a render looks."""
    add = parser.add_argument
    add("--look", choices=LOOKS, default=LOOKS[0], help=LOOK_HELP)
    add("--engine", choices=("workbench", "eevee", "cycles"), help="in place of the look's")
    add("--shape", choices=("square", "wide", "tall"), help="in place of the look's")
    add("--size", type=size, metavar="WxH", help="pixels, in place of the look's")
    add("--portrait", action="store_true", help=PORTRAIT_HELP)
    add("--captions", action="store_true", help="burn what is said into films and pictures")


def size(text: str) -> tuple[int, int]:
    """Reads "1920x1080"."""
    width, _, height = text.lower().partition("x")
    if not all(edge.isdecimal() and 1 <= int(edge) <= 16384 for edge in (width, height)):
        raise argparse.ArgumentTypeError(f"{text} is no size: say 1920x1080")
    return int(width), int(height)


ALSO = (*OUTPUTS["blend"], *OUTPUTS["export"], *OUTPUTS["render"])
"""What `batch --also` writes beside each take."""


def add_batch_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `batch` that need Blender; there it is one process, whatever --jobs says."""
    group = parser.add_argument_group("with Blender")
    add = group.add_argument
    also = f"beside each take: {known(ALSO)}; may be repeated"
    add("--also", choices=ALSO, action="append", default=[], help=also)
    add("--character", metavar="NAME", help="where a line names none (default: the only face)")
    add_cast(group)
    add("--start", type=int, default=1, metavar="FRAME", help="where the sound begins (default 1)")
    add_look(group)
    parser.set_defaults(run=run_batch)


def run_batch(args: argparse.Namespace) -> int:
    """`intone batch`, in Blender where that is asked for or where it is run in Blender."""
    if not args.also and "bpy" not in sys.modules:
        return batch.run_batch_command(args)
    if importlib.util.find_spec("bpy") is None:
        raise OutputError(MISSING.format(option="also"))
    from . import batch as in_blender  # only now: it starts Blender

    return in_blender.batch(args)


def run_listen(args: argparse.Namespace) -> int:
    """`intone listen`; Blender's own process never runs the networks."""
    if "bpy" not in sys.modules:
        return listen.run_listen(args)
    from . import animate as in_blender

    return in_blender.listen(args)


def run_rig(args: argparse.Namespace) -> int:
    """`intone rig`, of the file that is open in Blender."""
    if "bpy" not in sys.modules:
        return rig.run_rig(args)
    from . import rig as in_blender

    return in_blender.rig(args)


def run_animate(args: argparse.Namespace) -> int:
    """`intone animate`, in Blender where that is asked for."""
    wanted = [option for option in OUTPUTS if getattr(args, option)]
    if args.out is None and not wanted:
        options = [f"--{option}" for option in ("out", *OUTPUTS)]
        raise console.UsageError(f"say where the take goes: {known(options)}")
    sources = made_of(args)
    for option in wanted:
        asked = getattr(args, option)
        for path in asked if isinstance(asked, list) else [asked]:
            _check_output(option, path)
            check_place(path, sources)
    if not wanted and "bpy" not in sys.modules:
        return animate.run_animate(args)
    if args.out is not None:
        check_place(args.out, sources)
    from . import animate as in_blender  # only now: it starts Blender

    return in_blender.animate(args)


def _check_output(option: str, path: Path) -> None:
    """Refuses, before any work, what could only fail after it."""
    if importlib.util.find_spec("bpy") is None:
        raise OutputError(MISSING.format(option=option))
    if path.suffix.lower() not in OUTPUTS[option]:
        ends = known(OUTPUTS[option])
        raise OutputError(f"{path.name} must end in {ends}: --{option} writes no other.")


EXTENSIONS: dict[str, cli.Extend] = {
    "animate": add_animate_arguments,
    "batch": add_batch_arguments,
    "listen": lambda parser: parser.set_defaults(run=run_listen),
    "rig": lambda parser: parser.set_defaults(run=run_rig),
}
"""What each command has besides, or does otherwise, with Blender."""


def known(names: Sequence[str]) -> str:
    """All that there is to choose from: "a, b or c"."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
