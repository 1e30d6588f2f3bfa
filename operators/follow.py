"""Operators that bring takes to where their strips are, and what does so live."""

from __future__ import annotations

from collections.abc import Container

import bpy
from bpy.app.translations import pgettext_rpt
from bpy.types import Context, Operator, OperatorProperties, Scene

from .. import preferences
from ..blender.background import jobs, workers
from ..blender.background.steps import Steps, run_all
from ..blender.live import live_update
from ..progress import Progress
from ..properties import following, gathering, line_strips, performance, scene_lines, scene_settings
from ..properties.following import Edits
from ..properties.line_strips import ADDED, DELETED, SILENCED
from . import animate_all
from .animate_all import Done, Ordered
from .base import Polled, why_busy

FOLLOWED = "Every take is where its strip is."


def why_not_follow(context: Context) -> str:
    """Why there is nothing to follow, in a sentence; "" where there is."""
    return why_busy(context) or ("" if following.edits(context.scene) else FOLLOWED)


class INTONE_OT_follow_strips(Polled, jobs.Job, Operator):  # noqa: N801
    bl_idname = "intone.follow_strips"
    bl_label = "Follow the Strips"
    bl_description = (
        "Move, cut, retime, delete and add takes as their strips in the Sequencer were edited. "
        "What was heard is kept"
    )
    bl_options = {"UNDO"}

    why_not = staticmethod(why_not_follow)

    @classmethod
    def description(cls, context: Context, properties: OperatorProperties) -> str:
        said = following.edits(context.scene).sentence
        return f"{pgettext_rpt(cls.bl_description)}: {said}" if said else cls.bl_description

    def work(self, context: Context) -> jobs.Work:
        scene = context.scene
        self._said = following.edits(scene).sentence
        _list(scene, following.edits(scene))
        orders = _orders(scene, list(scene.intone_lines.lines))
        performer = workers.worker(preferences.device(context))

        def perform(progress: Progress) -> Done:
            return animate_all.performed(orders, performer, progress)

        return perform

    def finish(self, context: Context, result: Done) -> Steps[str]:
        scene = context.scene
        names = following.settle(scene, following.edits(scene))
        refused, told = yield from animate_all.write_lines(result)
        scene.frame_set(scene.frame_current)
        said = (f"{self._said}.", following.gone(names), *refused, *told)
        return " ".join(filter(None, said))


def _list(scene: Scene, done: Edits) -> None:
    """Lists the strips that were added, and brings all lines to where their strips are."""
    gathering.gather(scene, done.added, scene_settings.chosen(scene))


def _orders(scene: Scene, lines: Container[scene_lines.Line]) -> list[Ordered]:
    """Those lines whose takes are to be made again. Raises IntoneError."""
    found, orders = line_strips.strips_of(scene), list[Ordered]()
    for number, line in enumerate(scene.intone_lines.lines, start=1):
        if line in lines and following.needs_voice(line, found):
            orders.append(animate_all.order_line(number, line, orders, again=bool(line.take)))
    return orders


def live_work(scene: Scene) -> jobs.Work | None:
    """What makes the takes of edited strips, where their sounds were heard before.

    None where every take is where it belongs, or the scene does not follow live. Takes that are of
    no line follow the strips of their voice. May raise IntoneError.
    """
    if not scene.intone_settings.follow:
        return None
    _follow_loose(scene)
    done = following.edits(scene)
    lines = scene.intone_lines.lines
    edited = [lines[number] for number, kind in done.lines.items() if kind != ADDED]
    urgent = [line for line in edited if _shows(line, scene)]
    if not urgent and not done.added:
        return None
    before = len(lines)
    _list(scene, done)
    wanted = [n for n in range(len(lines)) if n >= before or done.lines.get(n, ADDED) != ADDED]
    orders = _orders(scene, [lines[number] for number in wanted])
    performer = workers.worker(preferences.device(bpy.context))

    def perform(progress: Progress) -> Done:
        known = [
            order
            for order in orders
            if performer.cached(order.request.target.sound, order.request.order.script) is not None
        ]
        return animate_all.performed(known, performer, progress)

    return perform


def _shows(line: scene_lines.Line, scene: Scene) -> bool:
    """Whether anything is to be done live: the take of a deleted strip only has to be silent."""
    take = scene_lines.take_of(line)
    kind = line_strips.change(line, take, line_strips.strips_of(scene))
    return kind != DELETED or following.is_played(line, take)


def live_write(scene: Scene, result: Done) -> None:
    """Brings the takes along. That of a deleted strip rests; the button deletes it."""
    done = following.edits(scene)
    kinds = {n: SILENCED if kind == DELETED else kind for n, kind in done.lines.items()}
    made = {order.number - 1 for order, _, _ in result.takes}
    lines = scene.intone_lines.lines
    found = line_strips.strips_of(scene)
    kinds = {
        number: kind
        for number, kind in kinds.items()
        if number in made or not following.needs_voice(lines[number], found)
    }
    if not kinds and not made:
        return
    following.settle(scene, Edits(kinds, ()))
    run_all(animate_all.write_lines(result))
    scene.frame_set(scene.frame_current)


def _follow_loose(scene: Scene) -> None:
    """Shown takes that are of no line follow the strips of their voice."""
    for thing in performance.performing():
        if thing.name in scene.objects and line_strips.line_of_shown(thing, scene) is None:
            line_strips.follow(thing, scene)
            live_update.touch(thing.name)


CLASSES = (INTONE_OT_follow_strips,)
