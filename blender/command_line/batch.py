"""`intone batch` in Blender: each line on its character, scenes and renders beside the take."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bpy

from ... import cli
from ...batch.ledger import digest, ledger_path
from ...batch.manifest import Defaults
from ...batch.run import run_batch
from ...batch.work import Made, Result, Task, perform
from ...commands import console
from ...commands.batch import FPS, manifest_of, tasks_of
from ...export import FORMATS
from ..background import workers
from ..takes.scene import frame_rate
from . import animate


def batch(args: argparse.Namespace) -> int:
    """Does what the folder lacks, a line at a time; done only where every line is there."""
    manifest = manifest_of(
        args, Defaults(args.format, FORMATS, fps_of(args), *moods(args), args.language)
    )
    tasks = [
        replace(task, also=tuple(args.also), made_by=made_by(args))
        for task in tasks_of(args, manifest)
    ]
    try:
        summary = run_batch(
            manifest,
            ledger_path(args.out, *args.chunk),
            outcomes(tasks, args),
            console.progress_of(args),
            lambda sentence: console.say(args, sentence),
        )
    finally:
        workers.close()
    console.say(args, str(summary))
    return console.DONE if summary.good else console.CANNOT


def moods(args: argparse.Namespace) -> tuple[str, float]:
    """The emotion and its scale where a line says none."""
    return args.emotion, args.scale


def fps_of(args: argparse.Namespace) -> float:
    """The frame rate that was asked for, else the open file's own."""
    own = frame_rate(bpy.context.scene) if bpy.data.filepath else FPS
    return args.fps or own


def made_by(args: argparse.Namespace) -> dict[str, str]:
    """What else the files depend on: Blender, the open file, the look."""
    scene = digest(Path(bpy.data.filepath)) if bpy.data.filepath else ""
    look = animate.look_of(args)
    return {"blender": bpy.app.version_string, "scene": scene, "look": str(look)}


def outcomes(tasks: list[Task], args: argparse.Namespace) -> Iterator[tuple[Task, Result]]:
    """Each task and how it ended; every line starts from the file as it was opened."""
    opened = bpy.data.filepath

    def make(task: Task) -> Made:
        if opened:
            bpy.ops.wm.open_mainfile(filepath=opened)
        asked = wishes(task, args)
        speech, _ = animate.perform(asked)
        header = cli.header_of(asked, workers.worker(asked.device).header())
        return Made(speech.duration, header=header, remarks=speech.remarks)

    for task in tasks:
        yield task, perform(task, make)


def character_of(task: Task, args: argparse.Namespace) -> str | None:
    """Whose line it is; where no file is open, nobody is there and the embedded head plays all."""
    return (task.line.character if bpy.data.filepath else "") or args.character


def wishes(task: Task, args: argparse.Namespace) -> argparse.Namespace:
    """The line as `intone animate` would be asked for it."""
    line, also = task.line, {path.suffix: path for path in task.paths[1:]}
    return argparse.Namespace(
        **{"voice": line.sound, "text": line.text, "language": line.language},
        **{"emotion": line.emotion, "scale": line.scale, "fps": line.fps},
        **{name: getattr(args, name) for name in ("seed", "device", *console.LIFE)},
        **{"character": character_of(task, args), "start": args.start},
        **{"out": task.path, "blend": also.get(".blend"), "sheet": None},
        **{"render": also.get(".mp4") or also.get(".png")},
        **{"export": [also[end] for end in also if end not in (".blend", ".mp4", ".png")]},
        **{"preset": args.preset, "engine": args.engine, "size": args.size},
        **{"flame": None, "whole": False, "quiet": True, "log_format": "text"},
    )
