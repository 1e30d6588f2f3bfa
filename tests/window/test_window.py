"""Intone in a real window, where there is one: see drive.py.

INTONE_WINDOW holds the words that start a Blender with a screen and end where Blender's own options
begin, for example "xvfb-run -s '-screen 0 1280x800x24' blender".
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from support import flame

ROOT = Path(__file__).resolve().parents[2]
SIMULATED = "--enable-event-simulate"
OPTIONS = ("--factory-startup", "--window-geometry", "0", "0", "1280", "800")
STORIES = ("two_clicks", "cancelled", "edited", "reopened", "troubled", "two")
"""In this order: the file that one saves is opened by the next."""
needs_window = pytest.mark.skipif(
    "INTONE_WINDOW" not in os.environ, reason="INTONE_WINDOW names no Blender: make window-test"
)


def play(*words: str, hands: tuple[str, ...] = (SIMULATED,), **how: object) -> None:
    command = [*shlex.split(os.environ["INTONE_WINDOW"]), *OPTIONS, *hands, "--python", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, **how)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_window
@pytest.mark.parametrize("story", STORIES)
def test_an_artist_at_the_desk(story: str):
    play("tests/window/drive.py", "--", story)


@needs_window
def test_sliders_keys_and_undo_show_on_the_face():
    play("tests/window/drive_live.py")


@needs_window
def test_words_are_edited_on_the_timeline_lane():
    play("tests/window/drive_words.py")


@needs_window
def test_emotions_are_seen_and_edited():
    play("tests/window/drive_emotions.py")


@needs_window
def test_corrections_layers_and_what_goes():
    play("tests/window/drive_layers.py")


@needs_window
def test_takes_go_where_an_editor_moves_their_strips():
    play("tests/window/drive_strips.py")


@needs_window
def test_manners_and_looks_of_the_panel_life():
    play("tests/window/drive_life.py")


@needs_window
def test_a_head_becomes_another_person():
    play("tests/window/drive_change.py")


@needs_window
def test_people_stand_in_the_material_preview():
    play("tests/window/drive_material.py")


@needs_window
def test_an_artist_edits_the_map_of_a_rig():
    play("tests/window/drive_rig.py")


@needs_window
def test_a_strangers_character_is_recognised_shown_tested_and_reported():
    play("tests/window/drive_foreign.py")


@needs_window
@pytest.mark.skipif(
    "INTONE_CHARACTER" not in os.environ,
    reason="INTONE_CHARACTER names no character's file: docs/rigs-tried.md says where some are",
)
def test_somebody_elses_character_is_clicked_recognised_and_speaks():
    play("tests/window/drive_character.py")


@needs_window
def test_an_artist_imports_a_flame_head():
    model = "out/window/fixture.pkl"
    (ROOT / model).parent.mkdir(parents=True, exist_ok=True)
    flame.write_pickle(ROOT / model, flame.layout_2017(flame.arrays()), python2=True)
    play("tests/window/drive_flame.py", "--", model)


@pytest.mark.skipif(
    not {"INTONE_WINDOW", "INTONE_ZIP"} <= os.environ.keys(),
    reason="INTONE_WINDOW names no Blender, or INTONE_ZIP no zip that fits it",
)
def test_an_artist_installs_the_zip_from_disk(tmp_path: Path):
    fresh = {**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path)}
    words = ("tests/window/drive_install.py", "--", os.environ["INTONE_ZIP"], "out/window")
    play(*words, hands=(), env=fresh)  # a simulated file browser would not close


@needs_window
@pytest.mark.parametrize("story", ["drive_drop.py", "drive_fix.py"])
def test_files_are_dropped_and_faults_mended(story: str):
    play(f"tests/window/{story}")


@needs_window
def test_three_clicks_from_a_new_file_to_a_film():
    play("tests/window/drive_film.py")
