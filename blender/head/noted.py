"""Who a head is: kept with its mesh, so that it can be changed later."""

from __future__ import annotations

from dataclasses import replace

from bpy.types import Mesh, Object

from ...head.hair import STYLES
from ...head.people import PEOPLE, YOUNG, Person
from ..character import stored

_PERSON, _HAIR = "intone_person", "intone_hair"
_COLOUR, _TONE = "intone_hair_colour", "intone_skin_tone"


def is_head(thing: Object) -> bool:
    """Whether an object is the embedded head, as this version adds it."""
    mesh = thing.data
    return thing.type == "MESH" and mesh.shape_keys is not None and mesh.get(_HAIR) in STYLES


def note_person(mesh: Mesh, person: Person) -> None:
    """Keeps who it is, its hair and its tone with the mesh."""
    mesh[_PERSON], mesh[_HAIR] = person_key(person), person.hair
    mesh[_COLOUR], mesh[_TONE] = person.hair_colour, person.skin_tone


def noted_person(mesh: Mesh) -> Person:
    """Who a head is, as it was kept; what somebody spoiled is the person's own."""
    person = PEOPLE.get(mesh.get(_PERSON), YOUNG)
    colour, tone = stored.numbers(mesh, _COLOUR), stored.number(mesh, _TONE)
    if mesh.get(_HAIR) in STYLES:
        person = replace(person, hair=mesh[_HAIR])
    if len(colour) == 3:
        person = replace(person, hair_colour=(colour[0], colour[1], colour[2]))
    return person if tone is None else replace(person, skin_tone=tone)


def person_key(person: Person) -> str:
    """The name by which files keep whom a person began as."""
    return next((key for key, one in PEOPLE.items() if one.label == person.label), "YOUNG")
