"""Live: what changes in a recipe shows on the face at once, without Animate.

Whatever changes is only noted by a `touch`. A timer then asks for the character's request, has it
acted in a thread, and writes the keys that differ; meanwhile touched again, it asks anew: the
latest wins. The fingerprint on the action says what it was made of, also after an undo, so what is
up to date costs nothing, and what an undo has torn apart comes together again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import bpy
from bpy.app.handlers import persistent
from bpy.types import Action, Depsgraph, Object, Scene

from ..animation.keyframes import Clip
from ..errors import IntoneError
from ..progress import Progress
from ..rig.mapping import RigMap
from . import characters, curves, jobs, scene, takes, workers
from .playback import RECIPE, is_ours

POLL_S = 0.01
"""How often a running update is looked at."""
PATIENCE_S = 0.5
"""How often a job that runs is looked at: it comes first."""

Ask = Callable[[Object], takes.Request | None]
"""Gives a character's request; None where it has no take that could be made again."""


@dataclass(frozen=True)
class _Update:
    target: takes.Target
    task: jobs.Task


class Live:
    """The updates of this Blender's characters: one at a time, the rest wait, each once."""

    def __init__(self, ask: Ask, performer: Callable[[], workers.Remembering]) -> None:
        self.refusal = ""
        """Why the last update could not be made, in a sentence; "" where it could."""
        self._ask, self._performer = ask, performer
        self._waiting: dict[str, None] = {}
        self._running: _Update | None = None

    def touch(self, character: str) -> None:
        """Notes that something may have changed; costs nothing."""
        self._waiting[character] = None
        if not bpy.app.timers.is_registered(self.tick):
            bpy.app.timers.register(self.tick, first_interval=0.0)

    def tick(self) -> float | None:
        """Goes on; seconds until it wants to be called again, None where there is nothing to do."""
        if jobs.state(bpy.context).running:
            return PATIENCE_S
        if self._running is not None:
            if self._running.task.is_alive():
                return POLL_S
            self._finish(self._running)
            self._running = None
        while self._waiting and self._running is None:
            name = next(iter(self._waiting))
            del self._waiting[name]
            self._running = self._begun(name)
        return None if self._running is None else POLL_S

    def forget(self) -> None:
        """Nothing of another file, or of a disabled extension, is of any use."""
        self._waiting.clear()
        if self._running is not None:
            self._running.task.stop()
            self._running = None
        if bpy.app.timers.is_registered(self.tick):
            bpy.app.timers.unregister(self.tick)

    def _begun(self, name: str) -> _Update | None:
        try:
            thing = characters.find(name)
            request = self._ask(thing)
            if request is None or is_made(request.target):
                return None
            rig, fps = takes.rig_of(name), scene.frame_rate(takes.scene_of(request.target))
        except IntoneError as error:
            self.refusal = str(error)
            return None
        task = jobs.Task(_work(request, rig, fps, self._performer()))
        task.start()
        return _Update(request.target, task)

    def _finish(self, update: _Update) -> None:
        outcome = update.task.outcome
        if outcome.good and outcome.value is not None:
            outcome = jobs.attempt(lambda _: takes.write(outcome.value, update.target))
        self.refusal = outcome.refusal
        jobs.redraw(bpy.context.window_manager)


def is_made(target: takes.Target) -> bool:
    """Whether the take's action follows from just that recipe."""
    action = bpy.data.actions.get(target.action)
    return is_ours(action) and action.get(RECIPE) == target.recipe


def _work(
    request: takes.Request, rig: RigMap, fps: float, performer: workers.Remembering
) -> jobs.Work:
    """Acting alone, without hearing: None where the sound was not heard yet."""

    def perform(progress: Progress) -> Clip | None:
        speech = performer.heard(request.target.sound)
        if speech is None:
            return None
        direction = request.direction
        face = performer.act(speech, direction.mood(speech), direction.style, progress)
        return takes.keyed(face, request.target, rig, fps)

    return perform


_live: list[Live] = []
"""At most one: it stands for the timer and the thread of this Blender."""


def touch(character: str) -> None:
    """Says that something of the character's recipe has changed."""
    if _live:
        _live[0].touch(character)


def refuse(sentence: str) -> None:
    """Says why something that was asked for by a slider or a list could not be."""
    for live in _live:
        live.refusal = sentence


def refusal() -> str:
    """Why the last update could not be made, in a sentence; "" where it could."""
    return _live[0].refusal if _live else ""


def _performing() -> list[Object]:
    return [thing for thing in bpy.data.objects if len(thing.intone.takes)]


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
