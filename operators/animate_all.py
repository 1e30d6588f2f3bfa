"""Operator that animates every line of the scene, as one job and one undo step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bpy
from bpy.types import Context, Operator

from .. import preferences
from ..animation.keyframes import Clip
from ..blender.background import jobs, workers
from ..blender.background.cached_worker import Performer
from ..blender.background.steps import Steps
from ..blender.character import characters
from ..blender.takes import write
from ..errors import IntoneError, ManifestError
from ..places import is_file
from ..progress import Progress, part
from ..properties import performance, requests, scene_lines, take_verbs
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


@dataclass(frozen=True)
class Done:
    """The keys of the lines that could be done, why the others could not, and what to know of them.

    remarks   of the sounds
    """

    takes: tuple[tuple[int, write.SampledTake, Clip], ...]
    refused: tuple[str, ...]
    remarks: tuple[str, ...]


def why_not_animate_all(context: Context) -> str:
    """Why the lines cannot be animated now, in a sentence; "" where they can."""
    lines = scene_lines.scene_lines(context).lines
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

    def finish(self, context: Context, result: Done) -> Steps[str]:
        refused, remarks = list(result.refused), dict[str, list[int]]()
        for number, take, clip in result.takes:
            try:
                told = yield from write_line(take, clip)
            except IntoneError as error:
                refused.append(f"Line {number}: {error}")
            else:
                for remark in told:
                    remarks.setdefault(remark, []).append(number)
        count = len(result.takes) + len(result.refused)
        said = f"{count - len(refused)} of {count} lines are animated."
        return " ".join([said, *refused, *result.remarks, *map(_of_lines, remarks.items())])


def _of_lines(remark: tuple[str, list[int]]) -> str:
    """A remark with the lines that it is of: lines of one character share most of theirs."""
    sentence, numbers = remark
    lines = "Line" if len(numbers) == 1 else "Lines"
    return f"{lines} {', '.join(map(str, numbers))}: {sentence}"


def ordered(context: Context) -> list[Ordered]:
    """The lines as plain data. Raises IntoneError, before any work, for what is missing."""
    orders: list[Ordered] = []
    for number, line in enumerate(scene_lines.scene_lines(context).lines, start=1):
        if line.use:
            check(number, line)
            names = [order.request.target.name for order in orders]
            request = requests.line_request(line, context.scene, names)
            orders.append(Ordered(number, request))
    return orders


def check(number: int, line: scene_lines.Line) -> None:
    """Raises IntoneError where the line cannot be done."""
    path = Path(bpy.path.abspath(line.sound))
    if line.character is None:
        raise ManifestError(NO_CHARACTER.format(number=number, sound=path.name or "it"))
    if not line.sound:
        raise ManifestError(NO_VOICE.format(number=number, character=line.character.name))
    if not is_file(path):
        raise ManifestError(NO_FILE.format(number=number, path=path))


def write_line(take: write.SampledTake, clip: Clip) -> Steps[tuple[str, ...]]:
    """The line's take into its scene, and onto its character's list; what to know of it.

    Raises IntoneError.
    """
    target = take.target
    written = yield from write.write(take, clip)
    lines = bpy.data.scenes[target.scene, None].intone_lines.lines
    said = [line for line in lines if requests.is_line_of(line, target)]
    for line in said[:1]:  # none, where it was taken off the list meanwhile
        scene_lines.record(line, target.name, bpy.data.actions[written.action, None])
    thing = characters.find(target.character)
    remarks = tuple(filter(None, (performance.why_forgotten(thing), *written.remarks)))
    for take in (one for one in thing.intone.takes if one.name == target.name):
        take_verbs.keep_remarks(take, remarks)
    return remarks


def performed(orders: list[Ordered], performer: Performer, progress: Progress) -> Done:
    """Each line's keys; a line that cannot be heard or acted is left out with its reason."""
    takes: list[tuple[int, write.SampledTake, Clip]] = []
    refused: list[str] = []
    remarks: list[str] = []
    for index, order in enumerate(orders):
        whole = part(progress, index / len(orders), (index + 1) / len(orders))

        def say(fraction: float, what: str, index: int = index, whole: Progress = whole) -> None:
            whole(fraction, f"{index + 1}/{len(orders)} {what}")

        try:
            speech, take = write.perform(order.request, performer, say)
        except IntoneError as error:
            refused.append(f"Line {order.number}: {error}")
        else:
            takes.append((order.number, take, take.keys()))
            remarks += [f"Line {order.number}: {remark}" for remark in speech.remarks]
    return Done(tuple(takes), tuple(refused), tuple(remarks))


CLASSES = (INTONE_OT_animate_all,)
