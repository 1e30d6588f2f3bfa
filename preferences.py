"""Preferences: settings for every file."""

from __future__ import annotations

from bpy.app.translations import pgettext_iface as iface
from bpy.props import EnumProperty, IntProperty, StringProperty
from bpy.types import AddonPreferences, Context, UILayout

from .blender.background import worker_setup, workers

DEVICES = (
    ("auto", "Automatic", "The fastest device that works: a graphics card, else the processor"),
    ("cuda", "CUDA", "NVIDIA graphics cards, if onnxruntime-gpu was installed by hand"),
    ("webgpu", "WebGPU", "Any graphics card, by Vulkan, Direct3D or Metal"),
    ("coreml", "Core ML", "Apple's neural engine and graphics"),
    ("cpu", "Processor", "Runs everywhere"),
)
CLEAR = "Clear {size} MB"
NOT_LOADED = "The networks are loaded when Intone's panel is first shown."
RUNS_ON = {
    "listen": "The listening network runs on: {device}",
    "content": "The content network runs on: {device}",
    "act": "The acting network runs on: {device}",
}
NOT_ON = "not on {reason}"


def _restart(preferences: AddonPreferences, context: Context) -> None:
    workers.close()


def _network(name: str, description: str) -> object:
    return StringProperty(name=name, description=description, subtype="FILE_PATH", update=_restart)


class Preferences(AddonPreferences):
    bl_idname = __package__

    device: EnumProperty(
        name="Device", description="Where the networks run", items=DEVICES, update=_restart
    )
    listen: _network("Listening Network", "File of your own listening network; empty: Intone's")
    act: _network("Acting Network", "File of your own acting network; empty: Intone's")
    memory: IntProperty(
        name="Memory Limit (MB)",
        description="Memory for listening to one sound; an hour of sound needs about 460 MB",
        default=4096,
        min=256,
        soft_max=32768,
        update=_restart,
    )
    cache: StringProperty(
        name="Cache Folder",
        description="Folder for what was heard in sounds; empty: Intone's own folder",
        subtype="DIR_PATH",
        update=_restart,
    )
    cache_limit: IntProperty(
        name="Cache Limit (MB)",
        description="The sounds unused for longest are deleted first; 0 stores none",
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
        row.operator("intone.clear_cache", text=_clear_text(), icon="TRASH")
        layout.operator("intone.copy_report", icon="COPYDOWN")


def _clear_text() -> str:
    cache = worker_setup.speech_cache()
    size = cache.size() if cache is not None else 0
    return iface(CLEAR).format(size=f"{size / 2**20:.1f}")


def _draw_devices(layout: UILayout) -> None:
    """The device of each network, and why faster devices are not used."""
    column = layout.column(align=True)
    column.active = False
    running = workers.devices()
    if not running:
        column.label(text=NOT_LOADED)
    for network, where in running.items():
        taken, *passed = where.split("; ")
        text = iface(RUNS_ON[network]).format(device=taken)
        column.label(text=text, translate=False)
        for reason in passed:
            column.label(text=f"    {iface(NOT_ON).format(reason=reason)}", translate=False)


def device(context: Context) -> str:
    """The chosen device; "auto" where Intone is no enabled extension."""
    addon = context.preferences.addons.get(__package__)
    return addon.preferences.device if addon is not None else "auto"


CLASSES = (Preferences,)
