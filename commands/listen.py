"""`intone listen`: what is heard in a voice, in words, as JSON or as a picture."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from ..audio.sound import load
from ..audio.speech import Speech
from ..export.plot import write_plot
from ..model.catalogue import load_networks
from ..order import Order
from ..pipeline import listen
from .console import DONE, progress_of, put, remark, say
from .options import add_voice


def add_listen(parser: argparse.ArgumentParser) -> None:
    """The options of `listen`."""
    add_voice(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--content", action="store_true", help="with the phonetic content")
    parser.add_argument("--plot", type=Path, metavar="PNG", help="draw what is heard")
    parser.set_defaults(run=run_listen)


def voice_of(args: argparse.Namespace) -> Order:
    """The voice and what it says."""
    return Order(args.voice, text=args.text, language=args.language)


def run_listen(args: argparse.Namespace) -> int:
    """`intone listen`, in this process."""
    script, networks = voice_of(args).script, load_networks(device=args.device)
    return show(args, listen(args.voice, networks, progress_of(args), script=script))


def show(args: argparse.Namespace, speech: Speech) -> int:
    """Prints or draws what was heard, as `intone listen` was asked."""
    remark(args, speech)
    if args.plot:
        write_plot(args.plot, load(args.voice), speech)
        say(args, f"Wrote {args.plot}.")
    if args.json:
        put(json.dumps(heard(speech, args.content)))
    elif not args.plot:
        put(in_words(speech))
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
    """What was heard, in one line of text."""
    guess = speech.guess()
    name = max(guess, key=lambda emotion: guess[emotion])
    curve = speech.intensity.values
    return (
        f"{speech.duration:.2f} s; sounds {name} ({guess[name]:.0%}); "
        f"intensity {float(curve.mean()):.2f} on average, {float(curve.max()):.2f} at most"
    )
