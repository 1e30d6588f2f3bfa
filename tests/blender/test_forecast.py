"""Forecast: the panel tells how many keys there would be, before any is written."""

from __future__ import annotations

import pytest

from support.timers import run_until_idle


@pytest.fixture
def ready(ready):
    """The recipe of a character whose changes nobody shows."""
    import bpy

    bpy.context.scene.intone.live = False
    return ready


def said(part, recipe):
    return part("panels.output").key_count_text(recipe.id_data, recipe)


def settle(part):
    run_until_idle(part("blender.live.key_count").forecast)


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
    forecast = part("blender.live.key_count").forecast
    for tolerance in (0.001, 0.01, 0.05):
        recipe.tolerance = tolerance
        said(part, recipe)
        forecast.tick()
    settle(part)
    assert said(part, recipe).startswith("It would be")


def test_what_cannot_be_counted_is_not_asked_for_again(part, recipe, monkeypatch):
    def refuse(*_):
        raise part("errors").RigError("No.")

    monkeypatch.setattr(part("blender.takes.write"), "keyed", refuse)
    recipe.tolerance = 0.02
    said(part, recipe)
    settle(part)
    assert "keys, off by" in said(part, recipe)


def test_another_file_forgets_it(part, recipe):
    forecast = part("blender.live.key_count").forecast
    assert forecast.counts("Face")
    forecast.forget()
    assert not forecast.counts("Face") and forecast.read("Face", 0.02) is None
