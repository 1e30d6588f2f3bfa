"""Live updates: a changed setting shows on the face at once, without Animate.

A change only notes its character (`touch`). A timer then asks for the character's request, has it
acted in a thread, and writes the keys that differ; touched again meanwhile, it asks anew: the
latest wins. The fingerprint on the action says what it was made from, also after an undo: what is
up to date costs nothing, and settings and keys that an undo has parted are brought together again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import bpy
from bpy.app.handlers import persistent
from bpy.types import Action, Depsgraph, Object, Scene

from ...animation.keyframes import Clip
from ...errors import IntoneError
from ...progress import Progress
from ..background.cached_worker import CachedWorker
from ..background.latest_wins import Followers
from ..background.tasks import Outcome, Work, attempt
from ..character import characters, known_maps
from ..character.correction_layer import is_layer
from ..character.playback import FINGERPRINT, is_ours
from ..takes import correction_fade, curves, write
from ..takes.write import Request, SampledTake, Target
from .key_count import key_counts

QUIET_S = 0.3
"""So long after the last change the draft's keys, one a frame, are thinned to those needed."""

UNSEEN = 1e-3
"""A draft leaves curves alone that would change by less; they are written exactly soon after."""
DRAFT = "draft"
"""The fingerprint of a take that has a key on every frame still."""


@dataclass(frozen=True)
class Source:
    """What the properties know. Handed in at registration: this folder imports no properties.

    request      a character's request; None where it has no take to make again, or is up to date
    performing   the characters with a take
    performer    who hears and acts
    """

    request: Callable[[Object], Request | None]
    performing: Callable[[], list[Object]]
    performer: Callable[[], CachedWorker]


class LiveUpdates(Followers[bool]):
    """The updates of this Blender's characters: one at a time, the rest wait, each once.

    A task is either a draft (True): the face is acted, with a key on every frame. Or it thins the
    keys of the last draft (False).
    """

    pause_s = 0.2

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self._remapped: set[str] = set()
        self._drafts: dict[str, SampledTake] = {}

    def remap(self, owner: str) -> None:
        """Notes that the rig map which that object keeps may have changed; costs nothing."""
        self._remapped.add(owner)
        self.touch(owner)

    @property
    def shown(self) -> bool:
        """Whether every change is on its face, be it as a draft."""
        return not self._waiting and not self.busy

    def next_work(self) -> tuple[bool, Work] | float | None:
        self._touch_remapped()
        while self._waiting:
            if (found := self._work_for(self.next_waiting(), draft=True)) is not None:
                return found
        while self._drafts:
            if not self.is_quiet(QUIET_S):
                return self.pause_s / 2
            if (found := self._work_for(next(iter(self._drafts)), draft=False)) is not None:
                return found
        return None

    def _touch_remapped(self) -> None:
        """The characters whose map has changed wait, too."""
        if self._remapped:
            found = self.source.performing()
            remapped = (t.name for t in found if characters.map_owner(t).name in self._remapped)
            self._waiting |= dict.fromkeys(remapped)
            self._remapped.clear()

    def _work_for(self, name: str, *, draft: bool) -> tuple[bool, Work] | None:
        """The work that the character needs; None where it is up to date or cannot be updated."""
        take = self._drafts.pop(name, None)
        self.refusal, thing = "", bpy.data.objects.get((name, None))
        try:
            request = self.source.request(thing) if thing is not None else None
        except IntoneError as error:
            self.refusal = str(error)
            return None
        if request is None:
            return None
        if draft or take is None or take.target.fingerprint != request.target.fingerprint:
            return True, _draft_work(request, self.source.performer())
        thinned = replace(take, target=request.target)
        return False, lambda _: (thinned, thinned.keys())

    def finish(self, asked: bool, outcome: Outcome) -> None:
        """Writes the keys that were found, if the sound was heard before."""
        if outcome.good and outcome.value is not None:
            take, clip = outcome.value
            put = self._write_draft if asked else self._write_thinned
            outcome = attempt(lambda _: put(take, clip))
        self.refusal = outcome.refusal

    def _write_draft(self, take: SampledTake, clip: Clip) -> None:
        self._drafts[take.target.character] = take
        key_counts.keep(take)
        write.rewrite(clip, replace(take.target, fingerprint=DRAFT), UNSEEN)

    def _write_thinned(self, take: SampledTake, clip: Clip) -> None:
        write.rewrite(clip, take.target, 0.0)
        key_counts.note(take.target, clip)

    def forget(self) -> None:
        super().forget()
        self._remapped.clear()
        self._drafts.clear()
        known_maps.forget()


def is_made(target: Target) -> bool:
    """Whether the take's action was made from exactly these settings."""
    action = bpy.data.actions.get((target.action, None))
    return is_ours(action) and action.get(FINGERPRINT) == target.fingerprint


def _draft_work(request: Request, performer: CachedWorker) -> Work:
    """Acts without listening: None where the sound was not heard yet."""

    def act(progress: Progress) -> tuple[SampledTake, Clip] | None:
        order = request.order
        heard = performer.cached(request.target.sound, order.script)
        if heard is None:
            return None
        take = write.act(request, order.edited(heard), performer, progress)
        return take, take.draft()

    return act


_live: list[LiveUpdates] = []
"""At most one: it stands for a timer and a thread of this Blender."""


def touch(character: str) -> None:
    """Notes that a setting of the character has changed."""
    for live in _live:
        live.touch(character)


def remap(owner: Object) -> None:
    """Notes that the rig map which that object keeps has changed."""
    for live in _live:
        live.remap(owner.name)


def refuse(sentence: str) -> None:
    """Shows why something that a slider or a list asked for cannot be done."""
    for live in _live:
        live.refusal = sentence


def refusal() -> str:
    """Why the last update could not be made, in a sentence; "" where it could."""
    return _live[0].refusal if _live else ""


@persistent
def _undone(*_: object) -> None:
    """An undo may bring back settings and an older face, or the other way round."""
    for live in _live:
        for thing in live.source.performing():
            live.touch(thing.name)


@persistent
def _edited(_: Scene, graph: Depsgraph) -> None:
    """A key of a slider's curve was moved, set or deleted."""
    actions = [u.id.original for u in graph.updates if isinstance(u.id, Action)]
    edited = {action.name for action in actions}
    for layer in filter(is_layer, actions):
        correction_fade.follow(layer)
    for live in _live if edited else ():
        for thing in live.source.performing():
            if edited & curves.actions(thing):
                live.touch(thing.name)


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


def start(source: Source) -> None:
    """Begins to update faces."""
    _live.append(LiveUpdates(source))


def stop() -> None:
    """Ends the updates; what waits is dropped."""
    _live.pop().forget()
