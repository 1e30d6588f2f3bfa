"""Library overrides: a character that is linked from another file becomes one that can act."""

from __future__ import annotations

from bpy.types import Collection, Object, Scene, ViewLayer

from ...errors import RigError
from . import characters

NO_OVERRIDE = "{name} could not be overridden: do it in the Outliner, and choose it again."


def needs_override(chosen: Object) -> bool:
    """Whether the object, or a mesh with shape keys of its character, is linked and closed."""
    return bool(characters.why_linked(chosen)) or bool(_closed(chosen))


def make_override(chosen: Object, scene: Scene, layer: ViewLayer) -> Object:
    """Overrides the whole character, with its meshes; returns its face in this file.

    A character that is overridden already gets the meshes that are lacking. Raises RigError where
    Blender makes no override.
    """
    made = [chosen]
    if characters.why_linked(chosen):
        own = _linked(chosen).override_hierarchy_create(scene, layer, reference=_instance(chosen))
        made = list(own.all_objects) if isinstance(own, Collection) else [own or chosen]
    for thing in {member: None for one in made for member in characters.members(one)}:
        if _closed_data(thing):
            thing.data.override_create(remap_local_usages=True)
    faces = (one for one in made if one.is_editable and characters.is_character(one))
    best = sorted(faces, key=lambda one: characters.any_keys(one) is None)
    if not best:
        raise RigError(NO_OVERRIDE.format(name=chosen.name))
    return best[0]


def _instance(chosen: Object) -> Object | None:
    return chosen if characters.is_linked_instance(chosen) else None


def _linked(chosen: Object) -> Collection | Object:
    """What the character came with: its collection, where it was linked with one."""
    if chosen.instance_collection is not None:
        return chosen.instance_collection
    linked = (one for one in chosen.users_collection if one.library is not None)
    return next(linked, chosen)


def _closed(chosen: Object) -> list[Object]:
    return [thing for thing in dict.fromkeys(characters.members(chosen)) if _closed_data(thing)]


def _closed_data(thing: Object) -> bool:
    keys = characters.any_keys(thing)
    return thing.is_editable and keys is not None and not keys.is_editable
