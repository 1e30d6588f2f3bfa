"""Entries of ours in Blender's own menus: only where something of ours can be done.

What stands in a menu is also found by Blender's search (F3), and may be given a key there.
"""

from __future__ import annotations

import bpy
from bpy.types import Context, Menu

from ..blender.character import characters
from ..properties.performance import Performance
from ..properties.take_settings import GROUPS
from .reset import INTONE_OT_reset
from .use_strip import INTONE_OT_use_strip, chosen_strip

VERBS = (
    ("intone.animate", "PLAY"),
    ("intone.animate_all", "NONE"),
    (),
    ("intone.fill_intensity", "PLAY_SOUND"),
    ("intone.reset_stretch", "NONE"),
    ("intone.clear_intensity", "NONE"),
    (),
    ("intone.new_take", "NONE"),
    ("intone.duplicate_take", "NONE"),
    ("intone.switch_take", "NONE"),
    (),
    ("intone.export", "EXPORT"),
    ("intone.bake", "NONE"),
    ("intone.remove", "NONE"),
)
"""Operators and their icons; () is a line between them."""


class INTONE_MT_character(Menu):  # noqa: N801
    bl_label = "Intone"

    def draw(self, context: Context) -> None:
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        for verb in VERBS:
            if verb:
                layout.operator(verb[0], icon=verb[1])
            else:
                layout.separator()


def draw_in_object_menu(menu: Menu, context: Context) -> None:
    """The submenu on a character."""
    if characters.is_character(context.active_object):
        menu.layout.separator()
        menu.layout.menu(INTONE_MT_character.__name__, icon="USER")


def draw_in_strip_menu(menu: Menu, context: Context) -> None:
    """The entry on a sound strip."""
    if chosen_strip(context) is not None:
        menu.layout.separator()
        text = "Animate the Intone Character with This"
        menu.layout.operator(INTONE_OT_use_strip.bl_idname, text=text, icon="USER").animate = True


def draw_on_property(menu: Menu, context: Context) -> None:
    """The entries on a property of a performance."""
    if not isinstance(getattr(context, "button_pointer", None), Performance):
        return
    layout, name = menu.layout, context.button_prop.identifier
    group = next((group for group, names in GROUPS.items() if name in names), None)
    layout.separator()
    if name in ("intensity", "intensity_source"):
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("intone.fill_intensity", icon="PLAY_SOUND")
        layout.operator("intone.reset_stretch")
        layout.operator("intone.clear_intensity")
    if group is not None:
        text = "Reset the Whole Panel"
        layout.operator(INTONE_OT_reset.bl_idname, text=text, icon="LOOP_BACK").group = group


MENUS = {
    "VIEW3D_MT_object": draw_in_object_menu,
    "VIEW3D_MT_object_context_menu": draw_in_object_menu,
    "SEQUENCER_MT_context_menu": draw_in_strip_menu,
    "SEQUENCER_MT_strip": draw_in_strip_menu,
    "UI_MT_button_context_menu": draw_on_property,
}


CLASSES = (INTONE_MT_character,)


def attach() -> None:
    """Puts the entries into the menus."""
    for name, draw in MENUS.items():
        getattr(bpy.types, name).append(draw)


def detach() -> None:
    """Takes them out again."""
    for name, draw in MENUS.items():
        getattr(bpy.types, name).remove(draw)
