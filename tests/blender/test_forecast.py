"""Key count: the panel says how many keys there would be, before any is written."""

from __future__ import annotations

import time

import pytest


@pytest.fixture
def recipe(part, actor, face_mesh, voice):
    """The recipe of a character that was animated once, whose changes nobody shows."""
    import bpy

    face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft"))
    bpy.context.scene.intone_settings.character = face
    bpy.context.scene.intone_settings.live = False
    face.intone.sound = str(voice)
    assert bpy.ops.intone.animate() == {"FINISHED"}
    return face.intone


def said(part, recipe):
    return part("panels.output").said_of(recipe.id_data, recipe)


def settle(part):
    """Does what Blender's timers would do, which do not run without a window."""
    while part("blender.live.key_count").key_counts.tick() is not None:
        time.sleep(0.001)


def test_what_is_written_is_said_at_once(part, recipe):
    keys, error = part("blender.takes.actions").cost(recipe.takes[0].action)
    assert said(part, recipe) == f"{keys:,} keys, off by {error:.5f} at most"


def test_another_error_is_counted_before_it_is_written(part, recipe):
    import bpy

    written = part("blender.takes.actions").cost(recipe.takes[0].action)
    recipe.tolerance = 0.02
    assert said(part, recipe) == "Counting the keys …"
    settle(part)
    foreseen = said(part, recipe)
    assert part("blender.takes.actions").cost(recipe.takes[0].action) == written
    bpy.ops.intone.animate()
    keys, error = part("blender.takes.actions").cost(recipe.takes[0].action)
    assert keys < written[0] and error <= 0.021
    assert foreseen == f"It would be {keys:,} keys, off by {error:.5f} at most"
    assert said(part, recipe) == f"{keys:,} keys, off by {error:.5f} at most"


def test_the_last_question_wins(part, recipe):
    counts = part("blender.live.key_count").key_counts
    for tolerance in (0.001, 0.01, 0.05):
        recipe.tolerance = tolerance
        said(part, recipe)
        counts.tick()
    settle(part)
    assert said(part, recipe).startswith("It would be")


def test_what_cannot_be_counted_is_not_asked_for_again(part, recipe, monkeypatch):
    def refuse(*_):
        raise part("errors").RigError("No.")

    monkeypatch.setattr(part("blender.takes.write").SampledTake, "keys", refuse)
    recipe.tolerance = 0.02
    said(part, recipe)
    settle(part)
    assert "keys, off by" in said(part, recipe)


def test_another_file_forgets_it(part, recipe):
    counts = part("blender.live.key_count").key_counts
    assert counts.counts("Face")
    counts.forget()
    assert not counts.counts("Face") and counts.read("Face", 0.02) is None
