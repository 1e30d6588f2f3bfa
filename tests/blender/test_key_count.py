"""Key count: the panel says how many keys there would be, before any is written."""

from __future__ import annotations

import pytest

from support.timers import run_until_idle


@pytest.fixture
def ready(ready):
    """The settings of a character whose changes nobody shows."""
    import bpy

    bpy.context.scene.intone_settings.live = False
    return ready


def said(part, settings):
    return part("panels.output").key_count_text(settings.id_data, settings)


def settle(part):
    run_until_idle(part("blender.live.key_count").key_counts)


def test_what_is_written_is_said_at_once(part, settings):
    keys, error = part("blender.takes.actions").cost(settings.takes[0].action)
    assert said(part, settings) == f"{keys:,} keys, off by {error:.5f} at most"


def test_another_error_is_counted_before_it_is_written(part, settings):
    import bpy

    written = part("blender.takes.actions").cost(settings.takes[0].action)
    settings.tolerance = 0.02
    assert said(part, settings) == "Counting the keys …"
    settle(part)
    foreseen = said(part, settings)
    assert part("blender.takes.actions").cost(settings.takes[0].action) == written
    bpy.ops.intone.animate()
    keys, error = part("blender.takes.actions").cost(settings.takes[0].action)
    assert keys < written[0] and error <= 0.021
    assert foreseen == f"It would be {keys:,} keys, off by {error:.5f} at most"
    assert said(part, settings) == f"{keys:,} keys, off by {error:.5f} at most"


def test_the_last_question_wins(part, settings):
    counts = part("blender.live.key_count").key_counts
    for tolerance in (0.001, 0.01, 0.05):
        settings.tolerance = tolerance
        said(part, settings)
        counts.tick()
    settle(part)
    assert said(part, settings).startswith("It would be")


def test_what_cannot_be_counted_is_not_asked_for_again(part, settings, monkeypatch):
    def refuse(*_):
        raise part("errors").RigError("No.")

    monkeypatch.setattr(part("blender.takes.write").SampledTake, "keys", refuse)
    settings.tolerance = 0.02
    said(part, settings)
    settle(part)
    assert "keys, off by" in said(part, settings)


def test_another_file_forgets_it(part, settings):
    counts = part("blender.live.key_count").key_counts
    assert counts.counts("Face")
    counts.forget()
    assert not counts.counts("Face") and counts.read("Face", 0.02) is None
