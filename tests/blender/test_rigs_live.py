"""Every convention alive: a character built so, animated with the test voice, measured at its mesh.

The characters are the embedded head's mouth and eyes in three meshes, with shapes that do what the
convention says of them; where it names bones or properties, drivers on those move the shapes.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from support.tools import load_tool

ROOT = Path(__file__).resolve().parents[2]
MODELS = tuple(ROOT / "assets" / "models" / f"intone_{verb}.onnx" for verb in ("listen", "act"))
VOICE = ROOT / "tests" / "data" / "voice.flac"
CONVENTIONS = sorted(path.stem for path in (ROOT / "assets" / "rigs").glob("*.toml"))
BONES = ("rigify",)
"""Conventions of bones that deform the mesh themselves."""
FPS = 50.0
OPEN = 12
"""How many of the take's most open frames are looked at beside its closures."""
LIPS = ("lip_upper", "lip_lower")
SHUT = 0.05
"""A mouth within that share of its own range is closed."""

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (*MODELS, VOICE)), reason="the networks are not built"
)


@pytest.fixture(scope="module")
def take():
    """The test voice, happy, acted once: the face [frames, CHANNELS]."""
    pytest.importorskip("soundfile")
    pytest.importorskip("onnxruntime")
    from intone.emotion.mood import constant_mood
    from intone.face.performance import Style
    from intone.model.catalogue import load_networks
    from intone.pipeline import act, listen

    networks = load_networks(*MODELS, device="cpu")
    speech = listen(VOICE, networks)
    return act(speech, constant_mood({"happy": 1.0}, 1.0), Style(), networks).resampled(FPS)


def labials():
    """First and last frame of each m, b and p of the test voice."""
    rows = (ROOT / "tests/data/voice_phones.tsv").read_text().splitlines()[1:]
    phones = (row.split("\t") for row in rows)
    return [(float(a) * FPS, float(b) * FPS) for a, b, phone in phones if phone in ("m", "b", "p")]


def closures(face):
    """The frame of each labial at which the face asks for closed lips most."""
    ajar = face["jawOpen"] - face["mouthClose"]
    spans = [slice(int(a) - 1, int(np.ceil(b)) + 2) for a, b in labials()]
    frames = [span.start + int(np.argmin(ajar[span])) for span in spans]
    return [frame for frame in frames if ajar[frame] < 0.02]


def open_frames(face):
    return np.argsort(face["jawOpen"] - face["mouthClose"])[-OPEN:].tolist()


class Character:
    """The head's mouth, eyes and teeth as meshes with the shapes of one convention."""

    PARTS = {"Face": "skin", "Teeth": "teeth_lower", "Eye": "eye_left"}

    def __init__(self, part, name):
        import bpy

        self.part, self.head = part, part("head.container").read_head()
        self.convention, self.inventory, self.found = built(part, name)
        self.meshes = []
        self.bones = {c.name.rpartition(":")[0] for c in self.inventory if self._of_bone(c)}
        self.armature = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
        bpy.context.scene.collection.objects.link(self.armature)
        self._make_bones()
        for owner, part_of_head in (
            ("Face", "skin"),
            ("Teeth", "teeth_lower"),
            ("Eye", "eye_left"),
        ):
            self._make_mesh(owner, part_of_head)

    @staticmethod
    def _of_bone(channel):
        return re.search(r":[tqs]?[wxyz]$", channel.name) is not None

    def _make_bones(self):
        import bpy

        bpy.context.view_layer.objects.active = self.armature
        bpy.ops.object.mode_set(mode="EDIT")
        for name in (*self.bones, "spine"):
            self.armature.data.edit_bones.new(name).tail = (0, 0, 0.1)
        bpy.ops.object.mode_set(mode="OBJECT")

    def _make_mesh(self, owner, part_of_head):
        import bpy

        number = self.head.parts.index(part_of_head)
        corners = np.repeat(self.head.face_part == number, self.head.lengths)
        rows = np.unique(self.head.loops[corners])
        points, fields = self.head.vertices[rows], self._fields(rows)
        near = np.linalg.norm(points - self.head.vertices[self.head.landmarks["lip_upper"]], axis=1)
        rows, points = rows[near < 0.09], points[near < 0.09]
        mesh = bpy.data.meshes.new(owner)
        mesh.from_pydata(points.tolist(), [], [])
        thing = bpy.data.objects.new(owner, mesh)
        bpy.context.scene.collection.objects.link(thing)
        thing.parent = self.armature
        thing.shape_key_add(name="Basis", from_mix=False)
        for channel, field in zip(self.inventory, fields, strict=True):
            moved = field[near < 0.09]
            if np.abs(moved).max() < 1e-6 and owner != "Face":
                continue
            if not moved.any():  # its place is cut off, or its meaning unknown: still a real shape
                moved[0] = 1e-5
            name = f"driven {channel.name}" if channel.kind == "OBJECT" else channel.name
            key = thing.shape_key_add(name=name, from_mix=False)
            key.slider_min, key.slider_max, key.value = -10, 10, 0.0
            key.data.foreach_set("co", (points + moved).astype(np.float32).ravel())
            if channel.kind == "OBJECT":
                self._drive(key, channel)
        self.meshes.append((thing, rows))

    def _fields(self, rows):
        """How each channel moves the vertices, [channels, rows, 3]: a pose as the convention has
        it, all else so that its weights make the head's shapes as nearly as they can."""
        faces = self.part("face.basis").CHANNELS
        shapes = np.zeros((len(faces), len(rows), 3))
        for name in self.head.shapes:
            moved = self.head.shaped({name: 1.0}) - self.head.vertices
            shapes[faces.index(name)] = moved[rows]
        rig = self.part("rig.match_by_name").match_names(self.found)
        back = np.linalg.pinv(rig.weights[: len(faces)].astype(float))
        fitted = dict(zip(rig.channels, np.tensordot(back, shapes, axes=1), strict=True))
        for channel in self.inventory:
            pose = self.convention.poses.get(channel.name)
            if pose is not None:
                parts = [value * shapes[faces.index(face)] for face, value in pose.items()]
                fitted[channel] = np.sum(parts, axis=0)
        return [fitted.get(channel, np.zeros_like(shapes[0])) for channel in self.inventory]

    def _drive(self, key, channel):
        driver = key.driver_add("value").driver
        driver.type = "SUM"
        target = driver.variables.new().targets[0]
        target.id = self.armature
        if self._of_bone(channel):
            bone, number = channel.name.rsplit(":", 1)
            prop = {"t": "location", "s": "scale"}.get(number[0], "rotation_euler")
            self.armature.pose.bones[bone].rotation_mode = "XYZ"
            target.data_path = f'pose.bones["{bone}"].{prop}[{"xyz".index(number[-1])}]'
        else:
            self.armature[channel.name] = 0.0
            target.data_path = f'["{channel.name}"]'

    def gap(self):
        face, rows = self.meshes[0]
        lips = [self.head.landmarks[name] for name in LIPS]
        return opening(face, [int(np.searchsorted(rows, lip)) for lip in lips], self.head)


def opening(mesh, lips, head):
    """How far the lips stand apart now, metres, beyond their rest; pressed lips are closed."""
    import bpy

    shown = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get()).data.vertices
    upper, lower = (shown[lip].co.z for lip in lips)
    rest = head.vertices[[head.landmarks[name] for name in LIPS], 2]
    return max(0.0, (upper - lower) - float(rest[0] - rest[1]))


def built(part, name):
    """The convention, all channels that it names, and what it finds on one that has them."""
    channels, conventions = part("rig.channels"), part("rig.conventions")
    known = conventions.read_convention(conventions.FOLDER / f"{name}.toml")
    names = [*dict.fromkeys(known.names.values())]
    kinds = {one: "OBJECT" if ":" in one else "KEY" for one in names}
    paths = {one: "pose.bones" for one in names if ":" in one}
    inventory = channels.Inventory(
        tuple(channels.Channel("Face", kinds[one], one, paths.get(one, one)) for one in names)
    )
    found = part("rig.recognition").candidate(known, inventory)
    return known, inventory, found


def lay(part, character, face):
    """Lays the take on the character as the panel would."""
    import bpy

    bpy.context.scene.render.fps, bpy.context.scene.render.fps_base = int(FPS), 1.0
    takes = part("blender.takes.write")
    target = takes.Target(character, bpy.context.scene.name, VOICE, 0, place_sound=False)
    names = part("face.basis").CHANNELS
    return takes.write_face(part("track").Track(face.values, face.rate, names), target)


def gaps(gap, frames):
    """What `gap` measures at each of the frames."""
    import bpy

    found = []
    for frame in frames:
        bpy.context.scene.frame_set(frame)
        found.append(gap())
    return np.array(found)


def speaks(gap, take, name):
    """Asserts that the mouth opens, and closes to within SHUT of its own range."""
    reach, shut = gaps(gap, open_frames(take)).max(), gaps(gap, closures(take))
    print(f"{name}: opens {reach * 1000:.1f} mm, closed within {shut.max() / reach:.1%}")
    assert reach > 0.003, "the mouth opens"
    assert shut.max() <= SHUT * reach


def test_the_take_closes_its_lips(take):
    assert len(closures(take)) >= 0.8 * len(labials()), "else nothing below says much"


@pytest.mark.parametrize("name", [name for name in CONVENTIONS if name not in BONES])
def test_a_character_of_the_convention_speaks_and_closes_its_lips(part, take, name):

    character, found = Character(part, name), part("blender.character.rig_map").rig_of("Rig")
    assert found.convention == character.convention.name, "recognised ahead of all others"
    turns = set(part("face.basis").HEAD)  # a head bone may turn more ways than a convention says
    assert (
        set(part("blender.character.rig_map").rig_from(character.found).unmoved)
        - set(found.unmoved)
        <= turns
    )
    assert set(found.unmoved) <= set(
        part("blender.character.rig_map").rig_from(character.found).unmoved
    )
    lay(part, "Rig", take)
    speaks(character.gap, take, name)


@pytest.mark.parametrize("name", [name for name in CONVENTIONS if name not in BONES])
def test_every_face_channel_that_the_map_moves_is_seen_to_move(part, name):
    """At 1 each, at the evaluated meshes; but for those whose place on the head is cut off."""
    character, rig = Character(part, name), part("blender.character.rig_map").rig_of("Rig")
    rows = np.concatenate([rows for _, rows in character.meshes])
    near = {
        face
        for face, shape in character.head.shapes.items()
        if np.abs(shape.deltas[np.isin(shape.indices, rows)]).max(initial=0) > 1e-4
    }
    moved = near & {link.face for link in rig.active}
    seen = part("blender.character.measuring").moving_channels(
        character.meshes[0][0], rig, sorted(moved)
    )
    reach = {face: np.abs(field).max() for face, field in seen.shapes.items()}
    assert {face for face in moved if reach.get(face, 0) < 1e-5} == set()
    assert {"jawOpen", "mouthClose"} <= moved


@pytest.fixture
def rigify(part):
    """Rigify's human face around the head, generated (about 15 s)."""
    return load_tool("rigify_face").face_rig(part("head.container").read_head())


def test_rigifys_own_face_speaks_and_closes_its_lips(part, take, rigify):
    rig, mesh = rigify
    head, modes = part("head.container").read_head(), {b: b.rotation_mode for b in rig.pose.bones}
    found = part("blender.character.rig_map").rig_of(rig.name)
    assert found.convention == "Rigify face"
    assert set(found.unmoved) <= set(part("face.basis").EYES), "the eyes follow their targets"
    lay(part, rig.name, take)
    assert {bone: bone.rotation_mode for bone in rig.pose.bones} == modes
    lips = [head.landmarks[name] for name in LIPS]
    speaks(lambda: opening(mesh, lips, head), take, "rigify")
