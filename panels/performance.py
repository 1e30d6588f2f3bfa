"""The panel "Performance": the character, its voice, and the first steps."""

from __future__ import annotations

import bpy
from bpy.app.translations import pgettext_iface as iface
from bpy.types import Context, Object, Panel, UILayout

from .. import preferences
from ..blender.background import jobs, workers
from ..blender.character import inventories, overrides, rig_map
from ..blender.live import live_update
from ..errors import RigError
from ..model.recogniser import recogniser_missing
from ..operators.animate import INTONE_OT_animate, why_not_animate
from ..operators.change_head import INTONE_OT_change_head, head_of
from ..operators.film import INTONE_OT_render_film
from ..operators.head import INTONE_OT_add_head, INTONE_OT_try_demo
from ..operators.lines import INTONE_OT_use_strip
from ..operators.maintenance import INTONE_OT_cancel, INTONE_OT_dismiss
from ..operators.override import INTONE_OT_make_override, linked_character
from ..properties import scene_settings
from ..properties.performance import Performance
from ..properties.take_settings import GIVEN
from ..properties.take_verbs import active, remarks
from ..rig.channels import Inventory
from ..rig.conventions import conventions
from ..rig.recognition import recognise
from .tab import StripTab, ViewTab, draw_sentence, split

NO_CHARACTER = "Select a face with shape keys, or begin with the Intone head."
NO_VOICE = "Choose the recording of a voice, or try the demo voice first."
RIG = "{name}: {count} channels"


class _Performance:
    bl_label = "Performance"

    def draw(self, context: Context) -> None:
        workers.warm(preferences.device(context))
        layout = split(self.layout)
        layout.use_property_decorate = False
        thing = scene_settings.character(context)
        _draw_character(layout, thing, context)
        _draw_override(layout, context)
        if thing is None:
            _draw_first_steps(layout, context)
        else:
            _draw_voice(layout, thing, context)
        _draw_job(layout, thing, context)
        _draw_unread(layout, thing, context)


class INTONE_PT_performance(_Performance, ViewTab, Panel):  # noqa: N801
    pass


class INTONE_PT_strip_performance(_Performance, StripTab, Panel):  # noqa: N801
    pass


def _draw_character(layout: UILayout, thing: Object | None, context: Context) -> None:
    column = layout.column()
    column.prop(scene_settings.settings(context), "character")
    if thing is None:
        return
    if scene_settings.settings(context).character is None:
        column.label(text=thing.name, icon="RESTRICT_SELECT_OFF", translate=False)
    try:
        name, count = _stored(thing) or _recognised(inventories.inventory(thing))
    except RigError as error:
        draw_sentence(column, str(error), context, icon="ERROR")
    else:
        text = iface(RIG).format(name=name, count=count)
        column.label(text=text, icon="CHECKMARK", translate=False)
    if head_of(context) is not None:
        column.operator(INTONE_OT_change_head.bl_idname, icon="USER")


def _draw_override(layout: UILayout, context: Context) -> None:
    """One click for a character that is linked from another file."""
    linked = linked_character(context)
    if linked is not None and overrides.needs_override(linked):
        layout.operator(INTONE_OT_make_override.bl_idname, icon="LIBRARY_DATA_OVERRIDE")


def _stored(thing: Object) -> tuple[str, int] | None:
    """Name of the stored map and how many face channels it moves; None where there is none."""
    if not rig_map.is_stored(thing):
        return None
    rig = rig_map.settings(thing)
    return rig.convention or thing.name, len({row.face for row in rig.rows if not row.mute})


def _recognised(inventory: Inventory) -> tuple[str, int]:
    """The convention found and how many of its channels. Raises RigError where there is none."""
    best = recognise(inventory, conventions()).best
    return best.convention.name, len(best.found)


def _draw_first_steps(layout: UILayout, context: Context) -> None:
    """What to do next, where nothing is chosen."""
    draw_sentence(layout, NO_CHARACTER, context)
    column = layout.column()
    column.scale_y = 1.3
    column.operator(INTONE_OT_add_head.bl_idname, text="Add the Intone Head", icon="USER")
    column.operator(INTONE_OT_try_demo.bl_idname, icon="PLAY_SOUND")


def _draw_voice(layout: UILayout, thing: Object, context: Context) -> None:
    performance = thing.intone
    row = layout.row(align=True)
    row.prop(performance, "sound")
    row.operator(INTONE_OT_use_strip.bl_idname, text="", icon="SEQ_SEQUENCER")
    if performance.sound:
        name = bpy.path.basename(performance.sound)  # the field shows where the path begins
        layout.label(text=name, icon="FILE_SOUND", translate=False)
        _draw_text(layout, performance, context)
        layout.prop(performance, "start")
    else:
        draw_sentence(layout, NO_VOICE, context)
        row = layout.row()
        row.scale_y = 1.3
        row.operator(INTONE_OT_try_demo.bl_idname, icon="PLAY_SOUND")


def _draw_text(layout: UILayout, performance: Performance, context: Context) -> None:
    layout.prop(performance, "text_source")
    if performance.text_source == GIVEN:
        layout.prop(performance, "transcript")
        layout.prop(performance, "language")
    if missing := recogniser_missing():
        draw_sentence(layout, missing, context, icon="INFO")


def _draw_job(layout: UILayout, thing: Object | None, context: Context) -> None:
    job = jobs.state(context)
    if job.running:
        row = layout.row(align=True)
        left = f", {time_left(job.left)}" if job.left >= 0 else ""
        row.progress(factor=job.fraction, text=f"{iface(job.what)} {job.fraction:.0%}{left}")
        row.operator(INTONE_OT_cancel.bl_idname, text="", icon="X")
    elif thing is not None and thing.intone.sound:
        row = layout.row(align=True)
        row.scale_y = 1.5
        row.operator(INTONE_OT_animate.bl_idname, icon="PLAY")
        row.use_property_split = False
        row.prop(scene_settings.settings(context), "live", toggle=True)
        reason = why_not_animate(context) or live_update.refusal()
        draw_sentence(layout, reason, context, icon="INFO")
        take = active(thing.intone)
        if take is not None and take.action is not None:
            layout.operator(INTONE_OT_render_film.bl_idname, icon="RENDER_ANIMATION")


def _draw_unread(layout: UILayout, thing: Object | None, context: Context) -> None:
    """What could not be done, and what is known of the take that is shown, until it is read."""
    refusal = jobs.state(context).refusal
    if refusal:
        _draw_note(layout, [refusal], context, of_take=False)
    take = active(thing.intone) if thing is not None else None
    if take is not None and (told := remarks(take)):
        _draw_note(layout, told, context, of_take=True)


def _draw_note(layout: UILayout, sentences: list[str], context: Context, *, of_take: bool) -> None:
    row = layout.box().row()
    column = row.column()
    for sentence in sentences:
        draw_sentence(column, sentence, context, icon="INFO" if of_take else "ERROR")
    row.operator(INTONE_OT_dismiss.bl_idname, text="", icon="X", emboss=False).of_take = of_take


def time_left(seconds: float) -> str:
    """How long it still takes, in words."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


CLASSES = (INTONE_PT_performance, INTONE_PT_strip_performance)
