"""Files that are dropped: sounds become voices, captures play on the character they fall on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import bpy
from bpy.app.translations import pgettext_iface as iface
from bpy.props import BoolProperty, CollectionProperty, StringProperty
from bpy.types import Context, Event, FileHandler, Object, Operator, OperatorFileListElement
from bpy_extras import view3d_utils

from ..audio.formats import SOUNDS, voices
from ..blender.character import characters
from ..blender.output.written import plain_reason
from ..blender.takes import cues
from ..capture.files import SUFFIXES, is_capture, sound_of
from ..errors import ManifestError, RigError
from ..places import is_folder
from ..properties import emotion_choice, own_emotions, scene_settings
from ..properties.take_settings import AUTO, MIX
from .base import Immediate, why_busy, why_no_character, why_not_object_mode
from .confirm import Confirmed
from .lines import list_cues

NOTHING = "There is no sound and no take among these files: {known}."
SAYS = "{character} says {name}, from frame {start} on."
PLAYS = "{character} plays {name}, from frame {start} on; emotions of the mix are added to it."
WITH_SOUND = "{sound} is heard with it."
MANY = "{count} sounds become lines of the scene; their names say who, how and how strongly."
NEW_HEAD = "The Intone head is added: no character is there, or chosen."
EDITORS = ("VIEW_3D", "SEQUENCE_EDITOR")


class INTONE_OT_drop(Confirmed, Immediate, Operator):  # noqa: N801
    bl_idname = "intone.drop"
    bl_label = "Animate with the Dropped Files"
    bl_description = (
        "A sound becomes the character's voice, several become lines of the scene, and a take "
        "(Live Link Face CSV, ARKit JSON, Intone's JSON, NPZ) plays on it, with emotion added"
    )

    directory: StringProperty(
        description="Where the files are; all that it holds, where none is named",
        subtype="DIR_PATH",
        options={"SKIP_SAVE", "HIDDEN"},
    )
    files: CollectionProperty(type=OperatorFileListElement, options={"SKIP_SAVE", "HIDDEN"})
    animate: BoolProperty(name="Animate", description="Animate at once", default=True)

    asked = ("animate",)

    @classmethod
    def why_not(cls, context: Context) -> str:
        reason = why_busy(context)
        if not reason and why_no_character(context):
            return why_not_object_mode(context)  # a head may be added
        return reason

    def invoke(self, context: Context, event: Event) -> set[str]:
        under = character_under(context, event)
        if under is not None:
            scene_settings.settings(context).character = under
        return super().invoke(context, event)

    def told(self, context: Context) -> list[str]:
        sounds, takes = self._given()
        if not sounds and not takes:
            return [str(iface(NOTHING)).format(known=", ".join(SUFFIXES))]
        chosen = scene_settings.character(context)
        first = [str(iface(NEW_HEAD))] if chosen is None else []
        if len(sounds) > 1:
            return [*first, str(iface(MANY)).format(count=len(sounds))]
        path = (*takes, *sounds)[0]
        name = chosen.name if chosen is not None else iface("Intone Head")
        how = {"character": name, "name": path.name, "start": context.scene.frame_current}
        said = [str(iface(PLAYS if takes else SAYS)).format(**how)]
        sound = sound_of(path) if takes else None
        return [
            *first,
            *said,
            *([str(iface(WITH_SOUND)).format(sound=sound.name)] if sound else []),
        ]

    def do(self, context: Context) -> str:
        sounds, takes = self._given()
        if not sounds and not takes:
            raise ManifestError(NOTHING.format(known=", ".join(SUFFIXES)))
        if scene_settings.character(context) is None:
            # Invoked, it also moves the view to the head.
            bpy.ops.intone.add_head("INVOKE_DEFAULT" if context.area else "EXEC_DEFAULT")
        if len(sounds) > 1:
            own = own_emotions.in_scene(context.scene)
            found = cues.file_cues(sounds, context.scene, own)
            said = list_cues(context, found)
            self._go(bpy.ops.intone.animate_all)
            return said
        chosen, path = scene_settings.character(context), (*takes, *sounds)[0]
        scene_settings.use_sound(context, chosen, path, context.scene.frame_current)
        if takes and chosen.intone.emotion_source == AUTO and emotion_choice.is_untouched(chosen):
            chosen.intone.emotion_source = MIX  # its sliders add to the capture
        self._go(bpy.ops.intone.animate)
        return ""

    def _given(self) -> tuple[Sequence[Path], Sequence[Path]]:
        """The sounds and the captures among the files, or in the folder where none is named."""
        folder = Path(bpy.path.abspath(self.directory))
        paths = [folder / file.name for file in self.files if file.name]
        if not paths and self.directory and is_folder(folder):
            paths = list(folder.iterdir())
        return voices(paths), sorted(path for path in paths if is_capture(path))

    def _go(self, operator: Callable[[str], object]) -> None:
        if self.animate:
            try:
                operator("EXEC_DEFAULT" if bpy.app.background else "INVOKE_DEFAULT")
            except RuntimeError as error:
                raise RigError(f"{plain_reason(str(error))}.") from error


def character_under(context: Context, event: Event) -> Object | None:
    """The character under the mouse in the 3-D view; None where there is none."""
    region = context.region
    if context.area is None or context.area.type != "VIEW_3D" or region is None:
        return None
    place = (event.mouse_x - region.x, event.mouse_y - region.y)
    view = context.region_data
    origin = view3d_utils.region_2d_to_origin_3d(region, view, place)
    direction = view3d_utils.region_2d_to_vector_3d(region, view, place)
    graph = context.evaluated_depsgraph_get()
    hit, _, _, _, thing, _ = context.scene.ray_cast(graph, origin, direction)
    found = thing.original if hit else None
    return found if characters.is_character(found) else None


class _Dropped:
    """Mixin of a FileHandler. One that is registered must not be another's base: Blender would
    forget its suffixes."""

    bl_import_operator = INTONE_OT_drop.bl_idname

    @classmethod
    def poll_drop(cls, context: Context) -> bool:
        return context.area is not None and context.area.type in EDITORS


class INTONE_FH_sounds(_Dropped, FileHandler):  # noqa: N801
    bl_idname = "INTONE_FH_sounds"
    bl_label = "Voices for Intone"
    bl_file_extensions = ";".join(sorted(SOUNDS))


class INTONE_FH_takes(_Dropped, FileHandler):  # noqa: N801
    bl_idname = "INTONE_FH_takes"
    bl_label = "Captured Takes for Intone"
    bl_file_extensions = ";".join(SUFFIXES)


CLASSES = (INTONE_OT_drop, INTONE_FH_sounds, INTONE_FH_takes)
