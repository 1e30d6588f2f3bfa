"""Preferences: what holds for every file of an artist."""

from __future__ import annotations

from bpy.props import EnumProperty, StringProperty
from bpy.types import AddonPreferences, Context, UILayout

from .blender import workers

DEVICES = (
    ("auto", "Automatic", "The fastest that works: a graphics card, else the processor"),
    ("cuda", "CUDA", "NVIDIA graphics cards, where onnxruntime-gpu was installed by hand"),
    ("webgpu", "WebGPU", "Any graphics card, by Vulkan, Direct3D or Metal"),
    ("coreml", "Core ML", "Apple's neural engine and graphics"),
    ("cpu", "Processor", "Runs everywhere"),
)


def _restart(preferences: AddonPreferences, context: Context) -> None:
    workers.close()


def _network(name: str, verb: str) -> StringProperty:
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

    def draw(self, context: Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "device")
        _draw_devices(layout)
        layout.prop(self, "listen")
        layout.prop(self, "act")
        layout.operator("intone.copy_report", icon="COPYDOWN")


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
