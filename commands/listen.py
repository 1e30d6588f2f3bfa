"""`intone listen`: what is heard in a voice, in words, as JSON or as a picture."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..audio.sound import load
from ..audio.speech import Speech
from ..export.files import check_place, write_text
from ..export.plot import check_plot_path, write_plot
from ..model.catalogue import load_networks
from ..model.listening import hear
from ..order import Order
from ..pipeline import listen
from ..text.timings import check_words_path, edits_path, read_edits, words_text
from ..text.timings.word_json import word_record
from .console import DONE, progress_of, put, remark, say
from .options import add_voice
from .voice_level import levelled


def add_listen(parser: argparse.ArgumentParser) -> None:
    """The options of `listen`."""
    add_voice(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--content", action="store_true", help="with the phonetic content")
    words = "write the words with their times: .json, .srt, .vtt or .TextGrid"
    parser.add_argument("--words", type=Path, metavar="FILE", help=words)
    parser.add_argument("--plot", type=Path, metavar="PNG", help="draw what is heard")
    parser.set_defaults(run=run_listen)


def voice_of(args: argparse.Namespace) -> Order:
    """The voice and what it says. Raises OutputError for a file that cannot be written."""
    if args.words:
        check_words_path(args.words)
        check_place(args.words)
    if args.plot:
        check_plot_path(args.plot)
        check_place(args.plot)
    edits = read_edits(edits_path(args.voice, args.edits))
    return Order(args.voice, text=args.text, language=args.language, edits=edits)


def run_listen(args: argparse.Namespace) -> int:
    """`intone listen`, in this process."""
    order = voice_of(args)
    script, networks = order.script, load_networks(device=args.device)
    order = levelled(order, args, lambda sound: hear(load(sound), networks.listen))
    return show(args, order.edited(listen(args.voice, networks, progress_of(args), script=script)))


def show(args: argparse.Namespace, speech: Speech) -> int:
    """Prints or draws what was heard, as `intone listen` was asked."""
    remark(args, speech)
    if args.plot:
        write_plot(args.plot, load(args.voice), speech)
        say(args, f"Wrote {args.plot}.")
    if args.words:
        write_text(args.words, words_text(speech.words, args.words))
        say(args, f"Wrote {args.words}.")
    if args.json:
        put(json.dumps(heard(speech, args.content)))
    elif not (args.plot or args.words):
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
    if speech.transcript:
        found["transcript"] = speech.transcript
    if speech.words:
        found["words"] = [word_record(word) for word in speech.words]
    if content:
        rows = [[round(value, 5) for value in row] for row in speech.content.values.tolist()]
        found["content"] = {"names": list(speech.content.names), "frames": rows}
    return found


def in_words(speech: Speech) -> str:
    """What was heard, in one line of text; and its transcript, in another."""
    guess = speech.guess()
    name = max(guess, key=lambda emotion: guess[emotion])
    curve = speech.intensity.values
    heard = (
        f"{speech.duration:.2f} s; sounds {name} ({guess[name]:.0%}); "
        f"intensity {float(curve.mean()):.2f} on average, {float(curve.max()):.2f} at most"
    )
    return f"{heard}\n{speech.transcript}" if speech.transcript else heard
