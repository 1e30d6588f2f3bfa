"""Strip following: takes go where their strips go, as soon as the sequencer is quiet.

An edit of the sequencer only notes its scene (`touch`). A timer waits until nothing was edited for
a moment, asks what was done, and has the takes brought along, of what was heard before. An undo is
followed the same way: the takes go back with the strips.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bpy
from bpy.app.handlers import persistent
from bpy.types import Depsgraph, Scene

from ..background.latest_wins import Followers
from ..background.tasks import Outcome, Work, attempt

QUIET_S = 0.25
"""So long after the last edit the takes follow: not while a strip is still being dragged."""


@dataclass(frozen=True)
class Source:
    """What the operators know. Handed in at registration: this folder imports none of them.

    work    what makes the takes of a scene that need it, in a thread; None where all follow
    write   puts what came of it into the scene
    """

    work: Callable[[Scene], Work | None]
    write: Callable[[Scene, Any], None]


class StripFollowing(Followers[str]):
    """The scenes whose strips were edited, one after the other."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def next_work(self) -> tuple[str, Work] | float | None:
        while self._waiting:
            if not self.is_quiet(QUIET_S):
                return self.pause_s
            name = self.next_waiting()
            scene = bpy.data.scenes.get((name, None))
            asked = attempt(lambda _, scene=scene: self.source.work(scene) if scene else None)
            self.refusal = asked.refusal
            if asked.value is not None:
                return name, asked.value
        return None

    def finish(self, asked: str, outcome: Outcome) -> None:
        """Brings the takes along, where the scene is still there."""
        scene = bpy.data.scenes.get((asked, None))
        if outcome.good and scene is not None:
            outcome = attempt(lambda _: self.source.write(scene, outcome.value))
        self.refusal = outcome.refusal


_following: list[StripFollowing] = []
"""At most one: it stands for a timer and a thread of this Blender."""


def touch(scene: str) -> None:
    """Notes that strips of the scene may have changed."""
    for following in _following:
        following.touch(scene)


def refusal() -> str:
    """Why the takes could not follow their strips, in a sentence; "" where they could."""
    return _following[0].refusal if _following else ""


@persistent
def _edited(_: Scene, graph: Depsgraph) -> None:
    """Strips are a part of their scene."""
    if graph.id_type_updated("SCENE"):
        _touch_all()


@persistent
def _undone(*_: object) -> None:
    _touch_all()


def _touch_all() -> None:
    """A scene may hear the strips of another one."""
    for scene in bpy.data.scenes if _following else ():
        touch(scene.name)


@persistent
def _loaded(*_: object) -> None:
    for following in _following:
        following.forget()


HANDLERS = {
    "undo_post": _undone,
    "redo_post": _undone,
    "depsgraph_update_post": _edited,
    "load_pre": _loaded,
}


def start(source: Source) -> None:
    """Begins to follow."""
    _following.append(StripFollowing(source))


def stop() -> None:
    """Ends it; what waits is dropped."""
    _following.pop().forget()
