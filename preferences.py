"""Preferences: what holds for every file of an artist."""

from __future__ import annotations

from bpy.props import EnumProperty
from bpy.types import AddonPreferences, Context

from .blender import workers

DEVICES = (
    ("auto", "Automatic", "The best that works: a graphics card, else the processor"),
    ("cuda", "CUDA", "NVIDIA graphics cards, where onnxruntime-gpu was installed by hand"),
    ("webgpu", "WebGPU", "Any graphics card, by Vulkan, Direct3D or Metal"),
    ("coreml", "Core ML", "Apple's neural engine and graphics"),
    ("cpu", "Processor", "Runs everywhere"),
)


def _restart(preferences: AddonPreferences, context: Context) -> None:
    workers.close()


class Preferences(AddonPreferences):
    bl_idname = __package__

    device: EnumProperty(
        name="Device",
        description="Where the networks run",
        items=DEVICES,
        update=_restart,
    )

    def draw(self, context: Context) -> None:
        self.layout.prop(self, "device")


def device(context: Context) -> str:
    """The chosen device; "auto" where Intone is no enabled extension."""
    addon = context.preferences.addons.get(__package__)
    return addon.preferences.device if addon is not None else "auto"
