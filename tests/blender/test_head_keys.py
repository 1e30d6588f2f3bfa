"""The head's sliders, correctives and folds in Blender: they follow keys and bones as the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
TURNS = {"Up": (0, 18), "Down": (0, -17), "Out": (2, 25), "In": (2, -25)}
"""The bone's axis and degrees at which the left eye has turned as far as each gaze does."""


@pytest.fixture
def head(part):
    import bpy

    return part("blender.head.head_mesh").add_head(bpy.context.scene.collection)


@pytest.fixture
def model(part):
    hair = part("head.hair")
    return hair.dressed(part("head.container").read_head(), hair.DEFAULT)


def _evaluated(mesh) -> np.ndarray:
    import bpy

    mesh.modifiers["Subdivision"].show_viewport = False
    seen = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get())
    points = np.empty((len(seen.data.vertices), 3), np.float32)
    seen.data.vertices.foreach_get("co", points.ravel())
    return points


@pytest.mark.parametrize(
    "pose",
    [
        {"jawOpen": 0.8, "mouthClose": 0.6},
        {"mouthRollUpper": 1.0, "mouthRollLower": 0.5},
        {"tongueOut": 0.1, "jawOpen": 0.3},
        {"id_gender": -1.0, "id_age": 0.7, "mouthSmileLeft": 1.0},
    ],
)
def test_keys_and_what_corrects_them_add_up_as_in_the_model(head, model, pose) -> None:
    for name, value in pose.items():
        head.mesh.data.shape_keys.key_blocks[name].value = value
    np.testing.assert_allclose(_evaluated(head.mesh), model.shaped(pose), atol=2e-5)


def test_drivers_need_no_scripts(head) -> None:
    """All are what Blender calls simple expressions: they run where scripts are not trusted."""
    keys, skin = head.mesh.data.shape_keys, head.mesh.data.materials[0].node_tree
    curves = [*keys.animation_data.drivers, *skin.animation_data.drivers]
    assert len(curves) == 16 + 6
    assert all(curve.driver.is_valid and curve.driver.is_simple_expression for curve in curves)


def test_the_jaw_bone_opens_the_mouth_as_jaw_open_does(head, model) -> None:
    full = model.correctives["fix_jaw_bone"].drivers[0].full
    head.armature.pose.bones["jaw"].rotation_euler.x = full
    away = np.linalg.norm(_evaluated(head.mesh) - model.shaped({"jawOpen": 1.0}), axis=1)
    assert away.max() < 1.5e-3
    assert np.percentile(away, 99) < 5e-4


@pytest.mark.parametrize("way", TURNS)
def test_an_eye_turned_by_its_bone_looks_as_the_shape_does(head, model, way) -> None:
    axis, degrees = TURNS[way]
    head.armature.pose.bones["eye.L"].rotation_euler[axis] = np.radians(degrees)
    looking = model.shaped({f"eyeLook{way}Left": 1.0})
    np.testing.assert_allclose(_evaluated(head.mesh), looking, atol=1e-4)


def test_folds_form_on_the_side_that_moves(head) -> None:
    import bpy

    head.mesh.data.shape_keys.key_blocks["mouthSmileLeft"].value = 0.8
    graph = bpy.context.evaluated_depsgraph_get()
    tree = head.mesh.data.materials[0].evaluated_get(graph).node_tree
    pressed = {
        side: tree.nodes[f"Blue {side}"].outputs[0].default_value for side in ("Left", "Right")
    }
    assert pressed == {"Left": pytest.approx(0.8), "Right": 0.0}


def _colour(part, texture: str, tone: float, rows: slice, columns: slice) -> np.ndarray:
    """The mean colour [3] of a part of a texture in a skin tone."""
    import bpy

    person = replace(part("head.people").YOUNG, skin_tone=tone)
    image = part("blender.head.textures").load_textures(person)[texture]
    pixels = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(pixels)
    pixels = pixels.reshape(*image.size, 4)
    bpy.data.images.remove(image)
    return pixels[rows, columns, :3].mean(axis=(0, 1))


def test_a_darker_tone_darkens_the_skin_and_not_the_teeth(part) -> None:
    cheek, tooth = (slice(900, 950), slice(850, 900)), (slice(20, 80), slice(660, 680))
    light, medium, dark = (_colour(part, "skin", tone, *cheek) for tone in (0.0, 0.3, 0.8))
    assert (light > medium).all() and (medium > dark).all()
    assert light.mean() > 0.6 > 0.35 > dark.mean()
    teeth = [_colour(part, "skin", tone, *tooth) for tone in (0.0, 0.8)]
    np.testing.assert_allclose(*teeth, atol=0.02)


def test_a_darker_tone_has_brown_eyes_and_their_white_stays(part) -> None:
    iris, white = (slice(180, 196), slice(248, 264)), (slice(140, 155), slice(248, 264))
    light, dark = (_colour(part, "eye", tone, *iris) for tone in (0.0, 0.8))
    assert dark[0] < 0.7 * light[0] and dark[2] < 0.7 * light[2]
    whites = [_colour(part, "eye", tone, *white) for tone in (0.0, 0.8)]
    np.testing.assert_allclose(*whites, atol=0.02)


@pytest.fixture
def crossing(model):
    """How many pairs of faces of teeth and of the skin around the lips cross in a pose."""
    import bpy  # noqa: F401  it brings mathutils
    from mathutils.bvhtree import BVHTree

    faces = [f.tolist() for f in np.split(model.loops, np.cumsum(model.lengths)[:-1])]
    middle = model.vertices[model.landmarks["lip_upper"]]
    part, material = (
        np.array(names)[index]
        for names, index in (
            (model.parts, model.face_part),
            (model.materials, model.face_material),
        )
    )
    near = [np.linalg.norm(model.vertices[f].mean(axis=0) - middle) < 0.06 for f in faces]
    outside = np.flatnonzero((material == "skin") & np.array(near))
    teeth = np.flatnonzero(np.char.startswith(part, "teeth"))
    assert len(outside) > 800 and len(teeth) > 1000

    def crossing(pose: dict[str, float]) -> int:
        points = [tuple(point) for point in model.shaped(pose).tolist()]
        trees = (BVHTree.FromPolygons(points, [faces[i] for i in s]) for s in (outside, teeth))
        return len(next(trees).overlap(next(trees)))

    return crossing


def test_teeth_never_come_through_the_lips(model, crossing) -> None:
    poses = [{name: 1.0} for name in model.shapes]
    poses += [{"mouthRollUpper": 1.0, "mouthRollLower": 1.0}, {"jawOpen": 1.0, "mouthClose": 1.0}]
    assert {str(pose): crossing(pose) for pose in poses if crossing(pose)} == {}


def test_teeth_stay_behind_the_lips_in_every_emotion(part, crossing) -> None:
    pytest.importorskip("onnxruntime")
    pipeline, mood = part("pipeline"), part("emotion.mood")
    networks = part("model.catalogue").load_networks(device="cpu")
    speech = pipeline.listen(ROOT / "tests" / "data" / "voice.flac", networks)
    shapes = part("face.basis").BLENDSHAPES
    for emotion in mood.EXPRESSIVE:
        asked = mood.constant_mood({emotion: 1.0}, 1.5)
        face = pipeline.act(speech, asked, part("face.performance").Style(), networks)
        for row in face.values[:300:20, : len(shapes)].tolist():
            assert crossing(dict(zip(shapes, row, strict=True))) == 0, emotion


def test_teeth_that_are_pushed_out_are_seen(model, crossing) -> None:
    assert crossing({"mouthRollUpper": 6.0}) > 0
