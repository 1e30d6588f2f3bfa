"""Another person, hair or skin for the embedded head that is the character."""

from __future__ import annotations

from bpy.app.translations import pgettext_rpt
from bpy.props import BoolProperty, EnumProperty
from bpy.types import Context, Event, Object, Operator

from ..blender.character import characters
from ..blender.head.change import HAIR, change_head
from ..blender.head.noted import is_head, noted_person, person_key
from ..head.people import PEOPLE, Person
from ..properties import scene_settings
from .base import Immediate, why_no_character, why_not_object_mode
from .head import HeadOptions

NO_HEAD = "{name} is no Intone head, or was added by an earlier Intone: add a new head."
LINKED = "The mesh of {name} is linked from another file: change the head there."
KEPT = "Stays, since it was edited by hand: {names}."
KEPT_NAMES = {
    HAIR: "the hair",
    "skin": "the picture of the skin",
    "eye": "the picture of the eyes",
    "strands": "the picture of the hair",
}
"""What is said of each thing that change_head keeps."""


def head_of(context: Context) -> Object | None:
    """The mesh of the embedded head that is the character; None where it is another one."""
    chosen = scene_settings.character(context)
    members = () if chosen is None else characters.members(chosen)
    return next((thing for thing in members if is_head(thing)), None)


def _begin(options: Operator, context: Context) -> None:
    """Another person begins with its own hair and skin."""
    _show(options, PEOPLE[options.person])


def _show(options: Operator, person: Person) -> None:
    options.hair, options.hair_colour = person.hair, person.hair_colour
    options.skin_tone = person.skin_tone


class INTONE_OT_change_head(HeadOptions, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.change_head"
    bl_label = "Change Person or Hair"
    bl_description = (
        "Make the head another person, or change its hair or its skin; takes, keys and what was "
        "edited by hand stay"
    )

    person: EnumProperty(
        name="Person",
        description="Who it is: what its sliders, its skin and its hair begin with",
        items=[(name, person.label, person.about) for name, person in PEOPLE.items()],
        update=_begin,
    )
    overwrite: BoolProperty(
        name="Replace Edits",
        description="Also replace hair, and pictures of skin, eyes and hair, that were edited by "
        "hand",
        default=False,
    )

    shown = ("person", "hair", "hair_colour", "skin_tone", "overwrite")

    @classmethod
    def why_not(cls, context: Context) -> str:
        reason = why_not_object_mode(context) or why_no_character(context)
        if reason:
            return reason
        head = head_of(context)
        if head is None:
            name = scene_settings.character(context).name
            return pgettext_rpt(NO_HEAD).format(name=name)
        linked = not (head.is_editable and head.data.is_editable)
        return pgettext_rpt(LINKED).format(name=head.name) if linked else ""

    def invoke(self, context: Context, event: Event) -> set[str]:
        """Asks, beginning with who it is."""
        now = noted_person(head_of(context).data)
        self.person = person_key(now)
        _show(self, now)
        self.overwrite = False
        return context.window_manager.invoke_props_dialog(self, width=340)

    def do(self, context: Context) -> str:
        head = head_of(context)
        kept = change_head(head, self._wanted(noted_person(head.data)), overwrite=self.overwrite)
        names = ", ".join(pgettext_rpt(KEPT_NAMES[name]) for name in kept)
        return pgettext_rpt(KEPT).format(names=names) if kept else ""

    def _wanted(self, now: Person) -> Person:
        """Who it is now, with what was set: a person brings its own hair and skin."""
        own = self.properties.is_property_set
        person = PEOPLE[self.person] if own("person") else now
        return self.unlike(person)


CLASSES = (INTONE_OT_change_head,)
