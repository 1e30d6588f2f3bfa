"""A Rigify face around the embedded head, as an artist would make one: metarig, fitted, generated.

Rigify is bundled with Blender. The mesh has no shape keys: bones alone move it.
"""

from __future__ import annotations

import contextlib
import io

import bpy
import numpy as np

LANDMARKS = {
    "eye_outer_{}": "lid.T.{}",
    "eye_inner_{}": "lid.B.{}",
    "lid_upper_{}": "lid.T.{}.002",
    "lid_lower_{}": "lid.B.{}.002",
}
"""Landmarks of the head, and the metarig's bones whose heads belong there."""
OUT_UPPER, OUT_LOWER = (0, -0.003, 0.005), (0, -0.002, -0.006)
"""From where the lips touch to where their bones lie, metres."""
BONES_OF = {
    "teeth_upper": ("ORG-teeth.T",),
    "gum_upper": ("ORG-teeth.T",),
    "teeth_lower": ("ORG-teeth.B",),
    "gum_lower": ("ORG-teeth.B",),
    "tongue": ("DEF-tongue", "DEF-tongue.001", "DEF-tongue.002"),
    "eye_left": ("ORG-eye.L",),
    "eye_right": ("ORG-eye.R",),
}
"""Parts of the head that follow bones of their own."""
LOWER = ("DEF-lip.B", "DEF-chin", "DEF-jaw")
UPPER = ("DEF-lip.T", "DEF-nose", "DEF-cheek.T")
INFLUENCES = 4


def face_rig(head):
    """The generated rig, and the head's mesh on its bones."""
    bpy.ops.preferences.addon_enable(module="rigify")
    with _quiet():
        bpy.ops.object.armature_human_metarig_add()
        meta = bpy.context.object
        _fit(meta, head)
        bpy.ops.pose.rigify_generate()
    rig = bpy.context.object
    rig.name = "Rigify Face"
    bpy.data.objects.remove(meta)
    for name in ("ORG-eye.L", "ORG-eye.R", "ORG-teeth.T", "ORG-teeth.B"):
        rig.data.bones[name].use_deform = True
    return rig, _skinned(head, rig)


@contextlib.contextmanager
def _quiet():
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def _fit(meta, head):
    """Takes body and limbs away, and bends the face's bones to the head."""
    bpy.ops.object.mode_set(mode="EDIT")
    bones = meta.data.edit_bones
    face = {bone.name for bone in bones["face"].children_recursive} | {"face"}
    for bone in list(bones):
        if bone.name not in face and not bone.name.startswith("spine"):
            bones.remove(bone)
    pairs = dict(_pairs(bones, head))
    places = np.array([place for place, _ in pairs.values()])
    bend = _bend(places, np.array([aim for _, aim in pairs.values()]))
    ends = {bone.name: bend(np.array([bone.head, bone.tail])) for bone in bones}
    for bone in bones:
        bone.use_connect = bone.use_connect and bone.parent is not None
        bone.head, bone.tail = ends[bone.name]
    bpy.ops.object.mode_set(mode="OBJECT")


def _pairs(bones, head):
    """Place in the metarig and place on the head, of each landmark."""
    mark = {name: head.vertices[index] for name, index in head.landmarks.items()}
    for side, letter in (("left", "L"), ("right", "R")):
        for name, bone in LANDMARKS.items():
            place = bones[bone.format(letter)].head
            yield name.format(side), (tuple(place), mark[name.format(side)])
        corner = bones[f"lip.T.{letter}.001"].tail
        yield f"corner {side}", (tuple(corner), mark[f"mouth_corner_{side}"])
        eye = bones[f"eye.{letter}"].head
        yield f"eye {side}", (tuple(eye), head.joints[f"eye_{side}"].position)
    yield "lip T", (tuple(bones["lip.T.L"].head), mark["lip_upper"] + OUT_UPPER)
    yield "lip B", (tuple(bones["lip.B.L"].head), mark["lip_lower"] + OUT_LOWER)
    yield "nose", (tuple(bones["nose.001"].tail), mark["nose_tip"])
    chin = bones["chin"]
    yield "chin", (tuple((chin.head + chin.tail) / 2), mark["chin"])


def _bend(places, aims):
    """Affine, and bent so that each place meets its aim (biharmonic spline)."""
    gaps = np.linalg.norm(places[:, None] - places, axis=2)
    plane = np.column_stack([np.ones(len(places)), places])
    zeros = np.zeros((4, 4))
    solved = np.linalg.solve(
        np.block([[gaps, plane], [plane.T, zeros]]), np.vstack([aims, np.zeros((4, 3))])
    )

    def bend(points):
        reach = np.linalg.norm(points[:, None] - places, axis=2)
        return (
            reach @ solved[: len(places)]
            + np.column_stack([np.ones(len(points)), points]) @ (solved[len(places) :])
        )

    return bend


def _skinned(head, rig):
    mesh = bpy.data.meshes.new("Rigify Head")
    faces = [face.tolist() for face in np.split(head.loops, np.cumsum(head.lengths)[:-1])]
    mesh.from_pydata(head.vertices.tolist(), [], faces, shade_flat=False)
    colours = mesh.color_attributes.new("Colour", "BYTE_COLOR", "POINT")
    opaque = np.column_stack([head.colours, np.ones(len(head.colours), np.float32)])
    colours.data.foreach_set("color_srgb", opaque.ravel())
    thing = bpy.data.objects.new("Rigify Head", mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.parent = rig
    _weigh(thing, head, rig)
    thing.modifiers.new("Armature", "ARMATURE").object = rig
    return thing


def _weigh(thing, head, rig):
    """Each vertex follows the few bones nearest to it; the lips do not stick together."""
    bones = [bone for bone in rig.data.bones if bone.use_deform]
    names = [bone.name for bone in bones]
    starts = np.array([bone.head_local for bone in bones])
    ends = np.array([bone.tail_local for bone in bones])
    allowed = _allowed(head, names)
    weights = allowed / (_distances(head.vertices, starts, ends) ** 3 + 1e-9)
    least = np.sort(weights, axis=1)[:, -INFLUENCES][:, None]
    weights = np.where(weights >= least, weights, 0)
    weights /= weights.sum(axis=1, keepdims=True)
    for column, name in enumerate(names):
        rows = np.flatnonzero(weights[:, column] > 0.01)
        group = thing.vertex_groups.new(name=name) if len(rows) else None
        for row in rows.tolist():
            group.add([row], float(weights[row, column]), "REPLACE")


def _allowed(head, names):
    """Which bones [v, bones] may move a vertex at all."""
    shape = head.shapes["jawOpen"]
    fall = np.zeros(len(head.vertices))
    fall[shape.indices] = -shape.deltas[:, 2]
    lower = fall > 0.5 * fall[head.landmarks["lip_lower"]]
    allowed = np.ones((len(head.vertices), len(names)))
    own = {name for names_of in BONES_OF.values() for name in names_of}
    for column, name in enumerate(names):
        if name in own:
            allowed[:, column] = 0
        elif name.startswith(LOWER):
            allowed[~lower, column] = 0 if name.startswith("DEF-lip") else 1
        elif name.startswith(UPPER):
            allowed[lower, column] = 0
    corners = np.repeat(head.face_part, head.lengths)
    for part, bones in BONES_OF.items():
        rows = np.unique(head.loops[corners == head.parts.index(part)])
        allowed[rows] = [float(name in bones) for name in names]
    return allowed


def _distances(points, starts, ends):
    """From points [v, 3] to segments, [v, segments]."""
    along = ends - starts
    rest = points[:, None] - starts
    share = np.clip((rest * along).sum(2) / (along**2).sum(1), 0, 1)
    return np.linalg.norm(rest - share[..., None] * along, axis=2)
