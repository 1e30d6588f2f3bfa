"""Following: what was done to the strips since their takes were made, and the takes brought along.

`edits` only looks. `settle` does what needs no voice: it deletes, silences and moves takes. Takes
that are cut, retimed or new are made again by whoever calls it, of what was heard before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bpy.app.translations import pgettext_rpt
from bpy.types import Scene

from ..animation.placement import BESIDE, MOVED, RETIMED, TRIMMED, Placement
from ..blender.character import correction_layer
from ..blender.takes import actions, curves, placed, scene_state
from ..blender.takes.strips import SoundStrip
from . import gathering, line_strips, take_verbs
from .line_strips import ADDED, DELETED, HEARD, RECAST, SILENCED
from .performance import Performance, Take
from .scene_lines import Line, take_of
from .take_settings import NLA

SAID = {
    MOVED: "{count} moved",
    TRIMMED: "{count} trimmed",
    RETIMED: "{count} retimed",
    BESIDE: "{count} beside an edit",
    DELETED: "{count} deleted",
    SILENCED: "{count} muted",
    HEARD: "{count} unmuted",
    RECAST: "{count} with another speaker",
    ADDED: "{count} added",
}
"""What was done to lines, in the order in which it is said."""
WHY = {
    MOVED: "The strip was moved since the take was made.",
    TRIMMED: "The strip was trimmed since the take was made.",
    RETIMED: "The strip plays at another speed since the take was made.",
    BESIDE: "A strip beside this one leaves more or less room for the take.",
    DELETED: "The strip was deleted: the take goes, its corrections stay in the file.",
    SILENCED: "The strip is muted: the take rests.",
    HEARD: "The strip is heard again.",
    RECAST: "The line was given to another character.",
    ADDED: "The line has no take yet.",
}
"""Why a line is stale, in a sentence."""
STAYS = "stays in the file"
GONE = "Deleted with their strips: {names}."
MADE_AGAIN = (TRIMMED, RETIMED, BESIDE, ADDED, RECAST)
"""What needs the voice: these takes are placed again."""


@dataclass(frozen=True)
class Edits:
    """What was done since the takes were made.

    lines   by their place in the list
    added   strips that are no line yet
    """

    lines: dict[int, str]
    added: tuple[SoundStrip, ...]

    @property
    def sentence(self) -> str:
        """How many lines were moved, trimmed, and so on; "" where nothing was done."""
        counts = Counter([*self.lines.values(), *[ADDED] * len(self.added)])
        said = (
            pgettext_rpt(SAID[kind]).format(count=counts[kind]) for kind in SAID if counts[kind]
        )
        return ", ".join(said)

    def __bool__(self) -> bool:
        return bool(self.lines or self.added)


def edits(scene: Scene) -> Edits:
    """What was done to the scene's strips since the takes were made. Changes nothing."""
    found = line_strips.strips_of(scene)
    changed = {
        number: kind
        for number, line in enumerate(scene.intone_lines.lines)
        if (kind := line_strips.change(line, take_of(line), found))
    }
    return Edits(changed, tuple(gathering.meant(scene)))


def going(scene: Scene, lines: Iterable[int]) -> list[str]:
    """The names of the takes of those lines, each with its corrections, which stay."""
    takes = (take_of(scene.intone_lines.lines[number]) for number in lines)
    return [_name(take) for take in takes if take is not None]


def gone(names: list[str]) -> str:
    """Which takes are deleted, in a sentence; "" for none."""
    return pgettext_rpt(GONE).format(names=", ".join(names)) if names else ""


def _name(take: Take) -> str:
    layer = correction_layer.layer_of(take.action) if take.action is not None else None
    return take.name if layer is None else f"{take.name} ({layer.name} {pgettext_rpt(STAYS)})"


def settle(scene: Scene, done: Edits) -> list[str]:
    """Deletes, silences and moves the takes of those lines; what was deleted, by name.

    Takes that will be made again only leave their places. Raises RigError where a character is in
    tweak mode, before anything of it is changed.
    """
    lines = scene.intone_lines.lines
    gone = [number for number, kind in done.lines.items() if kind in (DELETED, RECAST)]
    names = going(scene, gone)
    _silence([lines[number] for number in done.lines if number not in gone])
    found = line_strips.strips_of(scene)
    for number, kind in done.lines.items():
        if kind in (MOVED, HEARD):
            _place(lines[number], line_strips.placement(lines[number], found))
    for number in sorted(gone, reverse=True):
        drop(lines[number])
        if done.lines[number] == DELETED:
            lines.remove(number)
    if scene.intone_settings.extend:
        scene_state.fit(scene)
    scene.intone_lines.active = max(0, min(scene.intone_lines.active, len(lines) - 1))
    return names


def _silence(lines: Iterable[Line]) -> None:
    """All of them first, so that none takes the place of one that has not left it yet."""
    playing = [(line, take) for line in lines if is_played(line, take := take_of(line))]
    for line, _ in playing:
        actions.check(line.taken_by)
    for line, take in playing:
        placed.silence(line.taken_by, take.action)


def needs_voice(line: Line, found: line_strips.Strips) -> bool:
    """Whether the line's take is to be made again, of what was heard; a moved one is only moved."""
    take, now = take_of(line), line_strips.placement(line, found)
    kind = line_strips.change(line, take, found)
    if kind not in (MOVED, HEARD):
        return kind in MADE_AGAIN and now is not None
    known = line_strips.before(take)
    return known.moved(now.start - known.start).change(now) != ""


def is_played(line: Line, take: Take | None) -> bool:
    """Whether the line's take is played."""
    action = take.action if take is not None else None
    return action is not None and placed.is_played(line.taken_by, action)


def _place(line: Line, now: Placement) -> None:
    """Moves the line's take to where its strip is now, and plays it."""
    take, thing = take_of(line), line.taken_by
    by = now.start - line_strips.before(take).start
    held = thing.intone if take.open else take
    placed.shift(thing, take.action, by)
    actions.replay(thing, take.action, strip=held.layer == NLA, stacking=held.stacking)
    line.start = now.start
    if take.open:
        curves.shift(thing, by)
        thing.intone.start = now.start
    else:
        take.start = now.start
        if take.sliders is not None:
            placed.shift_sliders(take.sliders, by)


def _discard(performance: Performance, take: Take) -> None:
    """Deletes a take, shown or not, with its action."""
    shown, thing = take_verbs.active(performance), performance.id_data
    if shown == take:
        take_verbs.delete(performance)
        return
    name, sound = shown.name if shown is not None else "", take.sound
    actions.check(thing)
    for action in filter(None, (take.action, take.sliders)):
        actions.discard(thing, action)
    performance.takes.remove(performance.takes.find(take.name))
    performance.shown_take = performance.takes.find(name) if name else len(performance.takes)
    take_verbs.leave(performance, sound)


def drop(line: Line) -> None:
    """Deletes the take of a line; its corrections stay in the file."""
    take = take_of(line)
    if take is not None:
        _discard(line.taken_by.intone, take)
    line.take, line.taken_by = "", None
