"""Preferences: what holds for every file of an artist."""

from __future__ import annotations

from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy.types import AddonPreferences, Context, UILayout

from .blender.background import workers

DEVICES = (
    ("auto", "Automatic", "The fastest that works: a graphics card, else the processor"),
    ("cuda", "CUDA", "NVIDIA graphics cards, where onnxruntime-gpu was installed by hand"),
    ("webgpu", "WebGPU", "Any graphics card, by Vulkan, Direct3D or Metal"),
    ("coreml", "Core ML", "Apple's neural engine and graphics"),
    ("cpu", "Processor", "Runs everywhere"),
)


def _restart(preferences: AddonPreferences, context: Context) -> None:
    workers.close()


def _network(name: str, verb: str) -> object:
    return StringProperty(
        name=name,
        description=f"A network of your own training that {verb}; empty: the one of Intone",
        subtype="FILE_PATH",
        update=_restart,
    )


class Preferences(AddonPreferences):
    bl_idname = __package__

    device: EnumProperty(
        name="Device",
        description="Where the networks run",
        items=DEVICES,
        update=_restart,
    )
    listen: _network("Listening Network", "listens")
    act: _network("Acting Network", "acts")
    memory: IntProperty(
        name="Memory Limit (MB)",
        description="What the hearing of one sound may take; an hour of sound needs about 900 MB",
        default=4096,
        min=512,
        soft_max=32768,
        update=_restart,
    )
    cache: StringProperty(
        name="Cache Folder",
        description="Where it is kept what was heard in a sound; empty: Intone's own folder",
        subtype="DIR_PATH",
        update=_restart,
    )
    cache_limit: IntProperty(
        name="Cache Limit (MB)",
        description="The sounds that were not asked for longest go first; 0 keeps none",
        default=512,
        min=0,
        soft_max=8192,
        update=_restart,
    )

    def draw(self, context: Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "device")
        _draw_devices(layout)
        layout.prop(self, "listen")
        layout.prop(self, "act")
        layout.prop(self, "memory")
        layout.prop(self, "cache")
        row = layout.row(align=True)
        row.prop(self, "cache_limit")
        row.operator("intone.clear_cache", text=_kept(), icon="TRASH")
        layout.operator("intone.copy_report", icon="COPYDOWN")


def _kept() -> str:
    hearings = workers.hearings()
    return f"Clear {hearings.size() / 2**20:.1f} MB" if hearings is not None else "Clear"


def _draw_devices(layout: UILayout) -> None:
    """Where the networks run, and a line for each device that was passed over."""
    column = layout.column(align=True)
    column.active = False
    running = workers.devices()
    if not running:
        column.label(text="The networks are loaded when Intone's panel is first seen.")
    for verb, where in running.items():
        taken, *passed = where.split("; ")
        column.label(text=f"The {verb}ing network runs on: {taken}")
        for reason in passed:
            column.label(text=f"    not on {reason}")


def device(context: Context) -> str:
    """The chosen device; "auto" where Intone is no enabled extension."""
    addon = context.preferences.addons.get(__package__)
    return addon.preferences.device if addon is not None else "auto"
