"""Characters and takes for the tests inside Blender."""

from __future__ import annotations

import importlib.util
import sys
import wave
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FRAMES = 100
"""Two seconds: how long every actor's take is."""
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


class Actor:
    """A worker without networks: the jaw opens with the intensity scale that was asked for."""

    def __init__(self, part):
        self._part, self.heard, self.closed = part, [], False
        self.failure: Exception | None = None
        self.intensity = np.zeros(FRAMES)

    def listen(self, path, progress, script=None):
        self.heard.append(Path(path))
        progress(0.5, "Listening")
        if self.failure is not None:
            raise self.failure
        speech, track = self._part("audio.speech"), self._part("track").Track
        content = np.zeros((FRAMES, len(speech.CONTENT)), np.float32)
        content[:, speech.CONTENT.index("voice")] = 1.0
        intensity = self.intensity[:, None].astype(np.float32)
        emotion = np.eye(len(speech.EMOTIONS), dtype=np.float32)[[5] * FRAMES]
        return speech.Speech(
            track(content, 50.0, speech.CONTENT),
            track(intensity, 50.0),
            track(emotion, 50.0, speech.EMOTIONS),
        )

    def act(self, speech, mood, style, progress):
        channels = self._part("face.basis").CHANNELS
        values = np.zeros((FRAMES, len(channels)), np.float32)
        values[:, channels.index("jawOpen")] = mood.scale.values[0, 0] * 0.5
        values[:, channels.index("headYaw")] = np.sin(np.arange(FRAMES) / 8)  # the neck turns
        smile = mood.weights.at(np.arange(FRAMES) / 50.0)[:, mood.weights.names.index("happy")]
        values[:, channels.index("mouthSmileLeft")] = smile
        progress(1.0, "Acting")
        return self._part("track").Track(values, 50.0, channels)

    def header(self):
        return {"listen": "an actor", "act": "an actor", "device": "stage"}

    def close(self):
        self.closed = True


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


@pytest.fixture(scope="session")
def flame_made() -> ModuleType:
    """The FLAME fixture's maker; tests/ is no package: pytest would take the repository for one."""
    path = Path(__file__).parents[1] / "head" / "flame_fixture.py"
    spec = importlib.util.spec_from_file_location("flame_fixture", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def flame_file(flame_made, tmp_path_factory) -> Path:
    """A model in the layout of FLAME 2017, as Python 2 wrote it."""
    path = tmp_path_factory.mktemp("flame") / "generic_model.pkl"
    flame_made.write_pickle(path, flame_made.layout_2017(flame_made.arrays()), python2=True)
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
