"""`intone batch` in Blender: each line on its character, scenes and renders beside the take."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bpy

from ...batch.ledger import digest, ledger_path
from ...batch.run import run_batch
from ...batch.work import Made, Result, Task, run_task
from ...commands import console
from ...commands.batch import manifest_of, tasks_of
from ..background import workers
from . import animate
from .character import cast_of
from .looks import look_of
from .main import OUTPUTS


def batch(args: argparse.Namespace) -> int:
    """Does what the folder lacks, a line at a time; done only where every line is there."""
    try:
        return _batch(args)
    finally:
        workers.close()


def _batch(args: argparse.Namespace) -> int:
    opened = [Path(bpy.data.filepath)] if bpy.data.filepath else []
    hear = workers.listener(args.device)
    manifest = manifest_of(args, animate.fps_of(args), hear, 1, args.also, opened)
    tasks = [
        replace(task, also=tuple(args.also), made_by=made_by(args))
        for task in tasks_of(args, manifest)
    ]
    summary = run_batch(
        manifest,
        ledger_path(args.out, *args.chunk),
        outcomes(tasks, args),
        console.progress_of(args),
        lambda sentence: console.say(args, sentence),
    )
    console.say(args, str(summary))
    return console.DONE if summary.good else console.CANNOT


def made_by(args: argparse.Namespace) -> dict[str, str]:
    """What else the files depend on: Blender, the open file, the look."""
    scene = digest(Path(bpy.data.filepath)) if bpy.data.filepath else ""
    look = f"{look_of(args)} {args.portrait} {args.captions}"
    return {"blender": bpy.app.version_string, "scene": scene, "look": look}


def outcomes(tasks: list[Task], args: argparse.Namespace) -> Iterator[tuple[Task, Result]]:
    """Each task and how it ended; every line starts from the file as it was opened."""
    opened = bpy.data.filepath

    def make(task: Task) -> Made:
        if opened:
            bpy.ops.wm.open_mainfile(filepath=opened)
        return animate.make_shot(shot_of(task, args))

    for task in tasks:
        yield task, run_task(task, make)


def shot_of(task: Task, args: argparse.Namespace) -> animate.Shot:
    """The line with its character, and the files beside its take.

    Where no file is open, nobody is there and the embedded head plays all.
    """
    character = (task.line.character if bpy.data.filepath else "") or args.character
    also = {path.suffix: path for path in task.paths[1:]}
    return animate.Shot(
        task.line.order,
        device=task.device,
        character=character,
        cast=cast_of(args),
        start=args.start,
        take=task.path,
        blend=also.get(".blend"),
        export=[also[end] for end in OUTPUTS["export"] if end in also],
        renders=[also[end] for end in OUTPUTS["render"] if end in also],
        look=look_of(args),
        portrait=args.portrait,
        captions=args.captions,
    )
