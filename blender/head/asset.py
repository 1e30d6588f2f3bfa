"""The head as an asset: a collection with its rig, its description and its picture, in a file."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Collection, Object

from ...errors import OutputError
from ...head.model import HeadModel
from ...head.people import Person
from ...temporary import owned
from ..output.render import render_still
from ..output.render_settings import Look
from ..output.sheet import read_picture
from ..output.written import written
from .head_mesh import HeadObjects, add_head, stage

NAME = "Intone Head"
_DESCRIPTION = "A head with ARKit's 52 shape keys, sliders of identity, and an armature"
_PREVIEW = Look("workbench", (256, 256))


def write_head_asset(
    path: Path,
    model: HeadModel,
    people: Mapping[str, Person],
    prepare: Callable[[Object], None],
) -> None:
    """Write a .blend that holds a collection asset for each person, for any asset library.

    `prepare` is called with each mesh before it is written.
    The open file is left as it was. Raises OutputError where `path` cannot be written.
    """
    with written(path, "choose another place") as beside, _removed_afterwards():
        made: set[bpy.types.ID] = set()
        for name, person in people.items():
            collection = bpy.data.collections.new(name)
            head = add_head(collection, name, model, person)
            prepare(head.mesh)
            _describe(collection, person)
            _picture(collection, head)
            made.add(collection)
        bpy.data.libraries.write(str(beside.absolute()), made, fake_user=True, compress=True)


def _describe(collection: Collection, person: Person) -> None:
    collection.asset_mark()
    about = collection.asset_data
    about.description, about.author = f"{person.about}. {_DESCRIPTION}", "Intone"
    about.license = "CC0-1.0"
    about.tags.new("character")
    about.tags.new("face")


def _picture(collection: Collection, head: HeadObjects) -> None:
    """Sets the asset's preview, where this Blender can draw one."""
    scene = bpy.data.scenes.new("Intone preview")
    scene.collection.children.link(collection)
    stage(scene, head)
    with tempfile.TemporaryDirectory(prefix=owned()) as folder:
        path = Path(folder, "preview.png")
        with contextlib.suppress(OutputError):
            render_still(scene, path, 1, look=_PREVIEW)
            pixels = read_picture(path)
            preview = collection.preview_ensure()
            preview.image_size = _PREVIEW.size
            preview.image_pixels_float.foreach_set(np.ascontiguousarray(pixels[::-1]).ravel())


@contextlib.contextmanager
def _removed_afterwards() -> Iterator[None]:
    """Whatever data-blocks the block makes are gone when it ends."""
    before = _everything()
    try:
        yield
    finally:
        bpy.data.batch_remove([block for key, block in _everything().items() if key not in before])


def _everything() -> dict[int, bpy.types.ID]:
    kinds = (
        "armatures", "cameras", "collections", "images", "lights", "materials", "meshes",
        "objects", "scenes", "worlds",
    )  # fmt: skip
    return {block.session_uid: block for kind in kinds for block in getattr(bpy.data, kind)}
