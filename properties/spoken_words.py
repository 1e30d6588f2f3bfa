"""The words of a character's voice: what was heard, and in it what the artist edited.

The edits are kept among the take's settings, as Intone's own JSON of words, so that they go where
the take goes. What is selected is of the window, and leaves no undo step.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import bpy
import numpy as np
from bpy.props import (
    CollectionProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import Context, Object, PropertyGroup, WindowManager
from numpy.typing import NDArray

from ..audio.speech import Speech, SpokenWord, VisemeSpan
from ..blender.background import workers
from ..blender.takes.scene import frame_rate
from ..blender.timeline.rows import Row
from ..blender.translations import CONTEXT
from ..errors import TextError
from ..text.timings.word_json import write_json
from ..text.words import Words, merge_edits, ordered
from . import asked, line_strips, scene_settings, transcripts


def heard(thing: Object) -> Speech | None:
    """What was heard in the character's voice, without the edits; None while it was not."""
    try:
        script = transcripts.script(thing)
    except TextError:  # Animate reports it
        return None
    return workers.speech_in_memory(asked.voice(thing), script)


class _Known:
    """A Speech as the key of a cache: it is the same only as itself."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.speech is self.speech

    def __hash__(self) -> int:
        return id(self.speech)


@lru_cache(maxsize=4)
def _merged(known: _Known, text: str) -> Words:
    """As with_edits has them; without the mouth, which takes longer."""
    merged = merge_edits(known.speech.words, transcripts.read_edits(text))
    return ordered(merged, known.speech.duration)


def words(thing: Object | None) -> Words:
    """The words as they are said now; none where none are known, or the edits cannot be read."""
    speech = heard(thing) if thing is not None else None
    if speech is None or why_unreadable(thing):  # Animate and the panel report it
        return ()
    return _merged(_Known(speech), thing.intone.word_edits)


def store(thing: Object, changed: Words) -> None:
    """Keeps the edited ones among these words with the take, which is then acted again."""
    kept = [word for word in changed if word.edited]
    thing.intone.word_edits = write_json(kept) if kept else ""
    sync()


def why_unreadable(thing: Object) -> str:
    """Why the edits cannot be read, in a sentence; "" where they can."""
    try:
        transcripts.read_edits(thing.intone.word_edits)
    except TextError as error:
        return str(error)
    return ""


def frame_of(thing: Object, seconds: float) -> float:
    """The scene's frame at a second of the voice."""
    return float(line_strips.shown_placement(thing).frames(seconds, frame_rate(bpy.context.scene)))


def seconds_at(thing: Object, frame: float) -> float:
    """The second of the voice at a frame of the scene."""
    return float(line_strips.shown_placement(thing).seconds(frame, frame_rate(bpy.context.scene)))


def frames_of(thing: Object, seconds: NDArray[Any]) -> NDArray[np.float64]:
    """The scene's frames at seconds of the voice, in the shape of `seconds`."""
    return line_strips.shown_placement(thing).frames(seconds, frame_rate(bpy.context.scene))


def lane_ends(thing: Object) -> NDArray[np.float64]:
    """The frames of the voice's beginning and end, between which the 3-D view's lane runs."""
    speech = heard(thing)
    last = speech.intensity.times[-1] if speech is not None else 0.0
    return np.array([frame_of(thing, 0.0), frame_of(thing, float(last))])


def word_row(thing: Object, spoken: Words) -> Row:
    """The words as a row of the timeline lane; one that was deleted as a cross."""
    numbers = np.arange(len(spoken))
    texts = [word.text or "×" for word in spoken]
    return _row(thing, texts, spoken, [word.edited for word in spoken], numbers, numbers)


def mouth_row(thing: Object, spoken: Words) -> Row:
    """Their mouths as another; one that is not as strong as it is said has its strength."""
    mouths = [
        (span, word.edited, at, number)
        for at, word in enumerate(spoken)
        for number, span in enumerate(word.visemes)
    ]
    spans, edits, owners, numbers = zip(*mouths, strict=True) if mouths else ((), (), (), ())
    texts = [s.viseme if s.strength == 1 else f"{s.viseme} {s.strength:.2g}" for s in spans]
    return _row(thing, texts, spans, edits, owners, numbers)


def _row(
    thing: Object,
    texts: Sequence[str],
    spans: Sequence[SpokenWord] | Sequence[VisemeSpan],
    edits: Sequence[bool],
    owners: Sequence[int],
    numbers: Sequence[int],
) -> Row:
    edges = np.array([(span.start, span.end) for span in spans]).reshape(-1, 2)
    first, last = frames_of(thing, edges).T
    marks = np.array(edits, bool), np.array(owners, int), np.array(numbers, int)
    return Row(texts, first, last, *marks)


def _spoken(row: WordRow) -> tuple[Object | None, Words]:
    """The character and the words from that of the row on."""
    thing = scene_settings.character(bpy.context)
    return thing, words(thing)[row.number : row.number + 1]


def _text(row: WordRow) -> str:
    _, found = _spoken(row)
    return found[0].text if found else ""


def _edges(row: WordRow) -> tuple[float, float]:
    """The frames on which the word begins and ends."""
    thing, found = _spoken(row)
    if not found:
        return 0.0, 0.0
    return frame_of(thing, found[0].start), frame_of(thing, found[0].end)


def _start(row: WordRow) -> int:
    return round(_edges(row)[0])


def _end(row: WordRow) -> int:
    return round(_edges(row)[1])


def _set_text(row: WordRow, text: str) -> None:
    bpy.ops.intone.word_text("EXEC_DEFAULT", True, word=row.number, text=text)


def _set_start(row: WordRow, frame: int) -> None:
    _retime(row, frame, _edges(row)[1])


def _set_end(row: WordRow, frame: int) -> None:
    _retime(row, _edges(row)[0], frame)


def _retime(row: WordRow, start: float, end: float) -> None:
    bpy.ops.intone.word_retime("EXEC_DEFAULT", True, word=row.number, start=start, end=end)


class WordRow(PropertyGroup):
    """A word in the list: shows and edits that word of the chosen character's voice."""

    number: IntProperty(options={"HIDDEN"})
    text: StringProperty(
        name="Word",
        description="What is said here; another text gets the mouths that say it",
        translation_context=CONTEXT,
        get=_text,
        set=_set_text,
    )
    start: IntProperty(
        name="Start",
        description="Frame on which the word begins",
        translation_context=CONTEXT,
        get=_start,
        set=_set_start,
    )
    end: IntProperty(
        name="End",
        description="Frame on which the word ends",
        translation_context=CONTEXT,
        get=_end,
        set=_set_end,
    )

    def word(self) -> SpokenWord | None:
        """The word that it shows; None where there is none any more."""
        found = _spoken(self)[1]
        return found[0] if found else None


def _selected(selection: WordSelection, context: Context) -> None:
    selection.mouth = -1
    redraw()


class WordSelection(PropertyGroup):
    """The words of the chosen character for the list, and which of them is selected."""

    rows: CollectionProperty(type=WordRow)
    frame: FloatProperty(options={"HIDDEN"}, description="Where the lane's menu was opened")
    word: IntProperty(
        name="Word",
        description="The selected word",
        default=-1,
        update=_selected,
        translation_context=CONTEXT,
    )
    mouth: IntProperty(
        name="Mouth",
        description="The selected mouth of the word; -1 is none",
        default=-1,
        translation_context=CONTEXT,
    )


def selection() -> WordSelection:
    """What is selected."""
    return bpy.context.window_manager.intone_words


def select(word: int, mouth: int = -1) -> None:
    """Selects a word, or a mouth of it."""
    chosen = selection()
    chosen.word = word
    chosen.mouth = mouth


def sync() -> None:
    """Brings the list to the number of words that there are; never called while drawing."""
    rows = selection().rows
    count = len(words(scene_settings.character(bpy.context)))
    while len(rows) > count:
        rows.remove(len(rows) - 1)
    while len(rows) < count:
        row = rows.add()
        row.number = len(rows) - 1
    redraw()


def sync_soon(count: int) -> None:
    """The same as soon as Blender has drawn, where the list has another number of words."""
    if len(selection().rows) != count and not bpy.app.timers.is_registered(sync):
        bpy.app.timers.register(sync, first_interval=0.0)


def redraw() -> None:
    """Draws all editors again."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            area.tag_redraw()


CLASSES = (WordRow, WordSelection)


def attach() -> None:
    """Gives the window manager the selection."""
    WindowManager.intone_words = PointerProperty(type=WordSelection)


def detach() -> None:
    """Takes it away."""
    if bpy.app.timers.is_registered(sync):
        bpy.app.timers.unregister(sync)
    del WindowManager.intone_words
