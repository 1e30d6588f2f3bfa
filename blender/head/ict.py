"""ICT-FaceKit's head in a scene: one mesh with its 53 shape keys."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.types import Object

from ...head.ict import IctHead
from .flame_materials import paint_eyes, skin_material
from .shape_keys import add_key


def add_ict(collection: bpy.types.Collection, head: IctHead, name: str = "ICT Head") -> Object:
    """Puts the head into a collection, at the world's origin; nothing else is touched."""
    data = bpy.data.meshes.new(name)
    faces = np.split(head.loops, np.cumsum(head.lengths)[:-1])
    data.from_pydata(head.vertices.tolist(), [], [f.tolist() for f in faces], shade_flat=False)
    if head.uv is not None:
        data.uv_layers.new(name="UVMap").data.foreach_set("uv", head.uv.astype(np.float32).ravel())
    data.materials.append(skin_material())
    paint_eyes(data, head.vertices, np.zeros((len(head.vertices), 0)), np.zeros((0, 3)))
    data.update()
    mesh = bpy.data.objects.new(name, data)
    collection.objects.link(mesh)
    mesh.shape_key_add(name="Basis", from_mix=False)
    for label, shape in head.shapes.items():
        add_key(mesh, label, shape)
    return mesh
