"""Operators of the embedded head: add it, save it as an asset, and let it say the demo voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
from bpy.props import (
    BoolProperty,
    EnumProperty,
    FloatProperty,
    FloatVectorProperty,
    StringProperty,
)
from bpy.types import Context, Event, Object, Operator
from bpy_extras.io_utils import ExportHelper

from ..blender.background.worker_setup import ROOT
from ..blender.head.asset import NAME, write_head_asset
from ..blender.head.head_mesh import add_head, stage
from ..blender.head.pictures import file_icon
from ..blender.head.placing import free_place, show
from ..blender.takes import filled_curves
from ..blender.takes.scene import frame_rate
from ..emotion.over_time import read_shares
from ..head.container import read_head
from ..head.detail import light
from ..head.hair import BROWN, NONE, SHAVED, STYLES
from ..head.model import HeadModel
from ..head.people import PEOPLE, Person, person_picture
from ..properties import emotion_choice, scene_settings
from ..properties.performance import init_settings
from ..properties.take_settings import AUTO, GIVEN, MIX
from ..text.languages import ENGLISH
from .base import Immediate, Polled, why_busy, why_no_character, why_not_object_mode

DEMO_VOICE = ROOT / "assets" / "demo" / "northanger_abbey.flac"
"""Beside it lie its text (.txt) and what it feels (.csv)."""
NO_DEMO = "The demo voice is missing: install Intone again."


class HeadOptions:
    """The properties of the operators that make a head; `shown` are those in their panels."""

    shown: tuple[str, ...] = ("person", "hair", "hair_colour", "skin_tone", "detail")

    person: EnumProperty(
        name="Person",
        description="Who it is: what its sliders, its skin and its hair begin with",
        items=[(name, person.label, person.about) for name, person in PEOPLE.items()],
    )
    skin_tone: FloatProperty(
        name="Skin Tone",
        description="From light to dark: how much melanin the skin has, unlike the person's own",
        subtype="FACTOR",
        min=0.0,
        max=1.0,
        default=0.0,
    )
    hair: EnumProperty(
        name="Hair",
        description="How the hair is worn, unlike the person's own",
        items=[(name, style.label, style.about) for name, style in STYLES.items()],
        default="CROP",
    )
    hair_colour: FloatVectorProperty(
        name="Hair Color",
        description="Color of hair and brows, unlike the person's own",
        subtype="COLOR_GAMMA",
        min=0.0,
        max=1.0,
        default=BROWN,
    )
    detail: EnumProperty(
        name="Detail",
        description="How many vertices the head has; all have the same shape keys",
        items=(
            (
                "WHOLE",
                "Whole",
                "Hair, brows, lashes and gums as geometry: up to 24,000 vertices",
            ),
            ("LIGHT", "Light", "Hair, brows and lashes only painted: 7,200 vertices"),
        ),
        default="WHOLE",
    )

    def draw(self, context: Context) -> None:
        """The person's picture over what can be chosen."""
        layout = self.layout
        layout.use_property_split = True
        if picture := file_icon(person_picture(self.person)):
            layout.template_icon(icon_value=picture, scale=6.0)
        for name in self.shown:
            layout.prop(self, name)

    def chosen(self) -> Person:
        """The person, with what was set unlike it; a light head's hair is only painted."""
        person = self.unlike(PEOPLE[self.person])
        painted = self.detail == "LIGHT" and person.hair != NONE
        return replace(person, hair=SHAVED) if painted else person

    def unlike(self, person: Person) -> Person:
        """The person, with the tone and the hair that were set."""
        own = self.properties.is_property_set
        if own("skin_tone"):
            person = replace(person, skin_tone=self.skin_tone)
        if own("hair_colour"):
            red, green, blue = self.hair_colour
            person = replace(person, hair_colour=(red, green, blue))
        return replace(person, hair=self.hair) if own("hair") else person

    def model(self) -> HeadModel:
        """The head with the chosen detail. Raises HeadError where the embedded head is broken."""
        head = read_head()
        return light(head) if self.detail == "LIGHT" else head


class INTONE_OT_add_head(HeadOptions, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.add_head"
    bl_label = "Intone Head"
    bl_description = "Add a head with every shape key that Intone moves, and choose it"

    use_stage: BoolProperty(
        name="Camera and Lights",
        description="Also add a portrait's camera and three lights; a camera or world that the "
        "scene has already stays the one it uses",
        default=False,
    )

    shown = (*HeadOptions.shown, "use_stage")
    why_not = staticmethod(why_not_object_mode)

    def invoke(self, context: Context, event: Event) -> set[str]:
        """From the interface the view also goes to the head: at its true size it is easily lost."""
        done = self.execute(context)
        if done == {"FINISHED"} and context.area and context.area.type == "VIEW_3D":
            show(context)
        return done

    def do(self, context: Context) -> str:
        head = add_head(context.collection, model=self.model(), person=self.chosen())
        for thing in context.selected_objects:
            thing.select_set(False)
        both, wanted = (head.mesh, head.armature), context.scene.cursor.location
        head.armature.location = free_place(context.scene, wanted, both)
        if self.use_stage:
            stage(context.scene, head)
        context.view_layer.objects.active = head.mesh
        head.mesh.select_set(True)
        scene_settings.settings(context).character = head.mesh
        init_settings(head.mesh)
        return ""


class INTONE_OT_save_head(HeadOptions, ExportHelper, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.save_head"
    bl_label = "Save Intone Head as Asset"
    bl_description = (
        "Write a .blend with the head as an asset; in the folder of an asset library, "
        "the asset browser then offers it in every file"
    )
    bl_options = {"REGISTER"}

    filename_ext = ".blend"
    filter_glob: StringProperty(default="*.blend", options={"HIDDEN"})
    everyone: BoolProperty(
        name="Everyone",
        description="Write all people as assets, each with its own face, skin, hair and picture",
        default=False,
    )

    shown = ("everyone", *HeadOptions.shown)
    why_not = staticmethod(why_not_object_mode)

    def invoke(self, context: Context, event: Event) -> set[str]:
        """The file browser opens in the first asset library of the preferences."""
        libraries = context.preferences.filepaths.asset_libraries
        if not self.filepath and libraries:
            self.filepath = str(Path(libraries[0].path, "intone_head.blend"))
        return super().invoke(context, event)

    def do(self, context: Context) -> str:
        path = Path(bpy.path.abspath(self.filepath))

        people = {NAME: self.chosen()}
        if self.everyone:
            people = {person.label: person for person in PEOPLE.values()}
        write_head_asset(path, self.model(), people, init_settings)
        return f"The head is in {path.name}."


def _feel(context: Context, thing: Object) -> None:
    """Keys the mix of the demo. They count as filled: another voice begins without them."""
    fps, start = frame_rate(context.scene), thing.intone.start
    felt = read_shares(DEMO_VOICE.with_suffix(".csv"))
    frames = np.round(start + felt.times * fps)
    for name, shares in zip(felt.names, felt.values.T, strict=True):
        filled_curves.fill(thing, name, np.stack([frames, shares], axis=1))
    thing.intone.emotion_source = MIX


def _say_demo(context: Context, thing: Object) -> None:
    """Gives it the demo voice, with its text."""
    scene_settings.use_sound(context, thing, DEMO_VOICE, context.scene.frame_start)
    thing.intone.text_source, thing.intone.language = GIVEN, ENGLISH
    thing.intone.transcript = str(DEMO_VOICE.with_suffix(".txt"))
    if thing.intone.emotion_source == AUTO and emotion_choice.is_untouched(thing):
        _feel(context, thing)


class INTONE_OT_try_demo(Polled, Operator):  # noqa: N801
    bl_idname = "intone.try_demo"
    bl_label = "Try the Demo Voice"
    bl_description = (
        "Let the character, or a new head, act the demo voice with feeling, and play it"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def why_not(cls, context: Context) -> str:
        reason = why_busy(context) or ("" if DEMO_VOICE.is_file() else NO_DEMO)
        if not reason and why_no_character(context):
            return why_not_object_mode(context)  # a head will be added
        return reason

    def invoke(self, context: Context, event: Event) -> set[str]:
        return self._run(context, "INVOKE_DEFAULT")

    def execute(self, context: Context) -> set[str]:
        return self._run(context, "EXEC_DEFAULT")

    def _run(self, context: Context, how: str) -> set[str]:
        missing = scene_settings.character(context) is None
        if missing and bpy.ops.intone.add_head(how) != {"FINISHED"}:
            return {"CANCELLED"}
        chosen = scene_settings.character(context)
        _say_demo(context, chosen)
        done = bpy.ops.intone.animate(how, play=how == "INVOKE_DEFAULT")
        return {"CANCELLED"} if done == {"CANCELLED"} else {"FINISHED"}


CLASSES = (INTONE_OT_add_head, INTONE_OT_save_head, INTONE_OT_try_demo)
