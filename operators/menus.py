"""Entries of ours in Blender's own menus: only where something of ours was clicked."""

from __future__ import annotations

import bpy
from bpy.types import Context, Menu

from ..blender import characters
from .use_strip import INTONE_OT_use_strip, chosen_strip


class INTONE_MT_character(Menu):  # noqa: N801
    bl_label = "Intone"

    def draw(self, context: Context) -> None:
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("intone.animate", icon="PLAY")
        layout.operator("intone.fill_intensity")
        layout.separator()
        layout.operator("intone.bake")
        layout.operator("intone.remove")


def draw_in_object_menu(menu: Menu, context: Context) -> None:
    """The submenu on a character."""
    thing = context.active_object
    if thing is not None and characters.is_character(thing):
        menu.layout.separator()
        menu.layout.menu(INTONE_MT_character.__name__, icon="USER")


def draw_in_strip_menu(menu: Menu, context: Context) -> None:
    """The entry on a sound strip."""
    if chosen_strip(context) is not None:
        menu.layout.separator()
        text = "Animate the Intone Character with This"
        menu.layout.operator(INTONE_OT_use_strip.bl_idname, text=text, icon="USER").animate = True


MENUS = {
    "VIEW3D_MT_object_context_menu": draw_in_object_menu,
    "SEQUENCER_MT_context_menu": draw_in_strip_menu,
    "SEQUENCER_MT_strip": draw_in_strip_menu,
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
