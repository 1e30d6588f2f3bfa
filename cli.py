"""The command line without Blender: a voice in, a take or a hearing out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from . import __version__
from .audio.sound import load
from .audio.speech import EMOTIONS, Speech
from .commands.batch import add_batch
from .commands.console import (
    CANNOT,
    DONE,
    INTERRUPTED,
    UsageError,
    add_life,
    add_talk,
    add_text,
    complain,
    frame_rate,
    not_negative,
    order_of,
    progress_of,
    remark,
    say,
    script_of,
)
from .commands.doctor import add_doctor
from .commands.farm import add_farm
from .commands.flame import add_flame, take_writer
from .emotion.mood import AUTO
from .errors import IntoneError
from .export import FORMATS
from .export.plot import write_plot
from .model.catalogue import load_networks
from .model.onnx_backend import DEVICES
from .order import FPS
from .pipeline import act, listen
from .progress import part, timed

Extend = Callable[[argparse.ArgumentParser], None]


def build_parser(extensions: Mapping[str, Extend] | None = None) -> argparse.ArgumentParser:
    """Everything that can be asked for without Blender; each command sets its own `run`.

    `extensions` by the name of a command add to its options, or give it another `run`.
    """
    parser = argparse.ArgumentParser("intone", description="A voice becomes a face.")
    parser.add_argument("--version", action="version", version=f"intone {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    animate = commands.add_parser("animate", help="a voice becomes a take")
    add_animate(animate)
    hearing = commands.add_parser("listen", help="say what is heard in a voice")
    _add_common(hearing)
    hearing.add_argument("--json", action="store_true", help="print one JSON object")
    hearing.add_argument("--content", action="store_true", help="with the phonetic content")
    hearing.add_argument("--plot", type=Path, metavar="PNG", help="draw what is heard")
    hearing.set_defaults(run=run_listen)
    batch = commands.add_parser("batch", help="many voices become takes")
    add_batch(batch)
    add_doctor(commands.add_parser("doctor", help="say what there is, and what is missing"))
    add_farm(commands.add_parser("farm", help="a batch as a job for a render farm"))
    for name, extend in (extensions or {}).items():
        extend(commands.choices[name])
    return parser


def add_animate(parser: argparse.ArgumentParser) -> None:
    """The options of `animate` that need no Blender."""
    _add_common(parser)
    add = parser.add_argument
    add("--emotion", default=AUTO, metavar="NAME[=W],…", help=_EMOTION_HELP)
    add("--scale", type=not_negative, default=1.0, help="how strongly: 0 is neutral (default 1)")
    add("--fps", type=frame_rate, default=FPS, help="frames a second (default 30)")
    add("--out", type=Path, metavar="TAKE", help=f"the take: {', '.join(FORMATS)}")
    add_flame(parser)
    add_life(parser)
    parser.set_defaults(run=run_animate)


_EMOTION_HELP = f"auto (the voice's own), or one or a mix of: {', '.join(EMOTIONS)}"


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("voice", type=Path, metavar="VOICE", help="a WAV, FLAC, OGG or MP3 file")
    parser.add_argument("--device", choices=DEVICES, default="auto", help="where networks run")
    add_text(parser)
    add_talk(parser)


def run_animate(args: argparse.Namespace) -> int:
    """`intone animate`: listens, acts, and writes the take."""
    if args.out is None:
        raise UsageError("say where the take goes: --out take.csv")
    order, write = order_of(args, args.fps), take_writer(args.out, args.flame)
    script = order.script
    progress, spent = progress_of(args), dict[str, float]()
    with timed(spent, "load"):
        networks = load_networks(device=args.device)
    with timed(spent, "listen"):
        speech = listen(args.voice, networks, part(progress, 0.0, 0.7), script=script)
    remark(args, speech)
    with timed(spent, "act"):
        mood = order.mood(speech)
        face = act(speech, mood, order.style, networks, part(progress, 0.7, 1.0))
    with timed(spent, "write"):
        write(face, args.out, args.fps, order.header(networks.header()))
    told = f"Wrote {args.out}: {face.duration:.2f} s at {args.fps:g} fps."
    say(args, told, seconds=face.duration, timings=spent, made=networks.header())
    return DONE


def run_listen(args: argparse.Namespace) -> int:
    """`intone listen`, in this process."""
    script, networks = script_of(args), load_networks(device=args.device)
    return tell(args, listen(args.voice, networks, progress_of(args), script=script))


def tell(args: argparse.Namespace, speech: Speech) -> int:
    """Says, prints or draws what was heard, as `intone listen` was asked."""
    remark(args, speech)
    if args.plot:
        write_plot(args.plot, load(args.voice), speech)
        say(args, f"Wrote {args.plot}.")
    if args.json:
        print(json.dumps(heard(speech, args.content)))  # noqa: T201  this is the product
    elif not args.plot:
        print(in_words(speech))  # noqa: T201
    return DONE


def heard(speech: Speech, content: bool) -> dict[str, object]:
    """What was heard as plain JSON values."""
    found: dict[str, object] = {
        "duration": round(speech.duration, 4),
        "rate": speech.intensity.rate,
        "intensity": [round(value, 5) for value in speech.intensity.values[:, 0].tolist()],
        "emotion": {name: round(weight, 5) for name, weight in speech.guess().items()},
    }
    if speech.words:
        found["words"] = [asdict(word) for word in speech.words]
    if content:
        rows = [[round(value, 5) for value in row] for row in speech.content.values.tolist()]
        found["content"] = {"names": list(speech.content.names), "frames": rows}
    return found


def in_words(speech: Speech) -> str:
    """What was heard in one line for people."""
    guess = speech.guess()
    name = max(guess, key=lambda emotion: guess[emotion])
    curve = speech.intensity.values
    return (
        f"{speech.duration:.2f} s; sounds {name} ({guess[name]:.0%}); "
        f"intensity {float(curve.mean()):.2f} on average, {float(curve.max()):.2f} at most"
    )


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
        _usage(parser, str(error))
    except KeyboardInterrupt:
        return INTERRUPTED


def _usage(parser: argparse.ArgumentParser, message: str) -> NoReturn:
    parser.error(message)
