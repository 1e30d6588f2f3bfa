"""What a rigger is told of a map: a report, and the chosen row on the face."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def head(part):
    import bpy

    bpy.ops.intone.add_head()
    return bpy.context.scene.intone_settings.character


def test_the_report_is_a_text_with_what_was_measured(part, head):
    import bpy

    before = [key.value for key in head.data.shape_keys.key_blocks]
    assert bpy.ops.intone.rig_report() == {"FINISHED"}
    text = bpy.data.texts[f"Rig of {head.name}"].as_string()
    jaw = next(line for line in text.splitlines() if line.startswith("jawOpen"))
    keys = head.data.shape_keys.key_blocks
    measuring = part("blender.character.measuring")
    field = measuring.form(keys["jawOpen"]) - measuring.form(keys["Basis"])
    far = np.linalg.norm(field, axis=1).max() * 1000
    assert float(jaw.split()[1]) == pytest.approx(far, abs=1.0)
    assert "of 61 face channels move it" in text.splitlines()[0]
    assert [key.value for key in keys] == before, "and the face is as it was"


def shown(pixels, number):
    """One of the report's pictures, [height, width, 3], by its number in rows of four."""
    size = (pixels.shape[1] + 4) // 4
    top, left = number // 4 * size, number % 4 * size
    return pixels[top + 30 : top + size - 4, left : left + size - 4, :3]


def test_the_report_is_a_picture_too_of_poses_that_differ(part, head):
    import bpy

    sheet, poses = part("blender.output.sheet"), list(part("rig.report").POSES)
    kinds = ("objects", "meshes", "scenes", "cameras", "worlds")
    before = {kind: getattr(bpy.data, kind).keys() for kind in kinds}
    for _ in range(2):
        assert bpy.ops.intone.rig_report() == {"FINISHED"}
    images = [one for one in bpy.data.images if one.name.startswith("Rig of")]
    assert [one.name for one in images] == [f"Rig of {head.name}"] and images[0].packed_file
    pixels = sheet.pixels_of(images[0])[::-1]
    rest = shown(pixels, poses.index("rest"))
    assert np.ptp(rest) > 0.3, "a face is to be seen"
    for name in ("open vowel", "smile", "blink", "look left", "nod"):
        assert np.abs(shown(pixels, poses.index(name)) - rest).max() > 0.1, name
    assert np.abs(shown(pixels, poses.index("closed lips")) - rest).mean() < 0.01
    assert {kind: getattr(bpy.data, kind).keys() for kind in kinds} == before


def test_the_command_writes_the_report(part, head, tmp_path, capsys):
    main = part("blender.command_line.main").blender_main
    assert main(["rig", "--character", head.name, "--out", str(tmp_path / "rig.txt")]) == 0
    assert "jawOpen" in (tmp_path / "rig.txt").read_text("utf-8")
    assert main(["rig", "--character", head.name, "--sheet", str(tmp_path / "rig.png")]) == 0
    assert (tmp_path / "rig.png").read_bytes()[1:4] == b"PNG"
    assert "jawOpen" not in capsys.readouterr().out, "the text is said where it is asked for"
    assert main(["rig", "--character", head.name]) == 0
    assert "jawOpen" in capsys.readouterr().out
    assert main(["rig", "--character", "Nobody"]) != 0


def test_the_chosen_row_is_shown_on_the_face_and_put_back(part, head):
    import bpy

    bpy.ops.intone.rig_recognise()
    rig = part("blender.character.rig_map").settings(head)
    rows = {row.face: number for number, row in enumerate(rig.rows)}
    keys = head.data.shape_keys.key_blocks
    rig.row = rows["jawOpen"]
    assert keys["jawOpen"].value == 0, "not before it is asked for"
    rig.show_row = True
    assert keys["jawOpen"].value == pytest.approx(1)
    rig.row = rows["cheekPuff"]
    assert (keys["jawOpen"].value, keys["cheekPuff"].value) == pytest.approx((0, 1))
    rig.show_row = False
    assert keys["cheekPuff"].value == 0


def test_a_row_of_an_emotion_can_be_tried(part, head):
    import bpy

    bpy.ops.intone.rig_recognise()
    rig = part("blender.character.rig_map").settings(head)
    row = rig.rows.add()
    row.face, row.owner, row.target, row.weight = "happy", head, "cheekPuff", 0.5
    row.trial = 1.0
    keys = head.data.shape_keys.key_blocks
    assert keys["cheekPuff"].value == pytest.approx(0.5)
    row.trial = 0.0
    assert bpy.ops.intone.rig_range() == {"FINISHED"}
    assert keys["cheekPuff"].value == 0


def test_a_turn_is_tested_by_an_angle_that_a_head_turns_by(part, head):
    import bpy

    bpy.ops.intone.rig_recognise()
    maps, mapping = part("blender.character.rig_map"), part("rig.mapping")
    rig = maps.settings(head)
    posing = part("blender.character.posing")
    rig.show_row = True
    for face, wanted in (("headYaw", mapping.TURN), ("jawOpen", 1.0)):
        row = rig.row = next(k for k, row in enumerate(rig.rows) if row.face == face)
        link = maps.link_of(rig.rows[row])
        stands = posing.values([link.channel])[link.channel]
        assert stands == pytest.approx(link.weight * wanted, abs=1e-3), face
    rig.rows[row].most, rig.rows[row].least = -0.5, 0.0
    rig.row = 0
    rig.row = row
    assert rig.rows[row].trial == -1.0, "a row of what lies below 0 is shown there"
