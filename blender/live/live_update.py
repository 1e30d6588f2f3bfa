"""Live: what changes in a recipe shows on the face at once, without Animate.

Whatever changes is only noted by a `touch`. A timer then asks for the character's request, has it
acted in a thread, and writes the keys that differ; meanwhile touched again, it asks anew: the
latest wins. The fingerprint on the action says what it was made of, also after an undo, so what is
up to date costs nothing, and what an undo has torn apart comes together again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import bpy
from bpy.app.handlers import persistent
from bpy.types import Action, Depsgraph, Object, Scene

from ...animation.keyframes import Clip
from ...errors import IntoneError
from ...progress import Progress
from ...rig.mapping import RigMap
from ...track import Track
from ..background import jobs, workers
from ..character import characters, rig_map
from ..character.playback import RECIPE, is_ours
from ..takes import curves, scene, write
from .key_count import Dense, forecast

POLL_S = 0.01
"""How often a running update is looked at."""
PATIENCE_S = 0.2
"""How often it is looked whether a job has ended, which comes first, or all is quiet."""
QUIET_S = 0.3
"""So long after the last change the draft's keys, one a frame, are thinned to those needed."""

UNSEEN = 1e-3
"""A draft leaves curves alone that would change by less; soon they are written exactly."""
DRAFT = "draft"
"""The fingerprint of a take whose keys are still one a frame."""

Ask = Callable[[Object], write.Request | None]
"""Gives a character's request; None where it has no take that could be made again."""
Made = tuple[Track, Clip]


@dataclass(frozen=True)
class _Update:
    """An update that runs; a draft has the face acted, the other only keys the draft's anew."""

    target: write.Target
    task: jobs.Task
    draft: bool
    rig: RigMap
    fps: float


class Live:
    """The updates of this Blender's characters: one at a time, the rest wait, each once."""

    def __init__(self, ask: Ask, performer: Callable[[], workers.Remembering]) -> None:
        self.refusal = ""
        """Why the last update could not be made, in a sentence; "" where it could."""
        self._ask, self._performer = ask, performer
        self._waiting: dict[str, None] = {}
        self._remapped: set[str] = set()
        self._drafts: dict[str, tuple[str, Track]] = {}
        self._running: _Update | None = None
        self._touched = 0.0

    def touch(self, character: str) -> None:
        """Notes that something may have changed; costs nothing."""
        self._waiting[character] = None
        self._touched = time.monotonic()
        if not bpy.app.timers.is_registered(self.tick):
            bpy.app.timers.register(self.tick, first_interval=0.0)

    def remap(self, keeper: str) -> None:
        """Notes that the rig map which that object keeps may have changed; costs nothing."""
        self._remapped.add(keeper)
        self.touch(keeper)

    @property
    def shown(self) -> bool:
        """Whether every change is on its face, be it as a draft."""
        return not self._waiting and self._running is None

    def tick(self) -> float | None:
        """Goes on; seconds until it wants to be called again, None where there is nothing to do."""
        if jobs.state(bpy.context).running:
            return PATIENCE_S
        if self._running is not None:
            if self._running.task.is_alive():
                return POLL_S
            self._finish(self._running)
        self._touch_remapped()
        while self._waiting and self._running is None:
            self._begin(_popped(self._waiting), draft=True)
        while self._drafts and self._running is None and not self._waiting:
            if time.monotonic() - self._touched < QUIET_S:
                return PATIENCE_S / 2
            self._begin(next(iter(self._drafts)), draft=False)
        return None if self._running is None else POLL_S

    def _touch_remapped(self) -> None:
        """The characters whose map has changed wait, too."""
        if self._remapped:
            kept = (t for t in _performing() if characters.map_owner(t).name in self._remapped)
            self._waiting |= dict.fromkeys(thing.name for thing in kept)
            self._remapped.clear()

    def forget(self) -> None:
        """Nothing of another file, or of a disabled extension, is of any use."""
        self.refusal = ""
        self._waiting.clear()
        self._remapped.clear()
        self._drafts.clear()
        if self._running is not None:
            self._running.task.stop()
            self._running = None
        if bpy.app.timers.is_registered(self.tick):
            bpy.app.timers.unregister(self.tick)

    def _begin(self, name: str, *, draft: bool) -> None:
        """Starts an update, where one is needed."""
        recipe, face = self._drafts.pop(name, ("", None))
        self.refusal, thing = "", bpy.data.objects.get((name, None))
        try:
            request = self._ask(thing) if thing is not None else None
            if request is None or is_made(request.target):
                return
            rig, fps = rig_map.rig_of(name), scene.frame_rate(write.scene_of(request.target))
        except IntoneError as error:
            self.refusal = str(error)
            return
        if draft or face is None or recipe != request.target.recipe:
            work, draft = _drafting(request, rig, fps, self._performer()), True
        else:
            work = _keying(face, request.target, rig, fps)
        task = jobs.Task(work)
        task.start()
        self._running = _Update(request.target, task, draft, rig, fps)

    def _finish(self, update: _Update) -> None:
        """Writes what came of an update; the draft's own fingerprint says that it is one."""
        self._running = None
        outcome, target = update.task.outcome, update.target
        if outcome.good and outcome.value is not None:
            (face, clip), near = outcome.value, 0.0
            if update.draft:
                self._drafts[target.character] = (target.recipe, face)
                forecast.keep(Dense(face, target, update.rig, update.fps))
                target, near = replace(target, recipe=DRAFT), UNSEEN
            outcome = jobs.attempt(lambda _: write.rewrite(clip, target, near))
            if outcome.good and not update.draft:
                forecast.note(target, clip)
        self.refusal = outcome.refusal
        jobs.redraw(bpy.context.window_manager)


def _popped(waiting: dict[str, None]) -> str:
    name = next(iter(waiting))
    del waiting[name]
    return name


def is_made(target: write.Target) -> bool:
    """Whether the take's action follows from just that recipe."""
    action = bpy.data.actions.get((target.action, None))
    return is_ours(action) and action.get(RECIPE) == target.recipe


def _drafting(
    request: write.Request, rig: RigMap, fps: float, performer: workers.Remembering
) -> jobs.Work:
    """Acting alone, without hearing: None where the sound was not heard yet."""

    def perform(progress: Progress) -> Made | None:
        direction = request.direction
        speech = performer.heard(request.target.sound, direction.script)
        if speech is None:
            return None
        face = performer.act(speech, direction.mood(speech), direction.style, progress)
        return face, write.drafted(face, request.target, rig, fps)

    return perform


def _keying(face: Track, target: write.Target, rig: RigMap, fps: float) -> jobs.Work:
    return lambda progress: (face, write.keyed(face, target, rig, fps))


_live: list[Live] = []
"""At most one: it stands for the timer and the thread of this Blender."""


def touch(character: str) -> None:
    """Says that something of the character's recipe has changed."""
    if _live:
        _live[0].touch(character)


def remap(keeper: Object) -> None:
    """Says that the rig map which that object keeps has changed."""
    for live in _live:
        live.remap(keeper.name)


def refuse(sentence: str) -> None:
    """Says why something that was asked for by a slider or a list could not be."""
    for live in _live:
        live.refusal = sentence


def refusal() -> str:
    """Why the last update could not be made, in a sentence; "" where it could."""
    return _live[0].refusal if _live else ""


def _performing() -> list[Object]:
    """The characters with a take; Blender 4.5 writes the property of whatever is asked for it."""
    asked = (thing for thing in bpy.data.objects if thing.is_property_set("intone"))
    return [thing for thing in asked if len(thing.intone.takes)]


@persistent
def _undone(*_: object) -> None:
    """An undo may bring back a recipe and an older face, or the other way round."""
    for thing in _performing():
        touch(thing.name)


@persistent
def _edited(_: Scene, graph: Depsgraph) -> None:
    """A key of a slider's curve was moved, set or deleted."""
    edited = {u.id.original.name for u in graph.updates if isinstance(u.id, Action)}
    for thing in _performing() if edited else ():
        if edited & curves.actions(thing):
            touch(thing.name)


@persistent
def _loaded(*_: object) -> None:
    for live in _live:
        live.forget()


HANDLERS = {
    "undo_post": _undone,
    "redo_post": _undone,
    "depsgraph_update_post": _edited,
    "load_pre": _loaded,
}


def attach(ask: Ask, performer: Callable[[], workers.Remembering]) -> None:
    """Begins to watch; `ask` knows what the recipes say, `performer` who acts them."""
    _live.append(Live(ask, performer))
    for name, handler in HANDLERS.items():
        getattr(bpy.app.handlers, name).append(handler)


def detach() -> None:
    """Stops watching."""
    for name, handler in HANDLERS.items():
        getattr(bpy.app.handlers, name).remove(handler)
    _live.pop().forget()
