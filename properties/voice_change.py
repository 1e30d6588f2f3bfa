"""What is done when another voice is chosen: which take it belongs to, and what goes with it.

Edited words, an intensity that was drawn, emotions that were filled and a transcript that is called
like it are those of one voice.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..blender.takes import curves
from ..blender.takes.curves import INTENSITY
from ..emotion.mood import EXPRESSIVE
from ..text.script import names_file
from . import take_verbs
from .take_settings import AUTO, CURVE, MIX, TRANSCRIBED, VOICE

if TYPE_CHECKING:
    from .performance import Performance, Take


def follow_voice(performance: Performance) -> None:
    """Another voice was chosen: the open take is closed, for another one will be made of it.

    A take without an action takes the voice; the take whose voice is chosen again is opened again.
    """
    take = take_verbs.active(performance)
    if take is None:
        return
    if take.open and take.action is None:
        take.sound = performance.sound
    elif take.open and take.sound != performance.sound:
        take_verbs.close(performance)
        _drop_text(performance, take)
        _drop_curves(performance)
        _bring_edits(performance, _next(performance))
    elif not take.open and take.sound == performance.sound:
        _bring_edits(performance, take)
        _bring_curves(performance, take)
        take_verbs.adopt(performance, take)
    elif not take.open:
        _bring_edits(performance, _next(performance))


def _next(performance: Performance) -> Take | None:
    """The take that Animate would make again of the voice that is chosen now."""
    return take_verbs.take_to_make(performance, Path(performance.sound).stem)


def _bring_edits(performance: Performance, take: Take | None) -> None:
    """Edited words belong to a voice: another one has those of its own take, or none."""
    performance.word_edits = take.word_edits if take is not None else ""


def _bring_curves(performance: Performance, take: Take) -> None:
    """The curves that were filled from the take's voice are there again, and chosen."""
    if take.sliders is not None:
        curves.restore_sliders(performance.id_data, take.sliders, filled=True)
    if take.intensity_source == CURVE:
        performance.intensity_source = CURVE
    if set(curves.filled_sliders(performance.id_data)) & set(EXPRESSIVE):
        performance.emotion_source = MIX


def _drop_text(performance: Performance, take: Take) -> None:
    """A transcript in a file that is called like its voice is not another voice's."""
    given = performance.transcript
    if names_file(given) and Path(given).stem == Path(take.sound).stem:
        performance.transcript = ""
        performance.text_source = TRANSCRIBED


def _drop_curves(performance: Performance) -> None:
    """What was drawn or filled for one voice is not that of another: intensity and emotions."""
    filled = curves.filled_sliders(performance.id_data)
    for name in {INTENSITY, *filled}:
        curves.clear(performance.id_data, name)
    if performance.intensity_source == CURVE:
        performance.intensity_source = VOICE
    if set(filled) & set(EXPRESSIVE):
        performance.emotion_source = AUTO
        for name in filled:
            performance.property_unset(name)
