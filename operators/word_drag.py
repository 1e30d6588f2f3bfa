"""The mouse on the timeline lane: a click selects, a drag moves, two clicks edit, a menu changes.

One operator for each is started by a key map entry of the editors with a lane. Where the mouse is
not on words or mouths it passes the event on, as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import bpy
from bpy.types import Context, Event, Operator

from ..blender.timeline.place import Place, place_in
from ..blender.timeline.rows import Grip, grip, is_on_rows
from ..properties import scene_settings, spoken_words
from ..text.words import Words
from .base import reported
from .words import why_no_words

EDITORS = ("VIEW_3D", "DOPESHEET_EDITOR", "GRAPH_EDITOR", "SEQUENCE_EDITOR")
MOVED = 3
"""Pixels from which a click is a drag."""
TOUCHING = 0.75
"""Frames: words that are no further apart share a boundary."""

Ghost = tuple[float, float, bool]
_ghosts: list[Ghost] = []
"""At most one: where what is being dragged would go, for the lane to draw."""


def ghost() -> Ghost | None:
    """First and last frame of what is dragged, and whether it is a mouth; None while nothing is."""
    return _ghosts[0] if _ghosts else None


@dataclass(frozen=True)
class Drag:
    """What is dragged: its first and last frame, and how it is moved.

    verb: the operator that moves it, "" where it only is selected. word, mouth: of what.
    """

    verb: str
    word: int
    mouth: int
    first: float
    last: float
    edge: str

    def moved(self, by: int) -> tuple[float, float]:
        """First and last frame, so many frames on: an edge snaps to a whole frame."""
        start = round(self.first) + by if self.edge == "start" else self.first
        end = round(self.last) + by if self.edge == "end" else self.last
        return (self.first + by, self.last + by) if not self.edge else (start, end)


def find_grip(context: Context, event: Event) -> tuple[Grip, Place] | None:
    """What is under the mouse, and where the lane is; None beside words and mouths."""
    if context.area is None or context.area.type not in EDITORS or why_no_words(context):
        return None
    if context.region is None or context.region.type != "WINDOW" or not context.scene.intone_lane:
        return None
    thing = scene_settings.character(context)
    words = spoken_words.words(thing)
    place = place_in(context, spoken_words.lane_ends(thing), rows=True)
    mouse = event.mouse_region_x, event.mouse_region_y
    if place is None or not is_on_rows(place, *mouse):
        return None
    rows = spoken_words.word_row(thing, words), spoken_words.mouth_row(thing, words)
    found = grip(*rows, place, *mouse)
    return None if found is None else (found, place)


def drag_of(grip: Grip, words: Words, frame_of: Callable[[float], float]) -> Drag:
    """What a drag there moves: a word, its edge, or the boundary of two."""
    word = words[grip.word]
    if grip.mouth >= 0:
        return _drag_of_mouth(grip, words, frame_of)
    first, last = frame_of(word.start), frame_of(word.end)
    before = frame_of(words[grip.word - 1].end) if grip.word else -TOUCHING - 1e9
    after = frame_of(words[grip.word + 1].start) if grip.word + 1 < len(words) else 1e9
    if not grip.edge:
        return Drag("word_move", grip.word, -1, first, last, "")
    if grip.edge == "start" and first - before < TOUCHING:
        left = words[grip.word - 1]
        return Drag("word_boundary", grip.word - 1, -1, frame_of(left.start), before, "end")
    if grip.edge == "end" and after - last < TOUCHING:
        return Drag("word_boundary", grip.word, -1, first, last, "end")
    return Drag("word_retime", grip.word, -1, first, last, grip.edge)


def _drag_of_mouth(grip: Grip, words: Words, frame_of: Callable[[float], float]) -> Drag:
    """Between two mouths of a word the boundary; at its ends and in the middle nothing moves."""
    spans, mouth = words[grip.word].visemes, grip.mouth
    mouth -= grip.edge == "start"
    inside = grip.edge != "" and 0 <= mouth < len(spans) - 1
    span = spans[mouth if inside else grip.mouth]
    verb = "mouth_move" if inside else ""
    number = mouth if inside else grip.mouth
    return Drag(verb, grip.word, number, frame_of(span.start), frame_of(span.end), "end")


class INTONE_OT_lane_drag(Operator):  # noqa: N801
    bl_idname = "intone.lane_drag"
    bl_label = "Select or Drag Word"
    bl_description = "Select a word or mouth on the timeline lane, and move it with the mouse"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    _drag: Drag
    _place: Place
    _from: int
    _by: int

    def invoke(self, context: Context, event: Event) -> set[str]:
        found = find_grip(context, event)
        if found is None:
            return {"PASS_THROUGH"}
        on, self._place = found
        thing = scene_settings.character(context)
        spoken_words.select(on.word, on.mouth)
        spoken_words.redraw()
        words = spoken_words.words(thing)
        self._drag = drag_of(on, words, lambda at: spoken_words.frame_of(thing, at))
        self._from, self._by = event.mouse_region_x, 0
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: Context, event: Event) -> set[str]:
        if event.type in ("ESC", "RIGHTMOUSE"):
            return self._end()
        if event.type == "LEFTMOUSE" and event.value == "RELEASE":
            self._end()
            return reported(self, self._move) if self._by and self._drag.verb else {"FINISHED"}
        if event.type == "MOUSEMOVE" and self._drag.verb:
            self._follow(event.mouse_region_x)
        return {"RUNNING_MODAL"}

    def _follow(self, x: int) -> None:
        """Where it would go: by whole frames."""
        if not self._by and abs(x - self._from) < MOVED:
            return
        frames = self._place.frame(x) - self._place.frame(self._from)
        self._by = round(frames)
        _ghosts[:] = [(*self._drag.moved(self._by), self._drag.mouth >= 0)]
        spoken_words.redraw()

    def _end(self) -> set[str]:
        _ghosts.clear()
        spoken_words.redraw()
        return {"CANCELLED"}

    def _move(self) -> str:
        """One undo step, by the operator that scripts use too."""
        drag = self._drag
        start, end = drag.moved(self._by)
        values = {
            "word_move": {"by": self._by},
            "word_retime": {"start": start, "end": end},
            "word_boundary": {"frame": end},
            "mouth_move": {"mouth": drag.mouth, "frame": end},
        }[drag.verb]
        getattr(bpy.ops.intone, drag.verb)("EXEC_DEFAULT", True, word=drag.word, **values)
        return ""


class INTONE_OT_lane_edit(Operator):  # noqa: N801
    bl_idname = "intone.lane_edit"
    bl_label = "Edit Word on the Lane"
    bl_description = "Write another text into the word under the mouse"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    def invoke(self, context: Context, event: Event) -> set[str]:
        found = find_grip(context, event)
        if found is None:
            return {"PASS_THROUGH"}
        spoken_words.select(found[0].word)
        bpy.ops.intone.word_text("INVOKE_DEFAULT", True)
        return {"FINISHED"}


class INTONE_OT_lane_menu(Operator):  # noqa: N801
    bl_idname = "intone.lane_menu"
    bl_label = "Menu of the Lane"
    bl_description = "Change the word or mouth under the mouse"
    bl_options = {"INTERNAL"}  # noqa: RUF012

    def invoke(self, context: Context, event: Event) -> set[str]:
        found = find_grip(context, event)
        if found is None:
            return {"PASS_THROUGH"}
        on, place = found
        spoken_words.select(on.word, on.mouth)
        spoken_words.selection().frame = place.frame(event.mouse_region_x)
        spoken_words.redraw()
        bpy.ops.wm.call_menu(name="INTONE_MT_words")
        return {"FINISHED"}


CLASSES = (INTONE_OT_lane_drag, INTONE_OT_lane_edit, INTONE_OT_lane_menu)

KEYMAPS = (("View2D", "EMPTY"), ("3D View", "VIEW_3D"))
"""Name and space of the key maps. All editors with a time axis have View2D's."""
ENTRIES = (
    (INTONE_OT_lane_edit.bl_idname, "LEFTMOUSE", "DOUBLE_CLICK"),
    (INTONE_OT_lane_drag.bl_idname, "LEFTMOUSE", "PRESS"),
    (INTONE_OT_lane_menu.bl_idname, "RIGHTMOUSE", "PRESS"),
)
_entries: list[tuple[object, object]] = []
"""Our entries, to remove them again."""


def attach() -> None:
    """Adds the entries; in background there are no key maps."""
    keys = bpy.context.window_manager.keyconfigs.addon
    for name, space in KEYMAPS if keys else ():
        keymap = keys.keymaps.new(name=name, space_type=space)
        for verb, button, value in ENTRIES:
            _entries.append((keymap, keymap.keymap_items.new(verb, button, value)))


def detach() -> None:
    """Removes them."""
    while _entries:
        keymap, entry = _entries.pop()
        keymap.keymap_items.remove(entry)
