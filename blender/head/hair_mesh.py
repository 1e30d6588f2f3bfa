"""The hair in a head's mesh: found, compared with how it was made, taken off and put on.

Shape keys, their animation, materials and all that is not hair stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import bmesh
import numpy as np
from bpy.types import Mesh, Object, ShapeKey
from numpy.typing import NDArray

from ...head.hair import NONE, SHAVED, STYLES, dressed, read_hair
from ...head.model import Floats, HeadModel
from .armature import BONES
from .materials import COLOUR_ATTRIBUTE, HAIR_ATTRIBUTE

Integers = NDArray[np.int64]

SAME_M = 1e-4
"""How far a vertex may lie from where it was made to count as untouched."""
SAME_COLOUR = 2 / 255
"""And how far a colour, of 0 to 1, may be from what it was."""


def hair_of(mesh: Mesh, slot: int) -> Integers:
    """The mesh's vertices of which all that hangs together has the hair's material, sorted."""
    loops = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("vertex_index", loops)
    material, total = (np.empty(len(mesh.polygons), np.int32) for _ in range(2))
    mesh.polygons.foreach_get("material_index", material)
    mesh.polygons.foreach_get("loop_total", total)
    other = np.zeros(len(mesh.vertices), bool)
    other[loops[np.repeat(material != slot, total)]] = True
    hairy = np.zeros(len(mesh.vertices), bool)
    hairy[loops[np.repeat(material == slot, total)]] = True
    edges = np.empty((len(mesh.edges), 2), np.int32)
    mesh.edges.foreach_get("vertices", edges.ravel())
    while (met := other[edges].any(axis=1) & ~other[edges].all(axis=1)).any():
        other[edges[met]] = True
    return np.flatnonzero(hairy & ~other)


def style_of(mesh: Mesh, found: Integers, bare: HeadModel) -> str | None:
    """The style that these vertices are, in all shape keys; None where they are none of them, since
    somebody edited them."""
    places = {key.name: _points(key)[found] for key in mesh.shape_keys.key_blocks}
    for style in set(STYLES) - {NONE, SHAVED}:
        if len(read_hair(style).vertices) == len(found):
            made = _tails(dressed(bare, style), bare, places)
            pairs = zip(places.values(), made, strict=True)
            if all(np.abs(points - tail).max() < SAME_M for points, tail in pairs):
                return style
    return None


def take_off(mesh: Mesh, found: Integers) -> None:
    """Removes the vertices of the hair, and their faces."""
    with _edited(mesh) as work:
        work.verts.ensure_lookup_table()
        gone = [work.verts[index] for index in found.tolist()]
        bmesh.ops.delete(work, geom=gone, context="VERTS")


def put_on(thing: Object, head: HeadModel, bare: HeadModel, slot: int) -> None:
    """Adds the hair of a dressed head as the mesh's last vertices, in all shape keys."""
    mesh, start, corners = thing.data, len(thing.data.vertices), len(thing.data.loops)
    faces = head.face_part == head.parts.index("hair")
    loops = np.repeat(faces, head.lengths)
    vertices = head.vertices[len(bare.vertices) :]
    rows = np.split(head.loops[loops] - len(bare.vertices), np.cumsum(head.lengths[faces])[:-1])
    with _edited(mesh) as work:
        made = [work.verts.new(place) for place in vertices.tolist()]
        for row in rows:
            face = work.faces.new([made[corner] for corner in row.tolist()])
            face.material_index, face.smooth = slot, True
    names = mesh.shape_keys.key_blocks.keys()
    for name, tail in zip(names, _tails(head, bare, names), strict=True):
        key = mesh.shape_keys.key_blocks[name]
        key.data.foreach_set("co", np.concatenate([_points(key)[:start], tail]).ravel())
    _lay_out(mesh, corners, head.uv[loops])
    _mark(mesh, start)
    recolour(mesh, np.arange(start, len(mesh.vertices)), head.colours[len(bare.vertices) :])
    group = thing.vertex_groups.get(BONES["neck"])
    if group is not None:
        group.add(range(start, len(mesh.vertices)), 1.0, "REPLACE")
    mesh.update()


def recolour(mesh: Mesh, rows: Integers, colours: Floats, was: Floats | None = None) -> None:
    """Vertex colours [n, 3] in sRGB of these vertices [n]; where `was` [n, 3] is given, only of
    those that still have that colour."""
    attribute = mesh.color_attributes.get(COLOUR_ATTRIBUTE)
    if attribute is None or attribute.domain != "POINT":
        return
    seen = np.empty((len(mesh.vertices), 4), np.float32)
    attribute.data.foreach_get("color_srgb", seen.ravel())
    if was is not None:
        same = np.abs(seen[rows, :3] - was).max(axis=1) < SAME_COLOUR
        rows, colours = rows[same], colours[same]
    seen[rows] = np.column_stack([colours, np.ones(len(colours), np.float32)])
    attribute.data.foreach_set("color_srgb", seen.ravel())


@contextmanager
def _edited(mesh: Mesh) -> Iterator[bmesh.types.BMesh]:
    """The mesh with its shape keys, to change its vertices."""
    work = bmesh.new()
    try:
        work.from_mesh(mesh)
        yield work
        work.to_mesh(mesh)
    finally:
        work.free()


def _points(key: ShapeKey) -> Floats:
    points = np.empty((len(key.data), 3), np.float32)
    key.data.foreach_get("co", points.ravel())
    return points


def _tails(head: HeadModel, bare: HeadModel, names: Iterable[str]) -> Iterator[Floats]:
    """Where the hair [v, 3] lies in each shape key; in one that is not ours it lies still."""
    first = len(bare.vertices)
    shapes = head.shapes | head.sliders | {n: c.shape for n, c in head.correctives.items()}
    for name in names:
        tail = head.vertices[first:].copy()
        if name in shapes:
            rows = shapes[name].indices >= first
            tail[shapes[name].indices[rows] - first] += shapes[name].deltas[rows]
        yield tail


def _lay_out(mesh: Mesh, start: int, uv: Floats) -> None:
    layer = mesh.uv_layers.active
    if layer is None:
        return
    places = np.empty((len(mesh.loops), 2), np.float32)
    layer.data.foreach_get("uv", places.ravel())
    places[start:] = uv
    layer.data.foreach_set("uv", places.ravel())


def _mark(mesh: Mesh, start: int) -> None:
    """The new vertices count as wholly covered with hair."""
    marked = mesh.attributes.get(HAIR_ATTRIBUTE)
    if marked is not None and marked.domain == "POINT":
        values = np.empty(len(mesh.vertices), np.float32)
        marked.data.foreach_get("value", values)
        values[start:] = 1
        marked.data.foreach_set("value", values)
