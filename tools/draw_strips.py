"""Draws a film before and after its strips were edited, with the sound under it, in docs/images.

    python tools/draw_strips.py

strips.jpg: the test voice as one recording of 24 seconds, cut into ten strips that two heads say by
turns; then one strip is moved, one trimmed, one deleted and one added, and the takes follow. Under
the frames is the envelope of what Blender mixes, and the strips, in the colour of their speaker.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import soundfile

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import strips as benchmark  # noqa: E402
from desk import EXTENSION, enabled  # noqa: E402
from line import write_voice  # noqa: E402

IMAGE = ROOT / "docs" / "images" / "strips.jpg"
SECONDS, PICTURES, SIZE = 24.0, 11, (240, 150)
COLORS = {1: "#d98736", 2: "#3f7fbf"}
"""Of the speakers, by channel."""


def camera() -> None:
    """One that sees both heads, and even light."""
    import bpy

    made = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    made.data.type, made.data.ortho_scale = "ORTHO", 0.64
    scene = bpy.context.scene
    bpy.context.view_layer.update()
    heads = [thing for thing in scene.objects if thing.name in ("Anna", "Bob")]
    bounds = np.array([thing.matrix_world @ _vector(c) for thing in heads for c in thing.bound_box])
    middle = (bounds.min(axis=0) + bounds.max(axis=0)) / 2
    made.location, made.rotation_euler = (middle[0], -3, middle[2] + 0.05), (np.pi / 2, 0, 0)
    scene.collection.objects.link(made)
    scene.camera = made


def _vector(corner: Any) -> Any:
    from mathutils import Vector

    return Vector(corner)


def film(folder: Path, last: int) -> tuple[np.ndarray, np.ndarray, list[tuple[str, int, int, int]]]:
    """Pictures [pictures, height, width, 4], the envelope [frames], and the strips' places."""
    import bpy

    part = sys.modules
    sheet = part[f"{EXTENSION}.blender.output.sheet"]
    settings = part[f"{EXTENSION}.blender.output.render_settings"]
    render = part[f"{EXTENSION}.blender.output.render"]
    scene, pictures = bpy.context.scene, []
    scene.frame_start, scene.frame_end = 1, last
    bpy.ops.sound.mixdown(
        filepath=str(folder / "mix.wav"), container="WAV", codec="PCM", channels="MONO"
    )
    with render.copied(scene) as copy:
        settings.apply(settings.Look("workbench", SIZE), copy)
        for number, frame in enumerate(
            np.linspace(1, last, PICTURES + 1)[:-1] + last / PICTURES / 2
        ):
            path = folder / f"{number}.png"
            render.render_picture(copy, round(frame), path)
            pictures.append(sheet.read_picture(path))
    span = part[f"{EXTENSION}.blender.takes.strips"].span
    places = [(s.name, s.channel, *span(s)) for s in scene.sequence_editor.strips]
    return np.stack(pictures), envelope(folder / "mix.wav", last), places


def envelope(path: Path, last: int) -> np.ndarray:
    """The loudest sample of each frame, [frames]."""
    samples, rate = soundfile.read(path)
    step = rate / benchmark.FPS
    edges = (np.arange(last + 1) * step).astype(int)
    found = [np.abs(samples[a:b]).max(initial=0) for a, b in zip(edges, edges[1:], strict=False)]
    return np.array(found) / max(found)


def draw(films: list[tuple[str, Any]], last: int) -> None:
    """Both films below each other."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(
        4, 1, figsize=(14, 5.4), height_ratios=(1.5, 1, 1.5, 1), layout="constrained"
    )
    for (title, (pictures, heard, places)), row in zip(films, (0, 2), strict=True):
        axes[row].imshow(np.concatenate(list(pictures), axis=1), aspect="auto")
        axes[row].set_title(title, loc="left", fontsize=10)
        axes[row].axis("off")
        below = axes[row + 1]
        below.fill_between(np.arange(1, last + 1), -heard, heard, color="#555555", lw=0)
        for name, channel, first, after in places:
            below.axvspan(first, after, color=COLORS[channel], alpha=0.35, lw=0)
            below.text(first + 2, 0.95, name.split()[-1], fontsize=9, va="top")
        below.set(xlim=(1, last), ylim=(-1.05, 1.05), yticks=[])
    axes[3].set_xlabel("frame (orange: Anna, blue: Bob)")
    figure.savefig(IMAGE, dpi=100, pil_kwargs={"quality": 82})


def main() -> None:
    """Draws the picture."""
    folder = enabled()
    with tempfile.TemporaryDirectory() as pictures:
        import bpy

        path = Path(folder, "voice.wav")
        write_voice(path, SECONDS / 60)
        strips, length = benchmark.dialogue(path, SECONDS)
        camera()
        last = (benchmark.LINES + 2) * length + 24
        assert bpy.ops.intone.animate_all() == {"FINISHED"}
        before = film(Path(pictures), last)
        benchmark.edit(strips, path, length)
        assert bpy.ops.intone.follow_strips() == {"FINISHED"}
        after = film(Path(pictures), last)
        title = "After: 2 was moved, 5 trimmed, 8 deleted, 11 added"
        draw([("Before: ten strips of one recording", before), (title, after)], last)
    sys.modules[f"{EXTENSION}.blender.background.workers"].close()


if __name__ == "__main__":
    main()
