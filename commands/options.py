"""Options that several commands share, and the Order that they ask for."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from ..emotion.over_time import emotion_of, is_table
from ..errors import MoodError
from ..face.manners import MANNERS, NATURAL
from ..face.own_files import read_emotions
from ..face.partner import Partner, read_look
from ..face.performance import Style, person_of
from ..model.onnx_backend import DEVICES
from ..order import LONGEST_ROLL_S, Order
from ..text.script import AUTO, ENGLISH, names_file, text_of
from ..text.timings import edits_path, read_edits
from ..track import Track
from .voice_level import add_level


def add_voice(parser: argparse.ArgumentParser) -> None:
    """One voice, its text, and where networks run."""
    parser.add_argument("voice", type=Path, metavar="VOICE", help="a WAV, FLAC, OGG or MP3 file")
    add_device(parser)
    add_text(parser)
    add_level(parser)
    add_talk(parser)


def add_device(parser: argparse.ArgumentParser) -> None:
    """The option of the device."""
    parser.add_argument("--device", choices=DEVICES, default="auto", help="where networks run")


def add_talk(parser: argparse.ArgumentParser) -> None:
    """The options of how much, and in which form, a command says."""
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")
    parser.add_argument(
        "--log-format", choices=("text", "json"), default="text", help="form of what is said"
    )


def add_text(parser: argparse.ArgumentParser) -> None:
    """The options of what is said in a voice."""
    said = (
        "what is said, or a file of it (.txt, or one of timed words): the lips follow it; auto "
        "(default): Intone writes it down, in English; -: without one"
    )
    parser.add_argument("--text", metavar="TEXT", type=text_of, default=AUTO, help=said)
    edits = "a words file of edited words (default VOICE.words.json, where it is there; -: none)"
    parser.add_argument("--edits", metavar="FILE", default="", help=edits)
    add_language(parser)


def add_language(parser: argparse.ArgumentParser, where: str = "") -> None:
    """The option of a text's language."""
    said = f"of the text{where}: en (default), or what espeak-ng speaks: de, fr, es, cmn …"
    parser.add_argument("--language", default=ENGLISH, metavar="CODE", help=said)


def add_own(parser: argparse.ArgumentParser) -> None:
    """The option of emotions of one's own."""
    said = "a file of emotions of your own, which emotions may name (may be repeated)"
    parser.add_argument(
        "--emotions", type=Path, action="append", default=[], metavar="FILE", help=said
    )


LIFE = {
    "blinks": "how often the eyes blink",
    "gaze": "amount of what the eyes do by themselves",
    "glances": "how often the eyes look away",
    "head": "amount of head motion",
    "sway": "amount of the head's posture, within its motion",
    "nods": "amount of the head's gestures with the voice, within its motion",
    "accents": "amount of brows on stressed syllables",
    "breath": "amount of breath before a phrase",
    "sounds": "amount of laughs, sobs and breaths that are heard; 0: laughs are mouthed as words",
    "asymmetry": "amount of difference between left and right",
}
"""The amounts of life that a command can ask for."""


def add_life(parser: argparse.ArgumentParser) -> None:
    """The options of how lively a face is beside its words and its emotion."""
    add = parser.add_argument
    said = f"how lively beside words and emotion: {', '.join(MANNERS)} (default {NATURAL})"
    add("--manner", choices=MANNERS, default=NATURAL, help=said)
    for name, said in LIFE.items():
        add(f"--{name}", type=not_negative, help=f"{said} (default: the manner's; 1 is usual)")
    add("--look-at", type=look_of, metavar="YAW,PITCH[,M]", help=_LOOK_HELP)
    add("--before", type=seconds, default=0.0, metavar="S", help="seconds of life before the sound")
    add("--after", type=seconds, default=0.0, metavar="S", help="seconds of life after the sound")
    add("--seed", type=int, default=0, help="another seed, other blinks")
    add("--person", default="", metavar="NAME", help="whose life it is: each name has its own")


_LOOK_HELP = (
    "looks there: degrees to the character's right and down, and metres (default: straight ahead)"
)


def style_of(args: argparse.Namespace) -> Style:
    """How the face is played: the manner that was asked for, and what was said besides."""
    asked = {name: getattr(args, name) for name in LIFE if getattr(args, name) is not None}
    amounts = {**MANNERS[args.manner], **asked}
    person = person_of(args.person) if args.person else 0
    return Style(**amounts, seed=args.seed, person=person, partner=Partner(args.look_at))


def made_of(args: argparse.Namespace) -> tuple[Path, ...]:
    """The files that a take of one voice is made of, whose place it must not take."""
    edits = edits_path(args.voice, args.edits)
    text = args.text if isinstance(args.text, str) and names_file(args.text) else ""
    named = [text, args.emotion if is_table(args.emotion) else "", edits or "", args.flame or ""]
    return (args.voice, *args.emotions, *(Path(name) for name in named if name))


def order_of(args: argparse.Namespace, sound: Path, fps: float) -> Order:
    """What was asked for. Raises MoodError for an emotion that does not exist."""
    own = tuple(emotion for path in args.emotions for emotion in read_emotions(path))
    return Order(
        sound,
        emotion=emotion_of(args.emotion, own),
        scale=args.scale,
        fps=fps,
        text=args.text,
        language=args.language,
        edits=read_edits(edits_path(sound, args.edits)),
        own=own,
        style=style_of(args),
        before=args.before,
        after=args.after,
    )


def not_negative(text: str) -> float:
    """An option's number of 0 or more."""
    value = _number(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value


def seconds(text: str) -> float:
    """An option's seconds, 0 to a minute."""
    value = _number(text)
    if not 0 <= value <= LONGEST_ROLL_S:
        raise argparse.ArgumentTypeError(f"{text} is not 0 to {LONGEST_ROLL_S:g} seconds")
    return value


def look_of(text: str) -> Track:
    """An option's place to look at."""
    try:
        return read_look(text)
    except MoodError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def frame_rate(text: str) -> float:
    """An option's frames a second."""
    value = _number(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is no frame rate: give 1 to 1000")
    return value


def positive(text: str) -> int:
    """An option's whole number of 1 or more."""
    return whole(text, least=1)


def whole(text: str, least: int = 0) -> int:
    """An option's whole number of 0 or more."""
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of {least} or more")
    return int(text)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is not a number")
    return value
