"""Forecast: how many keys a take would have with another key error, before they are written.

Each character's face is kept as it was last acted, a value a frame. What the panel asks for is
counted beside Blender, the latest question first, and remembered.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import bpy
from bpy.app.handlers import persistent

from ...animation.keyframes import Clip
from ...progress import Progress
from ...rig.mapping import RigMap
from ...track import Track
from ..background import jobs
from ..takes import write

POLL_S = 0.02
"""How often a count that runs is looked at."""
QUIET_S = 0.5
"""So long after a face was kept its keys are counted: a live update comes first, and counts too."""
REMEMBERED = 4
"""Characters; the face of an hour takes about 44 MB."""

Cost = tuple[int, float]
"""How many keys, and their largest error in the channels' unit."""


@dataclass(frozen=True)
class Dense:
    """A face [frames, CHANNELS] as it was acted, and how its character is keyed."""

    face: Track
    target: write.Target
    rig: RigMap
    fps: float

    def keyed(self, tolerance: float) -> Clip:
        """Its keys with that error."""
        target = replace(self.target, tolerance=tolerance)
        return write.keyed(self.face, target, self.rig, self.fps)


@dataclass(frozen=True)
class _Count:
    """A count that runs."""

    dense: Dense
    tolerance: float
    task: jobs.Task


class Forecast:
    """The faces of this Blender's characters, and what of their keys was counted."""

    def __init__(self) -> None:
        self._dense: dict[str, Dense] = {}
        self._known: dict[tuple[str, float], Cost] = {}
        self._wish: tuple[str, float] | None = None
        self._running: _Count | None = None
        self._kept = 0.0

    def keep(self, dense: Dense) -> None:
        """Keeps a face in place of the character's earlier one."""
        name, self._kept = dense.target.character, time.monotonic()
        self._dense.pop(name, None)
        self._dense[name] = dense
        for oldest in list(self._dense)[:-REMEMBERED]:
            del self._dense[oldest]
        others = self._dense.keys() - {name}
        self._known = {key: cost for key, cost in self._known.items() if key[0] in others}

    def note(self, target: write.Target, clip: Clip) -> None:
        """Remembers what the keys of the face that is kept came to elsewhere."""
        if target.character in self._dense:
            written = write.free(clip)
            self._known[target.character, target.tolerance] = (written.keys, written.error)

    def read(self, character: str, tolerance: float) -> Cost | None:
        """What is known, at once; what is not will be, and the sidebars are drawn again then."""
        wish = (character, tolerance)
        if wish not in self._known and character in self._dense:
            self._wish = wish
            if not bpy.app.timers.is_registered(self.tick):
                bpy.app.timers.register(self.tick, first_interval=0.0)
        return self._known.get(wish)

    def counts(self, character: str) -> bool:
        """Whether the character's face is kept, so that what is not known yet soon is."""
        return character in self._dense

    def tick(self) -> float | None:
        """Goes on; seconds until it wants to be called again, None where there is nothing to do."""
        if self._running is not None:
            if self._running.task.is_alive():
                return POLL_S
            self._finish(self._running)
        if self._wish is None or self._wish in self._known or self._wish[0] not in self._dense:
            return None
        if time.monotonic() - self._kept > QUIET_S:
            self._begin(self._dense[self._wish[0]], self._wish[1])
        return POLL_S

    def forget(self) -> None:
        """Nothing of another file, or of a disabled extension, is of any use."""
        self._dense.clear()
        self._known.clear()
        self._wish = self._running = None
        if bpy.app.timers.is_registered(self.tick):
            bpy.app.timers.unregister(self.tick)

    def _begin(self, dense: Dense, tolerance: float) -> None:
        def count(_: Progress) -> Clip:
            return dense.keyed(tolerance)

        self._running = _Count(dense, tolerance, jobs.Task(count))
        self._running.task.start()

    def _finish(self, count: _Count) -> None:
        """Remembers it, unless the character has got another face meanwhile."""
        self._running, name = None, count.dense.target.character
        if self._dense.get(name) is not count.dense:
            return
        outcome = count.task.outcome
        if outcome.good:
            asked, clip = replace(count.dense.target, tolerance=count.tolerance), outcome.value
            outcome = jobs.attempt(lambda _: self.note(asked, clip))
        if not outcome.good:  # the character is gone
            del self._dense[name]
        jobs.redraw(bpy.context.window_manager)


forecast = Forecast()
"""Of this Blender: what can be recomputed, and is not kept in any file."""


@persistent
def _loaded(*_: object) -> None:
    forecast.forget()


def attach() -> None:
    """Forgets with each file."""
    bpy.app.handlers.load_pre.append(_loaded)


def detach() -> None:
    """Forgets all."""
    bpy.app.handlers.load_pre.remove(_loaded)
    forecast.forget()
