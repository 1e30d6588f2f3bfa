"""The console: what a command says, asks and answers, as text or as JSON lines."""

from __future__ import annotations

import argparse
import json
import math
import sys
from datetime import UTC, datetime

from ..audio.speech import Speech
from ..face.performance import Style
from ..order import Order
from ..progress import Progress, silent
from ..text.script import ENGLISH, Script, read_script

DONE, CANNOT, USAGE = 0, 1, 2
"""Exit status: it is done; it cannot be done; the command was not understood."""
INTERRUPTED = 130


class UsageError(Exception):
    """The command cannot be understood as given."""


def add_talk(parser: argparse.ArgumentParser) -> None:
    """The options of how much, and in which form, a command says."""
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")
    parser.add_argument(
        "--log-format", choices=("text", "json"), default="text", help="form of what is said"
    )


def add_text(parser: argparse.ArgumentParser) -> None:
    """The options of what is said in a voice."""
    add = parser.add_argument
    add("--text", metavar="TEXT", help="what is said, or a .txt file of it: the lips follow it")
    add_language(parser)


def add_language(parser: argparse.ArgumentParser, where: str = "") -> None:
    """The option of a text's language."""
    said = f"of the text{where}: en (default), or what espeak-ng speaks: de, fr, es, cmn …"
    parser.add_argument("--language", default=ENGLISH, metavar="CODE", help=said)


LIFE = {
    "blinks": "amount of blinks (default 1)",
    "head": "amount of head motion (default 1)",
    "accents": "amount of brows on stressed syllables (default 1)",
    "breath": "amount of breath before a phrase (default 1)",
}
"""The amounts of life that a command can ask for."""


def add_life(parser: argparse.ArgumentParser) -> None:
    """The options of how lively a face is beside its words and its emotion."""
    for name, said in LIFE.items():
        parser.add_argument(f"--{name}", type=not_negative, default=1.0, help=said)
    parser.add_argument("--seed", type=int, default=0, help="another seed, other blinks")


def style_of(args: argparse.Namespace) -> Style:
    """The style that was asked for."""
    return Style(seed=args.seed, **{name: getattr(args, name) for name in LIFE})


def order_of(args: argparse.Namespace, fps: float) -> Order:
    """What was asked for. Raises MoodError, before any work is done."""
    return Order(
        args.voice, args.emotion, args.scale, fps, args.text or "", args.language, style_of(args)
    )


def script_of(args: argparse.Namespace) -> Script | None:
    """What is said, where that was given. Raises TextError."""
    return read_script(args.text, args.language) if args.text else None


def say(args: argparse.Namespace, text: str, **facts: object) -> None:
    """A sentence for people, on standard error, unless --quiet; as JSON also with the facts."""
    if not args.quiet:
        _write(args, "info", text, facts)


def complain(args: argparse.Namespace, text: str) -> None:
    """What could not be done, in one sentence, on standard error."""
    _write(args, "error", text, {})


def _write(args: argparse.Namespace, level: str, text: str, facts: dict[str, object]) -> None:
    if args.log_format == "json":
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        text = json.dumps({"time": now, "level": level, "message": text, **facts})
    elif level == "error":
        text = f"intone: {text}"
    print(text, file=sys.stderr)  # noqa: T201


def remark(args: argparse.Namespace, speech: Speech) -> None:
    """What the user should know of the sound."""
    for sentence in speech.remarks:
        say(args, f"intone: {sentence}")


def progress_of(args: argparse.Namespace) -> Progress:
    """A progress line where somebody is watching."""
    watched = args.log_format == "text" and sys.stderr.isatty()
    return _progress_line if watched and not args.quiet else silent


def _progress_line(fraction: float, what: str) -> None:
    end = "\n" if fraction >= 1 else ""
    print(f"\r{fraction:4.0%} {what:<24}", end=end, file=sys.stderr, flush=True)  # noqa: T201


def not_negative(text: str) -> float:
    """An option's number of 0 or more."""
    value = _number(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def frame_rate(text: str) -> float:
    """An option's frames a second."""
    value = _number(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is no frame rate: give 1 to 1000")
    return value


def positive(text: str) -> int:
    """An option's whole number of 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of 1 or more")
    return int(text)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is not a number")
    return value
