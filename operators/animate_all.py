"""Operator that animates every line of the scene, as one job and one undo step."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from pathlib import Path

import bpy
from bpy.types import Context, Operator, Scene

from .. import preferences
from ..animation.keyframes import Clip
from ..audio.speech import Speech
from ..blender.background import jobs, workers
from ..blender.background.cached_worker import Performer
from ..blender.background.steps import Steps
from ..blender.character import characters
from ..blender.takes import write
from ..errors import IntoneError, ManifestError
from ..places import is_file
from ..progress import Progress, part
from ..properties import (
    following,
    gathering,
    line_strips,
    performance,
    requests,
    scene_lines,
    take_verbs,
    voice_level,
)
from . import line_levels
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
    again: bool = False
    """Whether the take keeps its settings: only where it is played has changed."""


@dataclass(frozen=True)
class Done:
    """The keys of the lines that could be done, why the others could not, and what to know of them.

    remarks   of the sounds
    levels    of the voices that were told by these lines: character, level, lines
    """

    takes: tuple[tuple[Ordered, write.SampledTake, Clip], ...]
    refused: tuple[str, ...]
    remarks: tuple[str, ...]
    levels: tuple[tuple[str, float, int], ...] = ()


def why_not_animate_all(context: Context) -> str:
    """Why the lines cannot be animated now, in a sentence; "" where they can."""
    lines = scene_lines.scene_lines(context).lines
    return why_busy(context) or ("" if any(line.use for line in lines) else NO_LINES)


class AnimateLines(Polled, jobs.Job):
    """Mixin of an Operator: lines of the list are performed as one job and one undo step."""

    bl_options = {"UNDO"}  # noqa: RUF012

    def lines(self, context: Context) -> list[scene_lines.Line]:
        """The lines to animate."""
        raise NotImplementedError

    def work(self, context: Context) -> jobs.Work:
        orders = ordered(context, self.lines(context))
        performer = workers.worker(preferences.device(context))
        numbers = {order.number for order in orders}
        compared = line_levels.told_by(context.scene, numbers)

        def perform(progress: Progress) -> Done:
            return performed(orders, performer, progress, compared)

        return perform

    def finish(self, context: Context, result: Done) -> Steps[str]:
        drop_recast(context.scene)
        for name, calm, count in result.levels:
            voice_level.compare(characters.find(name), calm, count)
        refused, told = yield from write_lines(result)
        count = len(result.takes) + len(result.refused)
        said = f"{count - len(refused)} of {count} lines are animated."
        return " ".join([said, *refused, *told])


class INTONE_OT_animate_all(AnimateLines, Operator):  # noqa: N801
    bl_idname = "intone.animate_all"
    bl_label = "Animate All Lines"
    bl_description = "Make every character of the list say its lines, one after the other"

    why_not = staticmethod(why_not_animate_all)

    def lines(self, context: Context) -> list[scene_lines.Line]:
        return [line for line in scene_lines.scene_lines(context).lines if line.use]


class INTONE_OT_animate_selected(AnimateLines, Operator):  # noqa: N801
    bl_idname = "intone.animate_selected"
    bl_label = "Animate Selected Lines"
    bl_description = "Make the characters of the selected lines say them"

    @staticmethod
    def why_not(context: Context) -> str:
        return why_busy(context) or ("" if scene_lines.selected_lines(context) else NO_LINES)

    def lines(self, context: Context) -> list[scene_lines.Line]:
        return scene_lines.selected_lines(context)


def drop_recast(scene: Scene) -> None:
    """Deletes the takes of lines that another character says by now."""
    for line in scene.intone_lines.lines:
        if line.use and line.taken_by not in (None, line.character):
            following.drop(line)


def write_lines(done: Done) -> Steps[tuple[list[str], list[str]]]:
    """Writes the takes; what could not be done, with that of the work, and what is told of them."""
    refused, remarks = list(done.refused), dict[str, list[int]]()
    for order, take, clip in done.takes:
        try:
            told = yield from write_line(take, clip, again=order.again)
        except IntoneError as error:
            refused.append(f"Line {order.number}: {error}")
        else:
            for remark in told:
                remarks.setdefault(remark, []).append(order.number)
    return refused, [*done.remarks, *map(_of_lines, remarks.items())]


def _of_lines(remark: tuple[str, list[int]]) -> str:
    """A remark with the lines that it is of: lines of one character share most of theirs."""
    sentence, numbers = remark
    lines = "Line" if len(numbers) == 1 else "Lines"
    return f"{lines} {', '.join(map(str, numbers))}: {sentence}"


def ordered(context: Context, chosen: Container[scene_lines.Line]) -> list[Ordered]:
    """Those lines as plain data, but for those whose strip is not heard.

    Raises IntoneError, before any work, for what is missing.
    """
    orders: list[Ordered] = []
    found = line_strips.strips_of(context.scene)
    for number, line in enumerate(scene_lines.scene_lines(context).lines, start=1):
        if line in chosen and line_strips.placement(line, found) is not None:
            orders.append(order_line(number, line, orders))
    return orders


def order_line(
    number: int, line: scene_lines.Line, before: Iterable[Ordered], *, again: bool = False
) -> Ordered:
    """One line as plain data; `before` are those that have their names already."""
    check(number, line)
    names = [order.request.target.name for order in before]
    return Ordered(number, requests.line_request(line, line.id_data, names, again=again), again)


def check(number: int, line: scene_lines.Line) -> None:
    """Raises IntoneError where the line cannot be done."""
    path = Path(bpy.path.abspath(line.sound))
    if line.character is None:
        raise ManifestError(NO_CHARACTER.format(number=number, sound=path.name or "it"))
    if not line.sound:
        raise ManifestError(NO_VOICE.format(number=number, character=line.character.name))
    if not is_file(path):
        raise ManifestError(NO_FILE.format(number=number, path=path))


def write_line(
    take: write.SampledTake, clip: Clip, *, again: bool = False
) -> Steps[tuple[str, ...]]:
    """The line's take into its scene, and onto its character's list; what to know of it.

    Raises IntoneError.
    """
    target = take.target
    written = yield from write.write(take, clip)
    lines = bpy.data.scenes[target.scene, None].intone_lines.lines
    said = [line for line in lines if requests.is_line_of(line, target)]
    for line in said[:1]:  # none, where it was taken off the list meanwhile
        action = bpy.data.actions[written.action, None]
        scene_lines.record(line, target.name, action, again=again)
        gathering.adopt(line)
    thing = characters.find(target.character)
    remarks = tuple(filter(None, (performance.why_forgotten(thing), *written.remarks)))
    for made in (one for one in thing.intone.takes if one.name == target.name):
        take_verbs.keep_remarks(made, remarks)
    return remarks


def performed(
    orders: list[Ordered],
    performer: Performer,
    progress: Progress,
    compared: Collection[str] = (),
) -> Done:
    """Each line's keys; a line that cannot be heard or acted is left out with its reason.

    compared   characters whose lines share the level that they tell together
    """
    takes: list[tuple[Ordered, write.SampledTake, Clip]] = []
    refused: dict[int, str] = {}
    heard = _heard(orders, performer, part(progress, 0.0, 0.7), refused)
    said = ((o.request.target.character, o.request.target.sound, s) for o, s in heard)
    levels = line_levels.levels_of(said, compared)
    for index, (order, speech) in enumerate(heard):
        say = _counting(part(progress, 0.7, 1.0), index, len(heard))
        try:
            request = line_levels.at_level(order.request, levels)
            take = write.act(request, request.order.edited(speech), performer, say)
            takes.append((order, take, take.keys()))
        except IntoneError as error:
            refused[order.number] = f"Line {order.number}: {error}"
    acted = {order.number for order, _, _ in takes}
    remarks = [
        f"Line {order.number}: {remark}"
        for order, speech in heard
        if order.number in acted
        for remark in speech.remarks
    ]
    told = tuple((name, calm, count) for name, (calm, count) in levels.items())
    return Done(tuple(takes), tuple(refused[n] for n in sorted(refused)), tuple(remarks), told)


def _heard(
    orders: list[Ordered], performer: Performer, progress: Progress, refused: dict[int, str]
) -> list[tuple[Ordered, Speech]]:
    """What is heard in each line; why in those that cannot be heard goes to `refused`."""
    found: list[tuple[Ordered, Speech]] = []
    for index, order in enumerate(orders):
        say = _counting(progress, index, len(orders))
        try:
            asked = order.request.order
            speech = performer.listen(order.request.target.sound, say, asked.script)
            found.append((order, speech))
        except IntoneError as error:
            refused[order.number] = f"Line {order.number}: {error}"
    return found


def _counting(progress: Progress, index: int, count: int) -> Progress:
    """The progress of one of so many lines, which says its number."""
    whole = part(progress, index / count, (index + 1) / count)
    return lambda fraction, what: whole(fraction, f"{index + 1}/{count} {what}")


CLASSES = (INTONE_OT_animate_all, INTONE_OT_animate_selected)
