"""Key count: how many keys a take would have with another tolerance, before they are written.

Each character's face is kept as it was last acted, a value a frame. What the panel asks for is
counted in a thread, the latest question first, and remembered.
"""

from __future__ import annotations

import time
from dataclasses import replace

from bpy.app.handlers import persistent

from ...animation.keyframes import Clip
from ..background.latest_wins import LatestWins
from ..background.tasks import Outcome, Work, attempt
from ..takes import write
from ..takes.write import SampledTake

PAUSE_S = 0.02
"""How often it is looked whether the face is old enough to be counted."""
QUIET_S = 0.5
"""Keys are counted so long after a face was kept: a live update comes first, and counts too."""
KEPT = 4
"""Characters; the face of an hour takes about 44 MB."""

Cost = tuple[int, float]
"""How many keys, and their largest error in the channels' unit."""
Question = tuple[str, float]
"""A character and a tolerance."""


class KeyCounts(LatestWins[SampledTake]):
    """The last faces of this Blender's characters, and how many keys they need."""

    def __init__(self) -> None:
        super().__init__()
        self._faces: dict[str, SampledTake] = {}
        self._known: dict[Question, Cost] = {}
        self._question: Question | None = None
        self._kept = 0.0

    def keep(self, take: SampledTake) -> None:
        """Keeps a face in place of the character's earlier one."""
        name, self._kept = take.target.character, time.monotonic()
        self._faces.pop(name, None)
        self._faces[name] = take
        for oldest in list(self._faces)[:-KEPT]:
            del self._faces[oldest]
        others = self._faces.keys() - {name}
        self._known = {key: cost for key, cost in self._known.items() if key[0] in others}

    def note(self, target: write.Target, clip: Clip) -> None:
        """Remembers the count of keys that were found elsewhere for the face that is kept."""
        if target.character in self._faces:
            written = write.undriven(clip)
            self._known[target.character, target.tolerance] = (written.keys, written.error)

    def read(self, character: str, tolerance: float) -> Cost | None:
        """What is known, at once; what is not is counted, and the sidebars are drawn again then."""
        question = (character, tolerance)
        if question not in self._known and character in self._faces:
            self._question = question
            self.wake()
        return self._known.get(question)

    def counts(self, character: str) -> bool:
        """Whether the character's face is kept, so that what is not known yet soon is."""
        return character in self._faces

    def next_work(self) -> tuple[SampledTake, Work] | float | None:
        question = self._question
        if question is None or question in self._known or question[0] not in self._faces:
            return None
        if time.monotonic() - self._kept <= QUIET_S:
            return PAUSE_S
        kept = self._faces[question[0]]
        asked = replace(kept, target=replace(kept.target, tolerance=question[1]))
        return asked, lambda _: asked.keys()

    def finish(self, asked: SampledTake, outcome: Outcome) -> None:
        """Remembers the count, unless the character has got another face meanwhile."""
        name = asked.target.character
        if name not in self._faces or self._faces[name].face is not asked.face:
            return
        if outcome.good:
            outcome = attempt(lambda _: self.note(asked.target, outcome.value))
        if not outcome.good:  # the character is gone
            del self._faces[name]

    def drop(self, character: str) -> None:
        """Forgets the character's face and its counts."""
        self._faces.pop(character, None)
        self._known = {key: cost for key, cost in self._known.items() if key[0] != character}

    def forget(self) -> None:
        super().forget()
        self._faces.clear()
        self._known.clear()
        self._question = None


key_counts = KeyCounts()
"""Of this Blender: it can be computed again, and is not kept in any file."""


@persistent
def _loaded(*_: object) -> None:
    key_counts.forget()


HANDLERS = {"load_pre": _loaded}
