"""Operator that animates every line of the scene, as one job and one undo step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bpy
from bpy.types import Context, Operator

from .. import preferences
from ..animation.keyframes import Clip
from ..blender.background import jobs, workers
from ..blender.background.steps import Bites
from ..blender.character import rig_map
from ..blender.takes import write
from ..blender.takes.scene import frame_rate
from ..errors import IntoneError, ManifestError
from ..progress import Progress, part
from ..properties import scene_lines
from ..rig.mapping import RigMap
from .base import Polled, why_busy

NO_LINES = "There is no line to animate: add one, or gather a folder or the sequencer's strips."
NO_CHARACTER = "Line {number} has no character: choose who says {sound}."
NO_VOICE = "Line {number} has no voice: choose a sound for {character}."
NO_FILE = "Line {number}: there is no file {path}."


@dataclass(frozen=True)
class Ordered:
    """A line as plain data: its number, and the request for its take."""

    number: int
    request: write.Request
    rig: RigMap
    fps: float


@dataclass(frozen=True)
class Done:
    """The keys of the lines that could be done, and why the others could not."""

    clips: tuple[tuple[Ordered, Clip], ...]
    refused: tuple[str, ...]


def why_not_animate_all(context: Context) -> str:
    """Why the lines cannot be animated now, in a sentence; "" where they can."""
    lines = scene_lines.cast(context).lines
    return why_busy(context) or ("" if any(line.use for line in lines) else NO_LINES)


class INTONE_OT_animate_all(Polled, jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.animate_all"
    bl_label = "Animate All Lines"
    bl_description = "Make every character of the list say its lines, one after the other"
    bl_options = {"UNDO"}

    why_not = staticmethod(why_not_animate_all)

    def work(self, context: Context) -> jobs.Work:
        orders = ordered(context)
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> Done:
            return performed(orders, performer, progress)

        return perform

    def finish(self, context: Context, result: Done) -> Bites[str]:
        refused = list(result.refused)
        for order, clip in result.clips:
            try:
                yield from lay(order, clip)
            except IntoneError as error:
                refused.append(f"Line {order.number}: {error}")
        count = len(result.clips) + len(result.refused)
        return " ".join([f"{count - len(refused)} of {count} lines are animated.", *refused])


def ordered(context: Context) -> list[Ordered]:
    """The lines as plain data. Raises IntoneError, before any work, for what is missing."""
    orders: list[Ordered] = []
    for number, line in enumerate(scene_lines.cast(context).lines, start=1):
        if line.use:
            check(number, line)
            names = [order.request.target.name for order in orders]
            request = scene_lines.request(line, context.scene, names)
            rig = rig_map.rig_of(line.character.name)
            orders.append(Ordered(number, request, rig, frame_rate(context.scene)))
    return orders


def check(number: int, line: scene_lines.Line) -> None:
    """Raises IntoneError where the line cannot be done."""
    path = Path(bpy.path.abspath(line.sound))
    if line.character is None:
        raise ManifestError(NO_CHARACTER.format(number=number, sound=path.name or "it"))
    if not line.sound:
        raise ManifestError(NO_VOICE.format(number=number, character=line.character.name))
    if not path.is_file():
        raise ManifestError(NO_FILE.format(number=number, path=path))


def lay(order: Ordered, clip: Clip) -> Bites[None]:
    """Writes the line's take into its scene and its character's list. Raises IntoneError."""
    target = order.request.target
    laid = yield from write.placing(clip, target)
    lines = bpy.data.scenes[target.scene, None].intone_cast.lines
    said = [line for line in lines if scene_lines.is_line_of(line, target)]
    for line in said[:1]:  # none, where it was taken off the list meanwhile
        scene_lines.keep(line, target.name, bpy.data.actions[laid.action, None])


def performed(orders: list[Ordered], performer: workers.Performer, progress: Progress) -> Done:
    """Each line's keys; a line that cannot be heard or acted is left out with its reason."""
    clips: list[tuple[Ordered, Clip]] = []
    refused: list[str] = []
    for index, order in enumerate(orders):
        whole = part(progress, index / len(orders), (index + 1) / len(orders))

        def say(fraction: float, what: str, index: int = index, whole: Progress = whole) -> None:
            whole(fraction, f"{index + 1}/{len(orders)} {what}")

        target = order.request.target
        try:
            _, face = write.performance(target.sound, order.request.direction, performer, say)
        except IntoneError as error:
            refused.append(f"Line {order.number}: {error}")
        else:
            clips.append((order, write.keyed(face, target, order.rig, order.fps)))
    return Done(tuple(clips), tuple(refused))


CLASSES = (INTONE_OT_animate_all,)
