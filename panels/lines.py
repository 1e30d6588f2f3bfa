"""The panel "Scene": all lines of a scene, animated as one, and who speaks on which strips."""

from __future__ import annotations

from bpy.types import Context, Panel, PropertyGroup, Scene, UILayout, UIList

from ..blender.live import strip_following
from ..operators.animate_all import INTONE_OT_animate_all, INTONE_OT_animate_selected
from ..operators.follow import INTONE_OT_follow_strips
from ..operators.line_choices import (
    INTONE_OT_line_select,
    INTONE_OT_lines_feel,
    INTONE_OT_lines_select,
)
from ..operators.lines import (
    INTONE_OT_gather_folder,
    INTONE_OT_gather_strips,
    INTONE_OT_line_add,
    INTONE_OT_line_remove,
)
from ..operators.speakers import INTONE_OT_speaker_add, INTONE_OT_speaker_remove
from ..properties import following, line_strips, scene_lines, scene_settings, speakers
from .tab import StripTab, ViewTab, draw_sentence, split

STALE_ICONS = {
    line_strips.DELETED: "TRASH",
    line_strips.ADDED: "ADD",
    line_strips.SILENCED: "MUTE_IPO_ON",
}
"""Other lines whose strips were edited have a sign that they are to be made again."""

_stale: dict[int, str] = {}
"""What was done to the lines since their takes were made, as the panel that is drawn found it."""
_begins: dict[int, int] = {}
"""The first frames of the lines' strips, the same way."""


class INTONE_UL_lines(UIList):  # noqa: N801
    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: PropertyGroup,
        item: scene_lines.Line,
        icon: int,
        active_data: PropertyGroup,
        active_property: str,
        number: int = 0,
    ) -> None:
        row = layout.row(align=True)
        row.active = item.use
        circle = "RADIOBUT_ON" if item.selected else "RADIOBUT_OFF"
        select = INTONE_OT_line_select.bl_idname
        row.operator(select, text="", icon=circle, emboss=False).number = number
        row.prop(item, "use", text="")
        name = item.character.name if item.character is not None else "…"
        row.label(text=name, translate=False)
        row.label(text=item.strip_name or item.title or "…", translate=False)
        sub = row.row()
        sub.alignment = "RIGHT"
        sign = STALE_ICONS.get(_stale[number], "FILE_REFRESH") if number in _stale else "NONE"
        sub.label(text=str(_begins.get(number, item.start)), icon=sign, translate=False)


class INTONE_UL_speakers(UIList):  # noqa: N801
    def draw_item(
        self,
        context: Context,
        layout: UILayout,
        data: PropertyGroup,
        item: speakers.Speaker,
        icon: int,
        active_data: PropertyGroup,
        active_property: str,
    ) -> None:
        row = layout.row(align=True)
        row.prop(item, "kind", text="")
        row.prop(item, item.kind.lower(), text="")
        row.prop(item, "character", text="", icon="FORWARD")


class _Lines:
    bl_label = "Scene"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout, chosen = self.layout, scene_lines.scene_lines(context)
        edits = following.edits(context.scene)
        _look(context.scene, edits)
        row = layout.row()
        row.template_list(INTONE_UL_lines.__name__, "", chosen, "lines", chosen, "active", rows=3)
        _draw_buttons(row.column(align=True))
        if chosen.lines:
            _draw_selection(layout)
        line = scene_lines.active_line(context)
        if line is not None:
            _draw_line(split(layout.column()), line, context)
        _draw_following(layout, context, edits)
        row = layout.row(align=True)
        row.operator(INTONE_OT_animate_all.bl_idname, icon="PLAY")
        row.operator(INTONE_OT_animate_selected.bl_idname, text="", icon="RESTRICT_SELECT_OFF")
        options = layout.column(align=True)
        options.prop(scene_settings.settings(context), "place_sound")
        options.prop(scene_settings.settings(context), "extend")


def _look(scene: Scene, edits: following.Edits) -> None:
    """Notes what the list is drawn from."""
    found, lines = line_strips.strips_of(scene), scene.intone_lines.lines
    _stale.clear()
    _stale.update(edits.lines)
    _begins.clear()
    _begins.update(
        {n: found[one.strip].extent[0] for n, one in enumerate(lines) if one.strip in found}
    )


def _draw_buttons(buttons: UILayout) -> None:
    buttons.operator(INTONE_OT_line_add.bl_idname, text="", icon="ADD")
    buttons.operator(INTONE_OT_line_remove.bl_idname, text="", icon="REMOVE")
    buttons.separator()
    buttons.operator(INTONE_OT_gather_folder.bl_idname, text="", icon="FILE_FOLDER")
    buttons.operator(INTONE_OT_gather_strips.bl_idname, text="", icon="SEQ_SEQUENCER")


def _draw_selection(layout: UILayout) -> None:
    """What selects lines, and sets the emotion of those that are."""
    row = layout.row(align=True)
    row.operator_menu_enum(INTONE_OT_lines_select.bl_idname, "which", text="Select")
    row.operator_menu_enum(INTONE_OT_lines_feel.bl_idname, "emotion", text="Emotion")


def _draw_following(layout: UILayout, context: Context, edits: following.Edits) -> None:
    """What was done to the strips, what will go, and the button that brings the takes along."""
    box = layout.column(align=True)
    row = box.row(align=True)
    row.operator(INTONE_OT_follow_strips.bl_idname, icon="UV_SYNC_SELECT")
    row.prop(scene_settings.settings(context), "follow", text="", icon="AUTO")
    if edits:
        draw_sentence(box, edits.sentence, context, icon="INFO")
    gone = _going(context.scene, edits)
    if gone:
        draw_sentence(box, gone, context, icon="TRASH")
    if strip_following.refusal():
        draw_sentence(box, strip_following.refusal(), context, icon="ERROR")


def _going(scene: Scene, edits: following.Edits) -> str:
    """Which takes go, with what stays of them."""
    deleted = [n for n, kind in edits.lines.items() if kind == line_strips.DELETED]
    return following.gone(following.going(scene, deleted))


class INTONE_PT_lines(_Lines, ViewTab, Panel):  # noqa: N801
    pass


class INTONE_PT_strip_lines(_Lines, StripTab, Panel):  # noqa: N801
    pass


class _Speakers:
    bl_label = "Speakers"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        layout, chosen = self.layout, scene_lines.scene_lines(context)
        row = layout.row()
        row.template_list(
            INTONE_UL_speakers.__name__, "", chosen, "speakers", chosen, "active_speaker", rows=2
        )
        buttons = row.column(align=True)
        buttons.operator(INTONE_OT_speaker_add.bl_idname, text="", icon="ADD")
        buttons.operator(INTONE_OT_speaker_remove.bl_idname, text="", icon="REMOVE")
        split(layout).prop(scene_settings.settings(context), "sequencer")


class INTONE_PT_speakers(_Speakers, ViewTab, Panel):  # noqa: N801
    bl_parent_id = "INTONE_PT_lines"


class INTONE_PT_strip_speakers(_Speakers, StripTab, Panel):  # noqa: N801
    bl_parent_id = "INTONE_PT_strip_lines"


def _draw_line(column: UILayout, line: scene_lines.Line, context: Context) -> None:
    number = list(line.id_data.intone_lines.lines).index(line)
    if number in _stale:
        draw_sentence(column, following.WHY[_stale[number]], context, icon="FILE_REFRESH")
    column.prop(line, "character")
    column.prop(line, "sound")
    column.prop(line, "start")
    column.prop(line, "emotion")
    if line.emotion == scene_lines.MIX:
        column.prop(line, "mix")
    if line.emotion != scene_lines.OWN:
        column.prop(line, "scale", slider=True)


CLASSES = (
    INTONE_UL_lines,
    INTONE_UL_speakers,
    INTONE_PT_lines,
    INTONE_PT_strip_lines,
    INTONE_PT_speakers,
    INTONE_PT_strip_speakers,
)
