"""Characters and takes for the tests inside Blender."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from support import flame
from support.actor import Actor

NAMES = ("jawOpen", "mouthClose", "mouthSmileLeft", 'odd"name\\', "own")


@pytest.fixture
def face_mesh(part):
    """Builds a mesh "Face" with shape keys of these names, on an armature "Rig" with a neck."""
    import bpy

    def build(names=NAMES, name="Face"):
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
        face = bpy.data.objects.new(name, mesh)
        bpy.context.scene.collection.objects.link(face)
        for key in ("Basis", *names) if names else ():
            face.shape_key_add(name=key, from_mix=False).value = 0.0
        face.modifiers.new("Armature", "ARMATURE").object = _armature()
        return face

    return build


def _armature():
    import bpy

    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    bone = rig.data.edit_bones.new("neck")
    bone.head, bone.tail = (0, 0, 0), (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.pose.bones["neck"].rotation_mode = "XYZ"
    return rig


@pytest.fixture
def take(part):
    """Makes a motion at 50 frames/s of all that a face mesh can move, except the key "own"."""

    def make(face, frames=60):
        inventory = part("blender.character.inventories").inventory(face)
        channels = tuple(channel for channel in inventory if channel.name != "own")
        values = np.random.default_rng(0).random((frames, len(channels))).astype(np.float32)
        return part("rig.channels").Motion(channels, values, 50.0)

    return make


@pytest.fixture
def actor(part):
    workers = part("blender.background.workers")
    actor = Actor(part)
    workers.install(actor)
    yield actor
    workers.close()


@pytest.fixture
def voice(tmp_path):
    path = tmp_path / "hello.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 16000 * 2))
    return path


@pytest.fixture
def chosen(part, face_mesh, voice):
    """The character that the scene has chosen: a face with a voice to say."""
    import bpy

    face = face_mesh(("jawOpen", "mouthClose", "mouthSmileLeft", "own"))
    bpy.context.scene.intone_settings.character = face
    face.intone.sound = str(voice)
    return face


@pytest.fixture
def ready(chosen):
    """The settings of the chosen character, ready for Animate."""
    return chosen.intone


@pytest.fixture
def settings(actor, ready):
    """The settings of a character that was animated once."""
    import bpy

    assert bpy.ops.intone.animate() == {"FINISHED"}
    return ready


@pytest.fixture(scope="session")
def flame_file(tmp_path_factory) -> Path:
    """A model in the layout of FLAME 2017, as Python 2 wrote it."""
    path = tmp_path_factory.mktemp("flame") / "generic_model.pkl"
    flame.write_pickle(path, flame.layout_2017(flame.arrays()), python2=True)
    return path


@pytest.fixture
def flame_model(part, flame_file):
    return part("head.flame").read_flame(flame_file).reduced(10, 50)


@pytest.fixture
def flame_head(part, flame_model):
    import bpy

    return part("blender.head.flame").add_flame(bpy.context.scene.collection, flame_model)


@pytest.fixture
def drawn():
    """The vertices [v, 3] of a mesh as they are drawn, at a frame or now, in its own place."""
    import bpy

    def points(mesh, frame: int | None = None) -> np.ndarray:
        if frame is not None:
            bpy.context.scene.frame_set(frame)
        seen = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get())
        found = np.empty((len(seen.data.vertices), 3), np.float32)
        seen.data.vertices.foreach_get("co", found.ravel())
        return found

    return points
