"""The command line without Blender: its parser, and the status that a command ends with."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

from . import __version__
from .commands.animate import add_animate
from .commands.batch import add_batch
from .commands.console import CANNOT, INTERRUPTED, UsageError, complain
from .commands.doctor import add_doctor
from .commands.emotion import add_emotion
from .commands.farm import add_farm
from .commands.listen import add_listen
from .commands.rig import add_rig
from .errors import IntoneError

Extend = Callable[[argparse.ArgumentParser], None]


def build_parser(extensions: Mapping[str, Extend] | None = None) -> argparse.ArgumentParser:
    """The parser of all commands without Blender; each command sets its own `run`.

    `extensions` by the name of a command add to its options, or give it another `run`.
    """
    parser = argparse.ArgumentParser("intone", description="A voice becomes a face.")
    parser.add_argument("--version", action="version", version=f"intone {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_animate(commands.add_parser("animate", help="a voice becomes a take"))
    add_listen(commands.add_parser("listen", help="say what is heard in a voice"))
    add_batch(commands.add_parser("batch", help="many voices become takes"))
    add_emotion(commands.add_parser("emotion", help="a frame of a face becomes your own emotion"))
    add_rig(commands.add_parser("rig", help="say what of a character is moved, and how far"))
    add_doctor(commands.add_parser("doctor", help="say what there is, and what is missing"))
    add_farm(commands.add_parser("farm", help="a batch as a job for a render farm"))
    for name, extend in (extensions or {}).items():
        extend(commands.choices[name])
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit status."""
    parser = build_parser()
    return attempt(parser, parser.parse_args(argv))


def attempt(parser: argparse.ArgumentParser, args: argparse.Namespace) -> int:
    """Runs what was parsed; what cannot be done is one plain sentence and a status."""
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return run(args)
    except IntoneError as error:
        complain(args, str(error))
        return CANNOT
    except UsageError as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
