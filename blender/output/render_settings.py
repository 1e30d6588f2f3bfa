"""Looks: engine, size and quality of a render, with presets for a playblast and a final render."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import bpy
from bpy.types import Scene

from .solid_colours import colour_type

Engine = Literal["workbench", "eevee", "cycles"]


@dataclass(frozen=True)
class Look:
    """`size` is [width, height] in pixels; `samples` are Cycles' or EEVEE's a pixel.

    A `fine` Workbench picture has smooth edges and subdivided skin, and takes twice as long.
    """

    engine: Engine
    size: tuple[int, int]
    samples: int = 32
    fine: bool = False


PLAYBLAST = Look("workbench", (512, 512))
QUICK = Look("workbench", (1080, 1080), fine=True)
BEAUTIFUL = Look("eevee", (1080, 1080), samples=32)
FINAL = Look("cycles", (1080, 1080), samples=64)
PRESETS = {"playblast": PLAYBLAST, "quick": QUICK, "beautiful": BEAUTIFUL, "final": FINAL}
SHAPES: dict[str, tuple[int, int]] = {
    "square": (1080, 1080),
    "wide": (1920, 1080),
    "tall": (1080, 1920),
}
"""Pixels of a film of each shape."""


def sized(look: Look, shape: str) -> Look:
    """The same look in one of SHAPES."""
    return replace(look, size=SHAPES[shape])


def apply(look: Look, scene: Scene) -> None:
    """Sets the scene up to render so; meant for a copy of a scene."""
    _frame(scene, look.size)
    {"workbench": _use_workbench, "eevee": _use_eevee, "cycles": _use_cycles}[look.engine](
        scene, look
    )


def _frame(scene: Scene, size: tuple[int, int]) -> None:
    render = scene.render
    render.resolution_x, render.resolution_y = size
    render.resolution_percentage = 100
    render.use_border = render.use_compositing = render.use_multiview = False
    render.use_overwrite = render.use_file_extension = True
    render.use_placeholder = False
    scene.frame_step = 1


def _use_workbench(scene: Scene, look: Look) -> None:
    """Studio light, and the colours that the meshes carry; no lamps and no shaders needed.

    Unless it shall be fine without subdivision, which takes four times as long.
    """
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.use_simplify = True
    scene.render.simplify_subdivision_render = 1 if look.fine else 0
    scene.display.render_aa = "5" if look.fine else "FXAA"
    scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"
    shading = scene.display.shading
    shading.light, shading.studio_light = "STUDIO", "paint.sl"
    shading.color_type = colour_type(scene)
    shading.show_cavity = shading.show_shadows = shading.show_specular_highlight = False


def _use_eevee(scene: Scene, look: Look) -> None:
    """Named otherwise before Blender 5.0."""
    scene.render.engine = "BLENDER_EEVEE" if bpy.app.version >= (5, 0) else "BLENDER_EEVEE_NEXT"
    scene.eevee.taa_render_samples = look.samples
    scene.eevee.shadow_step_count = 16  # with fewer the chin's shadow has a hard wedge on the neck


def _use_cycles(scene: Scene, look: Look) -> None:
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = look.samples
    scene.cycles.use_denoising = True
    scene.render.use_simplify, scene.render.simplify_subdivision_render = True, 1
