"""The character that a command means: named, the only one of the open file, or the Intone head."""

from __future__ import annotations

import argparse
from dataclasses import replace

import bpy
from bpy.types import Object, Scene

from ...errors import RigError
from ...head.people import PEOPLE, YOUNG, Person
from ..character import bones, characters, rig_map
from ..head.head_mesh import add_head, stage

NO_FACE = (
    "The open file has no face: open one with a character, or leave the file out to animate the "
    "Intone head."
)


def chosen_character(name: str | None, scene: Scene, person: Person = YOUNG) -> Object:
    """The character of that name, else the only one of the open file; without a file, our head, as
    the person.

    Raises RigError, in the words of the desk, where the file has none that can be animated.
    """
    if name is not None:
        return characters.find(name)
    if bpy.data.filepath:
        return only_character(scene)
    head = add_head(scene.collection, person=person)
    stage(scene, head)
    return head.mesh


def cast_of(args: argparse.Namespace) -> Person:
    """Who the Intone head shall be: one of PEOPLE, with other hair where that was asked for."""
    person = PEOPLE[_key(args.cast)]
    return person if args.hair is None else replace(person, hair=_key(args.hair))


def _key(option: str) -> str:
    return option.upper().replace("-", "_")


def only_character(scene: Scene) -> Object:
    """The only character of a scene, by its face's mesh where it has one. Raises RigError."""
    faces: dict[frozenset[str], Object] = {}
    refused: dict[Object, str] = {}
    for thing in sorted(scene.objects, key=lambda thing: thing.type == "MESH"):
        try:
            if _is_candidate(thing):
                faces[_moved(thing)] = thing
        except RigError as error:
            refused[characters.map_owner(thing)] = str(error)
    whole = [moved for moved in faces if not any(moved < other for other in faces)]
    if len(whole) > 1:
        names = ", ".join(sorted(faces[moved].name for moved in whole))
        raise RigError(f"The file has several characters ({names}): say which with --character.")
    if not whole:
        raise RigError(" ".join(dict.fromkeys(refused.values())) or NO_FACE)
    return faces[whole[0]]


def _is_candidate(thing: Object) -> bool:
    """Whether it looks like a face, whether or not it can be animated."""
    keyed = characters.any_keys(thing) is not None
    return keyed or bones.is_face(thing) or characters.is_linked_instance(thing)


def _moved(face: Object) -> frozenset[str]:
    """Names of the objects that a face would move. Raises RigError where it can move none."""
    return frozenset(channel.owner for channel in rig_map.rig_of(face.name).channels)
