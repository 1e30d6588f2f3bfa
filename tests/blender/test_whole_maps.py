"""Every way to a map is whole: by name, by motion, by poses, by hand, from a table, a map file and
the character's own glTF."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

OWN = (
    "jawOpen",
    "mouthPucker",
    "mouthFunnel",
    "mouthSmileLeft",
    "mouthSmileRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "browInnerUp",
    "browDownLeft",
    "browDownRight",
)
"""The shapes that the character has: none closes its lips, and its eyes have none to look with."""
BY_STAND_INS = "mouthShrugUpper"
"""A channel that only others' shapes can show."""


@pytest.fixture
def head(part):
    """The embedded head with a few shapes; its neck, jaw and eyes are bones."""
    import bpy

    head = part("blender.head.head_mesh").add_head(bpy.context.scene.collection)
    for thing in (head.mesh, *head.mesh.children):
        keys = thing.data.shape_keys
        for key in list(keys.key_blocks)[1:] if keys is not None else ():
            if key.name not in OWN:
                thing.shape_key_remove(key)
    bpy.context.scene.intone_settings.character = head.mesh
    return head


def called(head, name):
    """Renames the shapes to what nobody knows, in an order of their own."""
    order = np.random.default_rng(0).permutation(OWN).tolist()
    for place, own in enumerate(order):
        head.mesh.data.shape_keys.key_blocks[own].name = name.format(place)
    return {own: name.format(place) for place, own in enumerate(order)}


def by_name(head, folder):
    import bpy

    bpy.ops.intone.rig_recognise()


def by_motion(head, folder):
    import bpy

    called(head, "Key {}")
    bpy.ops.intone.rig_fit()
    bpy.ops.intone.rig_accept()


def by_hand(head, folder):
    import bpy

    for own, name in called(head, "Key {}").items():
        bpy.ops.intone.rig_row_add()
        rig = head.armature.intone_rig
        row = rig.rows[rig.row]
        row.face, row.owner, row.target = own, head.mesh, name
    bpy.ops.intone.rig_complete()


def by_table(head, folder):
    import bpy

    rows = [f"{own},{name}" for own, name in called(head, "Key {}").items()]
    (folder / "mine.csv").write_text("\n".join(["face,target", *rows]))
    bpy.ops.intone.rig_load(filepath=str(folder / "mine.csv"))


def by_map_file(head, folder):
    import bpy

    links = [
        f'[[link]]\nface = "{own}"\ntarget = "{name}"\n'
        for own, name in called(head, "Key {}").items()
    ]
    (folder / "mine.toml").write_text("\n".join(['format = "intone map 1"\n', *links]))
    bpy.ops.intone.rig_load(filepath=str(folder / "mine.toml"))


def by_gltf(head, folder):
    """As VRM 0 names its shapes, where Blender's importer does not look."""
    import bpy

    at_birth = {name: own for own, name in called(head, "target_{}").items()}
    names = [at_birth[key.name] for key in head.mesh.data.shape_keys.key_blocks[1:]]
    primitive = {"targets": [{"POSITION": 0}] * len(names), "extras": {"targetNames": names}}
    mesh = {"name": head.mesh.data.name, "primitives": [primitive]}
    text = json.dumps({"meshes": [mesh]}).encode()
    chunk = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), 0x4E4F534A) + text
    (folder / "mine.glb").write_bytes(chunk)
    bpy.ops.intone.rig_load(filepath=str(folder / "mine.glb"))


def by_poses(head, folder):
    """The jaw by a pose of its bone, the shapes by hand."""
    import bpy

    by_hand(head, folder)
    rig = head.armature.intone_rig
    for place in reversed(range(len(rig.rows))):
        if rig.rows[place].face not in OWN or rig.rows[place].face == "jawOpen":
            rig.rows.remove(place)
    jaw = head.armature.pose.bones["jaw"]
    poses = {"neutral": (0, 0), "jawOpen": (0.3, 0), "jawLeft": (0, 0.1), "jawRight": (0, -0.1)}
    for frame, (name, (open_by, aside)) in enumerate(poses.items(), 1):
        jaw.rotation_euler = (open_by, 0, aside)
        jaw.keyframe_insert("rotation_euler", frame=frame)
        bpy.context.scene.timeline_markers.new(name, frame=frame)
    bpy.ops.intone.rig_poses()
    head.armature.animation_data.action = None
    jaw.rotation_euler = (0, 0, 0)


@pytest.mark.parametrize(
    "way", [by_name, by_motion, by_poses, by_hand, by_table, by_map_file, by_gltf]
)
def test_a_map_has_head_eyes_closing_stand_ins_and_amplitudes(part, head, tmp_path, way):
    import bpy

    way(head, tmp_path)
    basis, rigs = part("face.basis"), part("blender.character.rig_map")
    rig = rigs.rig_of("Head")
    own = {link.face for link in rig.links if not link.stand_in}
    assert set(OWN) <= own, "what it was made of"
    assert set(basis.HEAD) <= own, "the head"
    turned = {link.face: link.channel.name.partition(":")[0] for link in rig.links}
    gaze = [name for name in basis.EYES if not name.endswith("Roll")]
    assert [turned[name] for name in gaze] == [f"eye.{name[0].upper()}" for name in gaze]
    opening = {link.channel for link in rig.links if link.face == "jawOpen"}
    closing = {li.channel for li in rig.links if li.face == "mouthClose" and li.weight < 0}
    assert opening and opening <= closing, "what opens the jaw closes it again"
    assert BY_STAND_INS in {link.face for link in rig.links if link.stand_in}
    assert bpy.ops.intone.rig_measure() == {"FINISHED"}
    measured = rigs.rig_of("Head").amplitude
    assert measured["mouth"] == pytest.approx(1.0, abs=0.1)
    assert 0.5 < measured["jaw"] < 2
