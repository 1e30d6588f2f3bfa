"""Rigs as they come from the wild: each is moved, or the artist is told why it is not.

The face is a row of points, one for each of ARKit's shapes; each shape lifts its own point by 1.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

FRAMES = 50


def mesh_object(name, shapes, parent=None, points=None):
    """A mesh of a row of points; shape k lifts point k."""
    import bpy

    mesh = bpy.data.meshes.new(name)
    count = points or max(3, len(shapes))
    mesh.from_pydata([(k, 0, 0) for k in range(count)], [], [(0, 1, 2)])
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.parent = parent
    if shapes:
        thing.shape_key_add(name="Basis", from_mix=False)
    for k, shape in enumerate(shapes):
        key = thing.shape_key_add(name=shape, from_mix=False)
        key.data[k].co.z, key.value = 1.0, 0.0
    return thing


def armature_object(name, bones=("spine", "chest", "neck")):
    import bpy

    rig = bpy.data.objects.new(name, bpy.data.armatures.new(name))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for place, bone in enumerate(bones):
        made = rig.data.edit_bones.new(bone)
        made.head, made.tail = (0, 0, place), (0, 0, place + 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    return rig


class Dirty:
    """The clean character that each case makes dirty: a face on an armature with a head bone."""

    def __init__(self, part):
        self.part, self.shapes = part, part("face.basis").BLENDSHAPES
        self.rig = armature_object("Rig")
        self.face = mesh_object("Face", self.shapes, points=60)
        self.skin(self.face)

    def skin(self, thing):
        thing.vertex_groups.new(name="neck").add(range(60), 1.0, "REPLACE")
        thing.modifiers.new("Armature", "ARMATURE").object = self.rig

    @property
    def keys(self):
        return self.face.data.shape_keys

    @property
    def blocks(self):
        return self.keys.key_blocks

    def drive(self, shape, source, path):
        driver = self.blocks[shape].driver_add("value").driver
        driver.type, target = "SUM", driver.variables.new().targets[0]
        target.id_type = source.id_type
        target.id, target.data_path = source, path

    def say(self, character="Face"):
        """Lays a take in which every face channel rises to 1 and falls; what was told."""
        import bpy

        names, takes = self.part("face.basis").CHANNELS, self.part("blender.takes.write")
        rise = np.sin(np.linspace(0, np.pi, FRAMES + 1))[:, None]
        values = np.repeat(rise, len(names), axis=1).astype(np.float32)
        bpy.context.scene.render.fps = 50
        sound = Path("take.wav")
        target = takes.Target(character, bpy.context.scene.name, sound, 0, place_sound=False)
        return takes.write_face(self.part("track").Track(values, 50.0, names), target)

    def lifted(self, thing=None):
        """Which of the shapes are seen to lift their point at the take's middle."""
        import bpy

        thing = thing or self.face
        bpy.context.scene.frame_set(FRAMES // 2)
        graph = bpy.context.evaluated_depsgraph_get()
        shown = self.part("blender.character.measuring").coordinates(
            thing.evaluated_get(graph).data.vertices
        )
        bpy.context.scene.frame_set(0)
        graph = bpy.context.evaluated_depsgraph_get()
        rest = self.part("blender.character.measuring").coordinates(
            thing.evaluated_get(graph).data.vertices
        )
        names = [block.name for block in thing.data.shape_keys.key_blocks[1:]]
        far = np.linalg.norm(shown - rest, axis=1)
        return {name for name, moved in zip(names, far, strict=False) if moved > 0.4}


@pytest.fixture
def dirty(part):
    return Dirty(part)


def told(laid, pattern):
    return [why for why in laid.remarks if re.search(pattern, why)]


def test_a_clean_rig_moves_wholly_and_nothing_is_told(dirty):
    laid = dirty.say()
    assert laid.remarks == ()
    assert dirty.lifted() == set(dirty.shapes)


def driven(d):
    d.rig["x"] = 0.0
    for shape in ("jawOpen", "mouthClose"):
        d.drive(shape, d.rig, '["x"]')


def stored_then_driven(d):
    rigs = d.part("blender.character.rig_map")
    rigs.store(d.face, rigs.rig_of("Face"))
    driven(d)


def muted(d):
    d.blocks["jawOpen"].mute = d.blocks["tongueOut"].mute = True


def pinned(d):
    d.face.show_only_shape_key = True


def short(d):
    d.blocks["jawOpen"].slider_max = 0.5


def amplified(d):
    rigs = d.part("blender.character.rig_map")
    rigs.store(d.face, rigs.rig_of("Face"))
    d.rig.intone_rig.jaw = 2.0


def resting(d):
    d.rig.data.pose_position = "REST"


def bound(d):
    import bpy

    goal = bpy.data.objects.new("Goal", None)
    bpy.context.scene.collection.objects.link(goal)
    d.rig.pose.bones["neck"].constraints.new("COPY_ROTATION").target = goal


def shared(d):
    import bpy

    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Twin", d.face.data))


def emptied(d):
    block = d.blocks["jawOpen"]
    for point, rest in zip(block.data, block.relative_key.data, strict=True):
        point.co = rest.co


def absolute_teeth(d):
    teeth = mesh_object("Teeth", ("jawOpen",), d.rig)
    teeth.data.shape_keys.use_relative = False


def unread_properties(d):
    for shape in d.shapes:
        d.face[shape] = 0.0


def nla_off(d):
    artists_action(d)
    d.keys.animation_data.use_nla = False


def solo_track(d):
    artists_action(d)
    d.keys.animation_data.nla_tracks.new().is_solo = True


def artists_action(d):
    d.blocks["Basis"].keyframe_insert("value", frame=1)


TOLD = {
    driven: r"^jawOpen, mouthClose of Face follow drivers.*link what they read .Rig",
    stored_then_driven: r"^jawOpen, mouthClose of Face follow drivers.*link what they read .Rig",
    muted: r"^jawOpen, tongueOut of Face are muted: tick them",
    pinned: r"^Face shows a single shape key: switch off the pin",
    short: r"^Sliders of Face stop jawOpen short: widen",
    amplified: r"^Sliders of Face stop jawForward, .* and 2 more short",
    resting: r"^Rig is held in its rest position: choose Pose Position",
    bound: r"^neck of Rig follow bone constraints",
    shared: r"^Face shares its shape keys with Twin",
    emptied: r"^jawOpen of Face are empty shapes",
    absolute_teeth: r"^Teeth stays still, its shape keys are absolute",
    unread_properties: r"^eyeBlinkLeft, .* and 49 more of Face move nothing that is seen",
    nla_off: r"^The NLA of Face does not play the take: switch it on",
    solo_track: r"^The NLA of Face does not play the take: the track .* is solo",
}


@pytest.mark.parametrize("dirt", TOLD, ids=lambda one: one.__name__)
def test_what_cannot_move_is_told_with_its_remedy(dirty, dirt):
    dirt(dirty)
    laid = dirty.say()
    assert told(laid, TOLD[dirt]), laid.remarks


def locked(d):
    for block in d.blocks:
        block.lock_shape = True


def wide(d):
    for block in d.blocks[1:]:
        block.slider_min, block.slider_max = -10, 10


def muted_driver(d):
    driven(d)
    for driver in d.keys.animation_data.drivers:
        driver.mute = True


def two_users(d):
    """Both eyes are one mesh, as mirrored parts often are."""
    import bpy

    eye = mesh_object("Eye", ("eyeBlinkLeft",), d.rig)
    twin = bpy.data.objects.new("Eye Twin", eye.data)
    bpy.context.scene.collection.objects.link(twin)
    twin.parent = d.rig


def correctives(d):
    """Driven shapes beside the plain ones are nobody's business."""
    for shape in d.shapes[:9]:
        d.face.shape_key_add(name=f"{shape}_fix", from_mix=False).value = 0.0
        d.drive(f"{shape}_fix", d.keys, f'key_blocks["{shape}"].value')


def animated_before(d):
    """The artist's own keys of something else."""
    d.rig.pose.bones["spine"].keyframe_insert("location", frame=1)
    d.rig.keyframe_insert("location", frame=1)


def empty_teeth(d):
    """Exporters give every mesh all shapes, whether it moves or not."""
    teeth = mesh_object("Teeth", (), d.rig, points=60)
    teeth.shape_key_add(name="Basis", from_mix=False)
    for shape in d.shapes:
        teeth.shape_key_add(name=shape, from_mix=False)


def ticks(d):
    for shape in d.shapes:
        d.rig[shape] = True


FINE = (locked, wide, muted_driver, two_users, correctives, animated_before, empty_teeth, ticks)


@pytest.mark.parametrize("dirt", FINE, ids=lambda one: one.__name__)
def test_what_does_no_harm_moves_and_nothing_is_told(dirty, dirt):
    dirt(dirty)
    laid = dirty.say()
    assert laid.remarks == ()
    assert dirty.lifted() >= set(dirty.shapes)


def test_drivers_that_read_properties_of_the_same_names_are_moved_through_them(dirty):
    """As exported figures have it: the sliders on the armature, the shapes follow."""
    for shape in dirty.shapes:
        dirty.rig[shape] = 0.0
        dirty.drive(shape, dirty.rig, f'["{shape}"]')
    laid = dirty.say()
    assert laid.remarks == () and dirty.lifted() == set(dirty.shapes)
    assert {link.channel.owner for link in rig_of(dirty).links} == {"Rig"}


def rig_of(dirty):
    return dirty.part("blender.character.rig_map").rig_of("Face")


def test_sliders_in_percent_go_all_the_way(dirty):
    for shape in dirty.shapes:
        dirty.rig[shape] = 0
        dirty.rig.id_properties_ui(shape).update(min=0, max=100)
        dirty.drive(shape, dirty.rig, f'["{shape}"]')
    for driver in dirty.keys.animation_data.drivers:
        driver.driver.type, driver.driver.expression = "SCRIPTED", "var / 100"
    assert dirty.say().remarks == () and dirty.lifted() == set(dirty.shapes)


def test_a_face_wholly_driven_by_unknown_bones_says_so(part, dirty):
    for shape in dirty.shapes:
        dirty.drive(shape, dirty.rig, 'pose.bones["spine"].location[0]')
    assert told(dirty.say(), r"^eyeBlinkLeft, .* and 49 more of Face follow drivers.*read \(Rig\)")
    assert not part("blender.character.playback").is_ours(dirty.keys.animation_data.action), (
        "none is keyed"
    )
    dirty.face.modifiers.clear()
    with pytest.raises(part("errors").RigError, match=r"follow drivers.*\(Rig\) as the character"):
        dirty.say()


def test_a_board_of_controls_moves_the_face_that_follows_it(dirty):
    """The artist chooses the board; the face is another character's."""
    board = armature_object("Board", ("a", "b", "c"))
    for shape in dirty.shapes:
        board[shape] = 0.0
        dirty.drive(shape, board, f'["{shape}"]')
    assert dirty.say("Board").remarks == ()
    assert dirty.lifted() == set(dirty.shapes)


def test_parts_below_one_empty_are_one_character(part):
    """As importers leave a head without a skeleton."""
    import bpy

    dirty = Dirty(part)
    dirty.face.modifiers.clear()
    root = bpy.data.objects.new("Root", None)
    bpy.context.scene.collection.objects.link(root)
    bpy.data.objects.remove(dirty.rig)
    dirty.face.parent = root
    teeth, tongue = mesh_object("Teeth", ("jawOpen",), root), mesh_object("T", ("tongueOut",), root)
    assert dirty.say("Teeth").remarks == ()
    assert dirty.lifted() == set(dirty.shapes)
    assert dirty.lifted(teeth) == {"jawOpen"} and dirty.lifted(tongue) == {"tongueOut"}


def test_all_meshes_of_a_character_move_together(dirty):
    """Teeth, tongue and lashes: carried by a bone or by the head, or deformed by the armature;
    each in a spelling of its own."""
    teeth = mesh_object("Teeth", ("Jaw_Open", "Jaw_Left"), dirty.rig)
    teeth.parent_type, teeth.parent_bone = "BONE", "neck"
    tongue = mesh_object("Tongue", ("blendShape2.tongueOut", "jawOpen.001"), dirty.face)
    lashes = mesh_object("Lashes", ("EyeBlink_L", "EyeBlink_R"))
    lashes.modifiers.new("Armature", "ARMATURE").object = dirty.rig
    laid = dirty.say("Lashes")
    assert laid.remarks == () and dirty.lifted() == set(dirty.shapes)
    assert dirty.lifted(teeth) == {"Jaw_Open", "Jaw_Left"}
    assert dirty.lifted(lashes) == {"EyeBlink_L", "EyeBlink_R"}
    assert "jawOpen.001" in dirty.lifted(tongue)


def test_absolute_shape_keys_alone_are_refused_in_a_sentence(part):
    alone = mesh_object("Alone", ("jawOpen", "mouthClose", "cheekPuff"))
    alone.data.shape_keys.use_relative = False
    with pytest.raises(part("errors").RigError, match="Alone are absolute: tick Relative"):
        part("blender.character.inventories").inventory(alone)


def test_recognising_tells_it_too(part, dirty, capfd):
    import bpy

    muted(dirty)
    bpy.context.scene.intone_settings.character = dirty.face
    assert bpy.ops.intone.rig_recognise() == {"FINISHED"}
    assert "jawOpen, tongueOut of Face are muted" in capfd.readouterr().out


def linked(tmp_path, override):
    """The character linked from another file, those objects by library override."""
    import bpy

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "asset.blend"))
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True, load_ui=False)
    with bpy.data.libraries.load(str(tmp_path / "asset.blend"), link=True) as (_, wanted):
        wanted.objects = ["Face", "Rig", "Teeth"]
    for thing in wanted.objects:
        bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.update()
    for thing in [t for t in wanted.objects if t.name in override]:
        thing.override_create(remap_local_usages=True)


def overridden(name):
    import bpy

    return next(t for t in bpy.data.objects if t.name.startswith(name) and t.override_library)


def test_a_linked_character_says_which_override_is_missing_until_it_moves(part, dirty, tmp_path):
    mesh_object("Teeth", ("jawOpen",), dirty.rig)
    linked(tmp_path, ("Face",))
    dirty.face = overridden("Face")
    refused = pytest.raises(part("errors").RigError, match="library override of its mesh too")
    with refused:
        dirty.say(dirty.face.name)
    dirty.face.data.override_create(remap_local_usages=True)
    laid = dirty.say(dirty.face.name)
    assert dirty.lifted() == set(dirty.shapes)
    assert told(laid, "^Teeth is linked from another file and stays still")


MIXAMO = """Hips Spine Spine1 Spine2 Neck Head HeadTop_End LeftShoulder LeftArm LeftForeArm LeftHand
RightShoulder RightArm RightForeArm RightHand LeftUpLeg LeftLeg LeftFoot RightUpLeg RightLeg"""


def test_a_mixamo_body_without_a_face_is_refused_in_a_plain_sentence(part):
    armature_object("Armature", [f"mixamorig:{bone}" for bone in MIXAMO.split()])
    with pytest.raises(part("errors").RigError, match="Armature has no shape keys, and no bones"):
        part("blender.character.rig_map").rig_of("Armature")


def test_a_mixamo_body_with_known_shapes_turns_its_head_too(part):
    rig = armature_object("Armature", [f"mixamorig:{bone}" for bone in MIXAMO.split()])
    mesh_object("Face", part("face.basis").BLENDSHAPES, rig)
    found = part("blender.character.rig_map").rig_of("Face")
    assert {
        link.channel.name.rpartition(":")[0] for link in found.links if "head" in link.face
    } == {"mixamorig:Head"}


def bound_morphs(part, chosen):
    """A face whose shapes follow those of a hidden mesh, as mmd_tools binds its morphs."""
    import bpy

    dirty = Dirty(part)
    root = bpy.data.objects.new("Root", None)
    bpy.context.scene.collection.objects.link(root)
    sliders = mesh_object(".placeholder", dirty.shapes, root)
    sliders.hide_set(True)
    if chosen == "Face":  # binding needs no common parent
        sliders.parent = None
    else:
        dirty.rig.parent, dirty.face.parent = root, dirty.rig
    for shape in dirty.shapes:
        path = f'data.shape_keys.key_blocks["{shape}"].value'
        dirty.drive(shape, sliders, path)
    return dirty


@pytest.mark.parametrize("chosen", ["Face", "Root", ".placeholder"])
def test_shapes_bound_to_another_meshs_are_moved_through_it(part, chosen):
    import bpy

    dirty = bound_morphs(part, chosen)
    assert dirty.say(chosen).remarks == ()
    assert dirty.lifted() == set(dirty.shapes)
    assert dirty.rig.animation_data is not None  # the head turns too
    exported = part("blender.character.characters").visible_members(dirty.face)
    assert bpy.data.objects[".placeholder"] not in exported


def test_shapes_bound_to_shape_keys_themselves_are_moved_through_them(dirty):
    sliders = mesh_object("Sliders", dirty.shapes)
    for shape in dirty.shapes:
        dirty.drive(shape, sliders.data.shape_keys, f'key_blocks["{shape}"].value')
    assert dirty.say().remarks == ()
    assert dirty.lifted() == set(dirty.shapes)


def test_a_hidden_mesh_is_not_called_unmoved(part):
    """Its control drives it; that it cannot be looked at proves nothing."""
    import bpy

    dirty = Dirty(part)
    mesh_object("Body", ()).parent = dirty.rig
    board = armature_object("Board", ("a", "b", "c"))
    for shape in dirty.shapes:
        board[shape] = 0.0
        dirty.drive(shape, board, f'["{shape}"]')
    dirty.face.hide_set(True)
    bpy.context.view_layer.update()
    assert dirty.say("Board").remarks == ()
