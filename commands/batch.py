"""`intone batch`: many lines at once, each done once."""

from __future__ import annotations

import argparse
import functools
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..batch.inputs import without_overwriting
from ..batch.ledger import ledger_path, read_ledgers
from ..batch.manifest import FIELDS, Defaults, Line, Manifest, read_manifest
from ..batch.run import outcomes, run_batch
from ..batch.voices import Hear, at_their_levels, heard_on
from ..batch.work import Task
from ..emotion.mood import AUTO
from ..emotion.over_time import is_table
from ..errors import OutputError
from ..export import FORMATS
from ..model.recogniser import recogniser_missing
from ..order import FPS
from ..temporary import sweep
from ..text.script import AUTO as AUTO_TEXT
from ..text.script import NO_TEXT, Automatic
from .console import CANNOT, DONE, progress_of, say
from .options import (
    add_device,
    add_language,
    add_life,
    add_own,
    add_talk,
    frame_rate,
    not_negative,
    order_of,
    positive,
)


def add_batch(parser: argparse.ArgumentParser) -> None:
    """The options of `intone batch` that need no Blender."""
    parser.description = "What is there already, of the same sound, settings and networks, is kept."
    add = parser.add_argument
    add("manifest", type=Path, help=f".csv or .jsonl with {', '.join(FIELDS)}; or a folder")
    add("--out", type=Path, required=True, metavar="DIR", help="the folder of the takes")
    add("--jobs", type=positive, default=os.cpu_count() or 1, help="processes (default: all cores)")
    add("--format", choices=FORMATS, default=".csv", help="of takes without 'out' (default .csv)")
    add("--chunk", type=chunk, default=(1, 1), metavar="K/N", help="only part K of N of the lines")
    add("--emotion", default=AUTO, help="where a line says none (default auto)")
    add_own(parser)
    add("--scale", type=not_negative, default=1.0, help="where a line says none (default 1)")
    add("--fps", type=frame_rate, help="where a line says none (default 30)")
    add_life(parser)
    add_device(parser)
    add_language(parser, " where a line says none")
    add_talk(parser)
    parser.set_defaults(run=run_batch_command, text=AUTO_TEXT, edits=NO_TEXT)


def chunk(text: str) -> tuple[int, int]:
    """Reads "K/N", 1 <= K <= N."""
    index, slash, count = text.partition("/")
    if not (slash and index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text} is no part: say 2/8 for the second of eight")
    return int(index), int(count)


def run_batch_command(args: argparse.Namespace) -> int:
    """Animates what the folder lacks; done only where every line of the manifest is there."""
    hear = functools.partial(heard_on, device=args.device)
    manifest = manifest_of(args, args.fps or FPS, hear, args.jobs)
    results = outcomes(tasks_of(args, manifest), args.jobs)
    summary = run_batch(
        manifest,
        ledger_path(args.out, *args.chunk),
        results,
        progress_of(args),
        lambda sentence: say(args, sentence),
    )
    say(args, str(summary))
    return DONE if summary.good else CANNOT


def manifest_of(
    args: argparse.Namespace,
    fps: float,
    hear: Hear,
    jobs: int,
    also: Sequence[str] = (),
    scene: Sequence[Path] = (),
) -> Manifest:
    """The wanted part of the manifest, once its folder is there, at the levels of its voices.

    fps    where a line says none
    hear   hears the lines of voices, in so many processes
    also   suffixes of further files beside each take
    scene  the open file, where one is
    """
    defaults = Defaults(args.format, FORMATS, order_of(args, args.manifest, fps))
    given = [args.manifest, *args.emotions, *scene]
    given += [Path(args.emotion)] if is_table(args.emotion) else []
    read = read_manifest(args.manifest, defaults)
    whole = without_overwriting(read, args.out, given, also)
    manifest = whole.chunk(*args.chunk)
    manifest = _without_transcripts(args, manifest) if recogniser_missing() else manifest
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {args.out} cannot be made ({error.strerror}): choose another."
        ) from error
    return at_their_levels(manifest, whole, ledger_path(args.out, *args.chunk), hear, jobs)


def _without_transcripts(args: argparse.Namespace, manifest: Manifest) -> Manifest:
    """The lines without those texts that Intone cannot write here; what is lost is said once."""
    say(args, f"intone: {recogniser_missing()}")
    return replace(manifest, lines=tuple(_without_transcript(line) for line in manifest.lines))


def _without_transcript(line: Line) -> Line:
    if not isinstance(line.order.text, Automatic):
        return line
    return replace(line, order=replace(line.order, text=""))


def tasks_of(args: argparse.Namespace, manifest: Manifest) -> list[Task]:
    """Each line, with what the folder's ledgers know of it; killed runs leave nothing there."""
    outputs = {args.out / line.out.parent for line in manifest.lines}
    for folder in {Path(tempfile.gettempdir()), *outputs}:
        sweep(folder)
    known = read_ledgers(args.out)
    return [
        Task(line, args.out, args.device, known.get(line.out.as_posix(), frozenset()))
        for line in manifest.lines
    ]
