"""Entries in Blender's own menus: only where something of ours can be done.

Blender's search (F3) finds them there, and they can be given a key there.
"""

from __future__ import annotations

from collections.abc import Callable

import bpy
from bpy.types import Context, Menu

from ..blender.character import characters
from ..blender.head import flame
from ..properties.performance import Performance
from ..properties.take_settings import GROUPS
from .export import ITEMS
from .lines import chosen_strip

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


def draw_add_head(menu: Menu, context: Context) -> None:
    """Add > Mesh."""
    menu.layout.operator("intone.add_head", icon="USER")


def draw_import_flame(menu: Menu, context: Context) -> None:
    """File > Import, and Add > Mesh."""
    layout = menu.layout
    layout.operator_context = "INVOKE_DEFAULT"
    layout.operator("intone.import_flame", text="FLAME Head (.pkl, .npz)")


def draw_imports(menu: Menu, context: Context) -> None:
    """File > Import."""
    draw_import_flame(menu, context)
    menu.layout.operator("intone.import_flame_sequence", text="FLAME Sequence (.npz, .pkl)")
    menu.layout.operator("intone.import_ict", text="ICT-FaceKit Head (folder)")


def draw_exports(menu: Menu, context: Context) -> None:
    """File > Export: the head, and the performance in each format."""
    menu.layout.operator("intone.save_head", text="Intone Head as Asset (.blend)")
    for suffix, label, _ in ITEMS:
        menu.layout.operator("intone.export", text=f"Intone: {label}").format = suffix


def draw_fit_flame(menu: Menu, context: Context) -> None:
    """The shape keys' own menu, for FLAME heads only."""
    if flame.is_flame(context.active_object):
        menu.layout.separator()
        menu.layout.operator("intone.fit_flame")


def draw_character(menu: Menu, context: Context) -> None:
    """The submenu on a character."""
    if characters.is_character(context.active_object):
        menu.layout.separator()
        menu.layout.menu(INTONE_MT_character.__name__, icon="USER")


def draw_strip(menu: Menu, context: Context) -> None:
    """The entry on a sound strip."""
    if chosen_strip(context) is not None:
        menu.layout.separator()
        text = "Animate the Intone Character with This"
        menu.layout.operator("intone.use_strip", text=text, icon="USER").animate = True


def draw_property(menu: Menu, context: Context) -> None:
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
        layout.operator("intone.reset", text=text, icon="LOOP_BACK").group = group


Draw = Callable[[Menu, Context], None]
MENUS: tuple[tuple[str, Draw], ...] = (
    ("VIEW3D_MT_mesh_add", draw_add_head),
    ("VIEW3D_MT_mesh_add", draw_import_flame),
    ("TOPBAR_MT_file_import", draw_imports),
    ("TOPBAR_MT_file_export", draw_exports),
    ("MESH_MT_shape_key_context_menu", draw_fit_flame),
    ("VIEW3D_MT_object", draw_character),
    ("VIEW3D_MT_object_context_menu", draw_character),
    ("SEQUENCER_MT_context_menu", draw_strip),
    ("SEQUENCER_MT_strip", draw_strip),
    ("UI_MT_button_context_menu", draw_property),
)
"""Blender's menus, and what draws our entries at their ends."""

CLASSES = (INTONE_MT_character,)


def attach() -> None:
    """Adds the entries to the menus."""
    for name, draw in MENUS:
        getattr(bpy.types, name).append(draw)


def detach() -> None:
    """Removes them."""
    for name, draw in MENUS:
        getattr(bpy.types, name).remove(draw)
