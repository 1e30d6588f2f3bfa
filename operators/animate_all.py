"""The verb "animate all": every line of the scene, as one job and one step to undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import bpy
from bpy.types import Context, Operator

from .. import preferences
from ..blender import jobs, takes, workers
from ..errors import IntoneError, ManifestError
from ..progress import Progress, part
from ..properties import cast, wishes
from ..track import Track

NONE = "There is no line to animate: add one, or gather a folder or the sequencer's strips."
NOBODY = "Line {number} has no character: choose who says {sound}."
MUTE = "Line {number} has no voice: choose a sound for {character}."
MISSING = "Line {number}: there is no file {path}."


@dataclass(frozen=True)
class Ordered:
    """A line as plain data: its number, where it goes, how it is acted."""

    number: int
    target: takes.Target
    direction: takes.Direction


@dataclass(frozen=True)
class Done:
    """What came of the lines: faces, or why not."""

    faces: tuple[tuple[takes.Target, Track], ...]
    refused: tuple[str, ...]


def why_not_animate_all(context: Context) -> str:
    """Why the lines cannot be animated now, in a sentence; "" where they can."""
    if jobs.state(context).running:
        return "Intone is at work: wait for it, or cancel it."
    return "" if any(line.use for line in cast.cast(context).lines) else NONE


class INTONE_OT_animate_all(jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.animate_all"
    bl_label = "Animate All Lines"
    bl_description = "Make every character of the list say its lines, one after the other"
    bl_options = {"UNDO"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        reason = why_not_animate_all(context)
        if reason:
            cls.poll_message_set(reason)
        return not reason

    def work(self, context: Context) -> jobs.Work:
        lines = enumerate(cast.cast(context).lines, start=1)
        orders = [ordered(context, number, line) for number, line in lines if line.use]
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> Done:
            return performed(orders, performer, progress)

        return perform

    def finish(self, context: Context, result: Done) -> str:
        refused = list(result.refused)
        for target, face in result.faces:
            try:
                takes.lay(face, target)
            except IntoneError as error:
                refused.append(str(error))
        count = len(result.faces) + len(result.refused)
        return " ".join([f"{count - len(refused)} of {count} lines are animated.", *refused])


def ordered(context: Context, number: int, line: cast.Line) -> Ordered:
    """The line as plain data. Raises IntoneError, before any work is begun, for what is missing."""
    path = Path(bpy.path.abspath(line.sound))
    if line.character is None:
        raise ManifestError(NOBODY.format(number=number, sound=path.name or "it"))
    if not line.sound:
        raise ManifestError(MUTE.format(number=number, character=line.character.name))
    if not path.is_file():
        raise ManifestError(MISSING.format(number=number, path=path))
    takes.rig_of(line.character.name)
    target = replace(wishes.target(context, line.character, path), start=line.start)
    return Ordered(number, target, cast.direction(line, context.scene))


def performed(orders: list[Ordered], performer: workers.Performer, progress: Progress) -> Done:
    """Each line's face; a line that cannot be heard or acted is left out with its reason."""
    faces: list[tuple[takes.Target, Track]] = []
    refused: list[str] = []
    for index, order in enumerate(orders):
        whole = part(progress, index / len(orders), (index + 1) / len(orders))

        def say(fraction: float, what: str, index: int = index, whole: Progress = whole) -> None:
            whole(fraction, f"{index + 1}/{len(orders)} {what}")

        try:
            _, face = takes.performance(order.target.sound, order.direction, performer, say)
        except IntoneError as error:
            refused.append(f"Line {order.number}: {error}")
        else:
            faces.append((order.target, face))
    return Done(tuple(faces), tuple(refused))
