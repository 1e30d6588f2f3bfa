"""Operators in any order and with any values: each is done or refused in a sentence, and words,
takes and lines stay sound. Of corrections, test_corrections_sequences.py tells.
"""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from support.properties import any_value

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import settings as only  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.stateful import (  # noqa: E402
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

words = st.integers(-2, 6)
frames = st.floats(-200, 400, width=32) | st.sampled_from([0.0, 1e9, -1e30, math.nan, math.inf])
texts = st.sampled_from(["", " ", "map", "fifteen maps", "15th", "…", "\u00ad", "ß" * 300, "auto"])
STEPS, EXAMPLES = 14, 14

WORD_OPERATORS = {
    "word_move": {"word": words, "by": frames},
    "word_retime": {"word": words, "start": frames, "end": frames},
    "word_boundary": {"word": words, "frame": frames},
    "word_text": {"word": words, "text": texts},
    "word_insert": {"text": texts, "start": frames, "end": frames},
    "word_delete": {"word": words},
    "word_split": {"word": words, "frame": frames},
    "word_reset": {"word": words},
    "words_clear": {},
    "word_select": {"word": words, "mouth": words},
    "mouth_set": {"word": words, "mouth": words, "viseme": st.sampled_from(["PP", "sil", "aa"])},
    "mouth_strength": {"word": words, "mouth": words, "by": frames},
    "mouth_move": {"word": words, "mouth": words, "frame": frames},
    "mouth_hold": {"word": words, "mouth": words, "by": frames},
    "mouth_remove": {"word": words, "mouth": words},
    "closure_add": {"word": words, "frame": frames, "viseme": st.sampled_from(["PP", "FF"])},
}
TAKE_OPERATORS = {
    **{name: {"name": texts} for name in ("new_take", "duplicate_take", "switch_take")},
    **{"rename_take": {"name": texts}, "delete_take": {}, "bake": {}, "animate": {}},
    **{"line_add": {}, "line_remove": {}, "rig_recognise": {}, "rig_row_add": {}},
    **{"rig_row_remove": {}, "rig_complete": {}, "rig_forget": {}, "fill_intensity": {}},
    **{"clear_intensity": {}, "mute_corrections": {}, "clear_corrections": {}, "remove": {}},
}


def calls(operators: dict[str, dict[str, st.SearchStrategy]]) -> st.SearchStrategy:
    """A name of an operator, and values for its properties."""
    return st.sampled_from([*operators]).flatmap(
        lambda name: st.tuples(st.just(name), st.fixed_dictionaries(operators[name]))
    )


def call(name: str, given: dict[str, object]) -> None:
    """Calls an operator; what it refuses, it refuses in a sentence."""
    import bpy

    try:
        done = getattr(bpy.ops.intone, name)(**given)
    except RuntimeError as error:
        assert "Traceback" not in str(error) and "Internal error" not in str(error), error
        assert str(error).strip().rpartition(".py")[2], error
    else:
        assert done in ({"FINISHED"}, {"CANCELLED"})


def machine_of(begin, part):
    """The machine of sequences; `begin` makes the scene anew, and gives the character."""

    class Operators(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.face = begin()

        @rule(asked=calls(WORD_OPERATORS))
        def change_words(self, asked):
            call(*asked)

        @rule(asked=calls(TAKE_OPERATORS))
        def change_takes(self, asked):
            call(*asked)

        @invariant()
        def words_are_in_order_and_inside(self):
            kept = part("properties.spoken_words")
            if kept.heard(self.face) is None:
                return
            found = kept.words(self.face)
            edges = [0.0, *(t for word in found for t in (word.start, word.end)), 2.0]
            assert all(a <= b + 1e-6 for a, b in pairwise(edges)), edges
            for word in found:
                times = [word.start, *(t for s in word.visemes for t in (s.start, s.end)), word.end]
                assert all(a <= b + 1e-6 for a, b in pairwise(times)), times

        @invariant()
        def takes_and_lines_are_there(self):
            import bpy

            performance, lines = self.face.intone, bpy.context.scene.intone_lines
            assert 0 <= performance.shown_take <= max(len(performance.takes) - 1, 0)
            assert 0 <= lines.active <= max(len(lines.lines) - 1, 0)
            names = [take.name for take in performance.takes]
            assert len(names) == len(set(names))
            assert sum(take.open for take in performance.takes) <= 1

    return Operators


def test_any_sequence_of_operators_leaves_all_sound(part, actor, face_mesh, voice):
    import bpy

    speech = part("audio.speech")
    actor.words = tuple(
        speech.SpokenWord(text, start, end, 0.9, (speech.VisemeSpan("aa", start, end),))
        for text, start, end in (("hi", 0.2, 0.5), ("map", 0.5, 1.0), ("go", 1.2, 1.6))
    )

    def begin():
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
        face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft", "own"))
        bpy.context.scene.intone_settings.character = face
        face.intone.sound = str(voice)
        assert bpy.ops.intone.animate() == {"FINISHED"}
        return face

    chosen = only(any_value, max_examples=EXAMPLES, stateful_step_count=STEPS)
    run_state_machine_as_test(machine_of(begin, part), settings=chosen)
