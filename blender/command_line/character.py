"""The character that a command means: named, the only one of the open file, or the Intone head."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import bpy
from bpy.types import Object, Scene

from ...errors import HeadError, RigError
from ...head.hair import Colour
from ...head.people import PEOPLE, YOUNG, Person
from ..character import bones, characters, rig_map
from ..head.change import change_head
from ..head.head_mesh import add_head, stage
from ..head.noted import is_head, noted_person

NO_FACE = (
    "The open file has no face: open one with a character, or leave the file out to animate the "
    "Intone head."
)


NO_HEAD = (
    "{name} is no Intone head, or was added by an earlier Intone: leave out --cast, --hair, "
    "--hair-color and --skin-tone."
)
EDITED = "The hair or a picture of {name} was edited by hand: change it in Blender."


@dataclass(frozen=True)
class Cast:
    """Who the Intone head shall be, as far as a command says: a name of PEOPLE, a style of STYLES,
    a colour in sRGB and a tone; what is None stays as it is."""

    person: str | None = None
    hair: str | None = None
    hair_colour: Colour | None = None
    skin_tone: float | None = None

    def of(self, now: Person) -> Person:
        """Whom somebody becomes."""
        person = now if self.person is None else PEOPLE[self.person]
        own = {"hair": self.hair, "hair_colour": self.hair_colour, "skin_tone": self.skin_tone}
        return replace(person, **{name: value for name, value in own.items() if value is not None})


AS_IT_IS = Cast()


def chosen_character(name: str | None, scene: Scene, cast: Cast = AS_IT_IS) -> Object:
    """The character of that name, else the only one of the open file; without a file, our head, as
    it is cast.

    Raises RigError, in the words of the desk, where the file has none that can be animated, and
    HeadError where one is cast that is not our head.
    """
    if name is None and not bpy.data.filepath:
        head = add_head(scene.collection, person=cast.of(YOUNG))
        stage(scene, head)
        return head.mesh
    chosen = only_character(scene) if name is None else characters.find(name)
    if cast != AS_IT_IS:
        _recast(chosen, cast)
    return chosen


def _recast(chosen: Object, cast: Cast) -> None:
    head = next((thing for thing in characters.members(chosen) if is_head(thing)), None)
    if head is None:
        raise HeadError(NO_HEAD.format(name=chosen.name))
    if change_head(head, cast.of(noted_person(head.data))):
        raise HeadError(EDITED.format(name=head.name))


def cast_of(args: argparse.Namespace) -> Cast:
    """Who the Intone head shall be."""
    names = (None if name is None else _key(name) for name in (args.cast, args.hair))
    return Cast(*names, args.hair_color, args.skin_tone)


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
