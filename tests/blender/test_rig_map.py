"""The map editor: what is recognised, mended by hand, tried on the face, saved and remembered."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def head(part):
    """The embedded head, chosen as the character."""
    import bpy

    head = part("blender.head.head_mesh").add_head(bpy.context.scene.collection)
    bpy.context.scene.intone_settings.character = head.mesh
    return head


def values(head):
    return {key.name: key.value for key in head.mesh.data.shape_keys.key_blocks[1:]}


def rename(head, names):
    for old, new in names.items():
        head.mesh.data.shape_keys.key_blocks[old].name = new


def recognise(head):
    import bpy

    assert bpy.ops.intone.rig_recognise() == {"FINISHED"}
    return head.armature.intone_rig


def row_of(rig, face):
    return next(row for row in rig.rows if row.face == face)


def link_of(part, face):
    return next(
        link for link in part("blender.character.rig_map").rig_of("Head").links if link.face == face
    )


def test_a_recognised_map_is_kept_on_the_armature_and_is_the_same(part, head):
    rigs = part("blender.character.rig_map")
    before = rigs.rig_of("Head")
    assert not rigs.is_stored(head.mesh)
    rig = recognise(head)
    assert rig.convention == before.convention == "ARKit 52"
    assert rigs.rig_of("Head").links == before.links
    assert rigs.rig_of("Head Rig").links == before.links, "whichever part is chosen"


def test_a_half_known_rig_says_what_is_left(part, head):
    rename(head, {"tongueOut": "blabla"})
    rig = recognise(head)
    assert part("panels.rig").stand_in_only(rig) == ["tongueOut"]
    unused = [one.target for one in rig.unused]
    assert [name for name in unused if not name.startswith("id_")] == ["blabla"]


def test_names_that_come_near_are_proposed(head):
    rename(head, {"cheekPuff": "ChekPuf"})
    (proposal,) = recognise(head).proposals
    assert (proposal.target, proposal.face) == ("ChekPuf", "cheekPuff")
    assert 0.7 < proposal.confidence < 1


def test_a_row_added_by_hand_moves_the_face(part, head):
    import bpy

    rename(head, {"cheekPuff": "blabla"})
    rig = recognise(head)
    assert bpy.ops.intone.rig_row_add() == {"FINISHED"}
    row = rig.rows[rig.row]
    assert row.face == "cheekPuff", "what nothing moves yet is offered first"
    row.target, row.weight = "blabla", 0.5
    link = link_of(part, "cheekPuff")
    assert (link.channel.name, link.weight) == ("blabla", 0.5)


def test_a_row_whose_target_is_gone_is_left_out_until_it_is_back(part, head):
    rig = recognise(head)
    rename(head, {"jawOpen": "gone"})
    rigs = part("blender.character.rig_map")
    assert rigs.link_of(row_of(rig, "jawOpen")) is None
    assert "jawOpen" in rigs.rig_of("Head").unmoved
    rename(head, {"gone": "jawOpen"})
    assert "jawOpen" not in rigs.rig_of("Head").unmoved


def test_a_renamed_object_keeps_its_rows(part, head):
    recognise(head)
    head.mesh.name = "Somebody"
    assert {
        link.channel.owner for link in part("blender.character.rig_map").rig_of("Somebody").links
    } == {
        "Somebody",
        "Head Rig",
    }


def test_test_sliders_move_the_face_without_keys_and_it_goes_back(head):
    import bpy

    keys = head.mesh.data.shape_keys.key_blocks
    keys["jawOpen"].value = 0.25
    head.armature.pose.bones["neck"].rotation_mode = "QUATERNION"
    rig = recognise(head)
    row_of(rig, "jawOpen").trial = 0.75
    assert keys["jawOpen"].value == pytest.approx(0.75)
    row_of(rig, "headPitch").trial = 0.5
    turn = head.armature.pose.bones["neck"].rotation_quaternion
    assert turn[1] == pytest.approx(np.sin(0.25), abs=1e-6)
    row_of(rig, "jawOpen").trial = 0.0
    assert keys["jawOpen"].value == pytest.approx(0.25) and turn[1] > 0.1
    assert bpy.ops.intone.rig_rest() == {"FINISHED"}
    assert tuple(turn) == (1, 0, 0, 0) and not len(rig.held)
    assert not bpy.data.actions


def test_a_trial_follows_the_rows_curve_and_the_amplitude(head):
    rig = recognise(head)
    row = row_of(rig, "jawOpen")
    row.least, row.most, row.gamma, row.weight, rig.jaw = 0.2, 0.7, 2.0, 0.5, 1.2
    row.trial = 0.45
    assert values(head)["jawOpen"] == pytest.approx(0.5 * 1.2 * 0.25)


def test_a_file_is_saved_at_rest(head, tmp_path):
    import bpy

    row = row_of(recognise(head), "jawOpen")
    row.trial = 1.0
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "test.blend"))
    assert values(head)["jawOpen"] == 0.0 and row.trial == 0.0


def test_the_map_is_remembered_in_the_file(part, head, tmp_path):
    import bpy

    row = row_of(recognise(head), "jawOpen")
    row.weight, row.mute, head.armature.intone_rig.brows = 0.7, True, 1.5
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "test.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "test.blend"))
    rig, link = part("blender.character.rig_map").rig_of("Head"), link_of(part, "jawOpen")
    assert (link.weight, link.mute) == (pytest.approx(0.7), True)
    assert rig.gain("browInnerUp") == 1.5


def test_the_range_of_motion_is_played_and_put_back(head):
    import bpy

    head.mesh.data.shape_keys.key_blocks["cheekPuff"].value = 0.125
    before = values(head)
    assert bpy.ops.intone.rig_range() == {"FINISHED"}
    assert values(head) == before and not bpy.data.actions


def test_a_shape_deleted_during_a_trial_is_passed_over(head):
    row = row_of(recognise(head), "jawOpen")
    row.trial = 1.0
    head.mesh.shape_key_remove(head.mesh.data.shape_keys.key_blocks["jawOpen"])
    row.trial = 0.0
    assert not len(head.armature.intone_rig.held)


def test_a_map_is_saved_shared_and_loaded(part, head, tmp_path):
    import bpy

    rig = recognise(head)
    row_of(rig, "jawOpen").weight, rig.jaw = 0.5, 0.8
    path = tmp_path / "mine.toml"
    assert bpy.ops.intone.rig_save(filepath=str(path)) == {"FINISHED"}
    wanted = part("blender.character.rig_map").rig_of("Head")
    assert bpy.ops.intone.rig_forget() == {"FINISHED"} and not len(rig.rows)
    assert bpy.ops.intone.rig_load(filepath=str(path)) == {"FINISHED"}
    loaded = part("blender.character.rig_map").rig_of("Head")
    assert loaded.links == wanted.links and loaded.gain("jawOpen") == pytest.approx(0.8)


def test_an_artists_table_is_read_and_what_it_lacks_is_said(part, head, tmp_path):
    import bpy

    path = tmp_path / "mine.csv"
    path.write_text("face,target,weight\njawOpen,jawOpen,0.5\ncheekPuff,nothing,1\n")
    assert bpy.ops.intone.rig_load(filepath=str(path)) == {"FINISHED"}
    own, *added = head.armature.intone_rig.rows
    assert (own.target, own.weight) == ("jawOpen", 0.5)
    closing = [row.weight for row in added if (row.face, row.target) == ("mouthClose", "jawOpen")]
    assert closing == [-0.5], "what the table lacks is completed"
    assert "headPitch" in {row.face for row in added}
    path.write_text("face,target\nnoFace,jawOpen\n")
    with pytest.raises(RuntimeError, match="line 2: The face has no channel 'noFace'"):
        bpy.ops.intone.rig_load(filepath=str(path))
    assert len(head.armature.intone_rig.rows) == 1 + len(added), "nothing changed"


def test_unknown_names_say_what_to_do(head):
    import bpy

    rename(head, {name: f"Key {k}" for k, name in enumerate(values(head))})
    with pytest.raises(RuntimeError, match="choose its convention.*Intone's Rig panel"):
        bpy.ops.intone.rig_recognise()
    assert not len(head.armature.intone_rig.rows)


def test_a_tie_is_asked_in_one_sentence(part, head, monkeypatch):
    rigs, conventions = part("blender.character.rig_map"), part("rig.conventions").conventions()
    arkit = next(one for one in conventions if one.name == "ARKit 52")
    other = type(arkit)("Other 52", arkit.targets, arkit.poses)
    monkeypatch.setattr(rigs, "conventions", lambda: (arkit, other))
    with pytest.raises(part("errors").RigError, match="Head could be ARKit 52 or Other 52: choose"):
        rigs.rig_of("Head")


def test_fit_by_motion_proposes_and_accepting_makes_the_map(part, head):
    import bpy

    for key in list(head.mesh.data.shape_keys.key_blocks):
        if key.name.startswith("id_"):  # somebody else's rig has no sliders of who one is
            head.mesh.shape_key_remove(key)
    shapes = [name for name in values(head) if name in part("face.basis").BLENDSHAPES]
    order = np.random.default_rng(0).permutation(shapes)
    truth = {f"Key {k}": str(name) for k, name in enumerate(order)}
    rename(head, {name: key for key, name in truth.items()})
    head.armature.rotation_euler, head.armature.scale = (0.3, 0.2, 2.0), (40.0,) * 3
    bpy.context.view_layer.update()
    assert bpy.ops.intone.rig_fit() == {"FINISHED"}
    proposals = head.armature.intone_rig.proposals
    assert {one.face: truth[one.target] for one in proposals} == {n: n for n in truth.values()}
    assert min(one.confidence for one in proposals) > 0.95
    assert bpy.ops.intone.rig_accept() == {"FINISHED"}
    assert not len(proposals)
    links = part("blender.character.rig_map").rig_of("Head").links
    turns = {link.face for link in links} & set(part("face.basis").HEAD)
    assert len(links) == 52 + len(turns) and turns, "and the head turns"


def test_one_proposal_can_be_accepted(head):
    import bpy

    rig = head.armature.intone_rig
    for face in ("jawOpen", "cheekPuff"):
        proposal = rig.proposals.add()
        proposal.owner, proposal.target, proposal.face = head.mesh, face, face
    assert bpy.ops.intone.rig_accept(index=1) == {"FINISHED"}
    assert (rig.rows[0].face, rig.rows[0].stand_in) == ("cheekPuff", False)
    assert "headPitch" in {row.face for row in rig.rows}, "and the map is completed"
    assert "jawOpen" not in {row.face for row in rig.rows}
    assert [one.face for one in rig.proposals] == ["jawOpen"]


def test_an_accepted_proposal_takes_the_place_of_stand_ins(part, head):
    import bpy

    rename(head, {"mouthSmileLeft": "Smyle_L_mouth"})
    rig = recognise(head)
    assert "mouthSmileLeft" in part("panels.rig").stand_in_only(rig)
    proposal = rig.proposals.add()
    proposal.owner, proposal.target, proposal.face = head.mesh, "Smyle_L_mouth", "mouthSmileLeft"
    assert bpy.ops.intone.rig_accept(index=len(rig.proposals) - 1) == {"FINISHED"}
    (row,) = [row for row in rig.rows if row.face == "mouthSmileLeft"]
    assert row.target == "Smyle_L_mouth" and not row.stand_in


def test_the_amplitude_is_measured_at_the_mesh(part, head):
    import bpy

    jaw = head.mesh.data.shape_keys.key_blocks["jawOpen"]
    points = np.empty(len(jaw.data) * 3, np.float32)
    rest = points.copy()
    jaw.data.foreach_get("co", points)
    jaw.relative_key.data.foreach_get("co", rest)
    jaw.data.foreach_set("co", rest + 1.6 * (points - rest))
    recognise(head)
    assert bpy.ops.intone.rig_measure() == {"FINISHED"}
    rig = head.armature.intone_rig
    assert rig.brows == pytest.approx(1, abs=0.05)
    assert rig.mouth == pytest.approx(1, abs=0.05)
    assert rig.jaw == pytest.approx(1 / 1.6, abs=0.08)
    assert not any(values(head).values()), "measuring leaves no trace"


def test_a_linked_character_is_left_alone(part, head, tmp_path):
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "asset.blend"))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
    with bpy.data.libraries.load(str(tmp_path / "asset.blend"), link=True) as (_, wanted):
        wanted.objects = ["Head", "Head Rig"]
    bpy.context.scene.collection.objects.link(bpy.data.objects["Head"])
    bpy.context.scene.intone_settings.character = bpy.data.objects["Head"]
    with pytest.raises(RuntimeError, match="library override"):
        bpy.ops.intone.rig_recognise()


def test_a_map_from_memory_is_what_would_be_recognised_whatever_is_changed(part, head, monkeypatch):
    rigs, known = part("blender.character.rig_map"), part("blender.character.known_maps")
    monkeypatch.setattr(known, "FRESH_S", 0.0)
    blocks = head.mesh.data.shape_keys.key_blocks
    assert known.rig_of("Head") == rigs.rig_of("Head")
    assert known.rig_of("Head") is known.rig_of("Head"), "kept"
    rename(head, {"tongueOut": "blabla"})
    still = np.empty(3 * len(blocks["cheekPuff"].data), np.float32)
    blocks["Basis"].data.foreach_get("co", still)
    blocks["cheekPuff"].data.foreach_set("co", still)
    changed = known.rig_of("Head")
    assert not {"cheekPuff", "tongueOut"} & {link.channel.name for link in changed.links}
    assert changed == rigs.rig_of("Head")
    recognise(head)
    assert known.rig_of("Head") == rigs.rig_of("Head"), "a stored map goes first"


def test_the_panel_counts_face_channels_however_many_rows_move_one(part, head):
    recognise(head)
    rig, stored = head.armature.intone_rig, part("panels.performance")._stored
    name, count = stored(head.mesh)
    assert name == rig.convention and count == len({row.face for row in rig.rows}) > 50
    rig.rows.add().face = "jawOpen"
    assert stored(head.mesh) == (name, count)
    for row in rig.rows:
        row.mute = row.face == "jawOpen"
    assert stored(head.mesh) == (name, count - 1)


def test_a_map_knows_where_expressions_press_the_lips_also_once_it_is_stored(part, head):
    import bpy

    rigs = part("blender.character.rig_map")
    assert rigs.rig_of("Head").lips == {}, "a mouthClose of its own is left to its maker"
    rename(head, {"mouthClose": "blabla"})
    lips = {channel.name: share for channel, share in rigs.rig_of("Head").lips.items()}
    assert lips["mouthSmileLeft"] < -0.02 < 0.9 < lips["jawOpen"]
    recognise(head)
    kept = {channel.name: share for channel, share in rigs.rig_of("Head").lips.items()}
    assert kept == pytest.approx(lips)
    for row in head.armature.intone_rig.rows:
        row.parts = 0.0
    assert bpy.ops.intone.rig_complete() == {"FINISHED"}
    assert {c.name for c in rigs.rig_of("Head").lips} == set(lips), "Complete measures it anew"
    shown = part("blender.character.preview").standing(
        rigs.rig_of("Head"), {"mouthSmileLeft": 1.0, "mouthSmileRight": 1.0}
    )
    assert {c.name: v for c, v in shown.items()}["jawOpen"] > 0.04
