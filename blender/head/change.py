"""Another person, hair or skin for a head that is in the scene already.

What was edited by hand stays: hair that was combed or cut, pictures that were painted on, inputs of
materials, vertex colours. Shape keys keep their animation; takes and maps are not touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from bpy.types import Mesh, Object

from ...errors import HeadError
from ...head.container import read_head
from ...head.detail import light
from ...head.hair import NONE, SHAVED, dressed, vertex_colours
from ...head.model import HeadModel
from ...head.people import Person
from . import own_materials
from .hair_mesh import hair_of, put_on, recolour, style_of, take_off
from .noted import note_person, noted_person
from .textures import ALTERED, changed, is_as_made, load_textures, texture_name

HAIR = "hair"
"""What change_head says of hair that it has kept; of pictures, their names in textures.SHOWN."""
NO_HAIR = "{name} has lost the material of its hair: add a new head instead."


@dataclass(frozen=True)
class _Change:
    """A head's mesh with its own bare model, the slot of its hair, who it was and is to be."""

    thing: Object
    mesh: Mesh
    bare: HeadModel
    slot: int
    was: Person
    person: Person
    overwrite: bool


def change_head(thing: Object, person: Person, *, overwrite: bool = False) -> list[str]:
    """Makes a head of the scene another person, or gives it other hair or another skin.

    Sliders are set only where it becomes somebody else. Returns what stays because it was edited by
    hand or made by an earlier version, HAIR and names of textures; `overwrite` replaces that, too.
    Raises HeadError where a file of the head, or the material of its hair, is missing.
    """
    change = _begun(thing, person, overwrite)
    kept: list[str] = []
    wanted = change.person.hair != change.was.hair or overwrite
    if wanted and not _put_hair(change):
        kept.append(HAIR)
        change = replace(change, person=replace(change.person, hair=change.was.hair))
    _recolour(change)
    kept += _change_pictures(change)
    own_materials.tone(thing.data, change.was.skin_tone, person.skin_tone)
    if person.label != change.was.label:
        keys = thing.data.shape_keys.key_blocks
        for slider in set(change.bare.sliders) & set(keys.keys()):
            keys[slider].value = person.sliders.get(slider, 0.0)
    note_person(thing.data, change.person)
    return kept


def _begun(thing: Object, person: Person, overwrite: bool) -> _Change:
    slot = own_materials.slot_of(thing.data, "hair")
    if slot is None:
        raise HeadError(NO_HAIR.format(name=thing.name))
    model = read_head()
    if _is_light(thing.data):
        model = light(model)
        person = replace(person, hair=NONE if person.hair == NONE else SHAVED)
    return _Change(thing, thing.data, model, slot, noted_person(thing.data), person, overwrite)


def _is_light(mesh: Mesh) -> bool:
    """Whether its brows are only painted."""
    slot = own_materials.slot_of(mesh, "brow")
    used = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("material_index", used)
    return slot not in used


def _put_hair(change: _Change) -> bool:
    """Exchanges the hair's vertices; False where they are kept as they are."""
    mesh, person = change.mesh, change.person
    found = hair_of(mesh, change.slot)
    if len(found):
        if style_of(mesh, found, change.bare) is None and not change.overwrite:
            return False
        take_off(mesh, found)
    head = dressed(change.bare, person.hair, person.hair_colour)
    if len(head.vertices) > len(change.bare.vertices):
        put_on(change.thing, head, change.bare, change.slot)
    return True


def _recolour(change: _Change) -> None:
    """The vertex colours that nobody painted."""
    mesh, was, person = change.mesh, change.was, change.person
    hair = hair_of(mesh, change.slot)
    skin = np.setdiff1d(np.arange(len(mesh.vertices)), hair)
    bare, first = change.bare, len(change.bare.vertices)
    new = vertex_colours(bare, person.hair, person.hair_colour)
    scalp = vertex_colours(bare, was.hair, was.hair_colour)
    strands = vertex_colours(bare, person.hair, was.hair_colour)
    parts = ((skin, new[:first], scalp[:first]), (hair, new[first:], strands[first:]))
    for rows, colours, old in parts:
        if len(rows) == len(colours):
            recolour(mesh, rows, colours, old)


def _change_pictures(change: _Change) -> list[str]:
    """Shows new pictures where they differ; returns the names of those that stay."""
    names = ALTERED if change.overwrite else changed(change.was, change.person)
    if names:
        own_materials.make_own(change.mesh)
    shown = own_materials.images_of(change.mesh)
    ours = {image: texture_name(image) for image in shown}
    stay = {ours[image] for image in shown if not change.overwrite and not is_as_made(image)}
    new = load_textures(change.person, (names - stay) & set(ours.values()))
    for image, nodes in shown.items():
        if ours[image] in new:
            own_materials.show_instead(image, nodes, new[ours[image]])
    return sorted(names - set(new))
