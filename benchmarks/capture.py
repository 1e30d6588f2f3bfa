"""A capture is dropped on characters and plays: what comes of each frame of the file.

    python benchmarks/capture.py TAKE.csv [--rigs FOLDER] [--names NAME ...] [--sheets FOLDER]

For the embedded head (the name "head") and characters of FOLDER: every row of the file, at its own
time, against the character's F-curves, for each shape key that bears a channel's name; then what
half of happiness adds by its slider, what half the articulation leaves, and what is left of both
once they are taken back.
--sheets also writes twelve frames of each, evenly over the take, as they are filmed.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Object
from rig_files import read_character

import intone
from intone.blender.character import characters
from intone.blender.output.film import Film, film_scene
from intone.blender.output.render_settings import Look
from intone.blender.output.sheet import render_sheet
from intone.capture.captured import column_of
from intone.capture.live_link import seconds
from intone.face.basis import BLENDSHAPES, REGIONS
from intone.track import Array

LOOK, PICTURES = Look("workbench", (300, 300), fine=True), 12


@dataclass(frozen=True)
class Rows:
    """What the file holds: values [rows, names], 0..1, and each row's frame of a scene at `rate`,
    from 0 on."""

    names: tuple[str, ...]
    frames: Array
    values: Array
    rate: float

    def of(self, name: str) -> Array:
        """One channel's [rows]."""
        return self.values[:, self.names.index(name)]


def rows_of(take: Path) -> Rows:
    """The file's own numbers, without what Intone's reader does to them."""
    with take.open(newline="") as file:
        table = list(csv.DictReader(file))
    places = {label: place for label in table[0] if (place := column_of(label)) is not None}
    labels = [label for label, place in places.items() if place < len(BLENDSHAPES)]
    times, rate = seconds([row["Timecode"] for row in table])
    values = np.array([[float(row[label]) for label in labels] for row in table])
    names = tuple(BLENDSHAPES[places[label]] for label in labels)
    return Rows(names, (times - times[0]) * rate, np.clip(values, 0, 1), rate)


def head() -> Object:
    """The embedded head, alone in a new file."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.ops.intone.add_head()
    return bpy.context.scene.intone_settings.character


def drop(chosen: Object, take: Path, rate: float) -> None:
    """The take falls on the character, in a scene at its rate."""
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = round(rate), 1.0
    scene.intone_settings.character = chosen
    scene.frame_set(scene.frame_start)
    bpy.ops.intone.drop(directory=str(take.parent), files=[{"name": take.name}])


def played(chosen: Object, file: Rows) -> Rows:
    """The same rows as the F-curves play them, of the keys that bear a channel's name."""
    curves = dict(named_curves(chosen))
    frames = (chosen.intone.start + file.frames).tolist()
    columns = [[curve.evaluate(frame) for frame in frames] for curve in curves.values()]
    return Rows(tuple(curves), file.frames, np.array(columns).T, file.rate)


def named_curves(chosen: Object) -> Iterator[tuple[str, bpy.types.FCurve]]:
    """A channel of the capture and the F-curve of the first key of its name."""
    found = set()
    for thing in characters.members(chosen):
        keys = characters.shape_keys(thing)
        bag = keys and keys.animation_data and _bag(keys)
        for block in keys.key_blocks if bag else ():
            column, path = column_of(block.name), f'key_blocks["{block.name}"].value'
            curve = bag.fcurves.find(path)
            if column is not None and curve is not None and column not in found:
                found.add(column)
                yield BLENDSHAPES[column], curve


def _bag(keys: bpy.types.Key) -> bpy.types.ActionChannelbag:
    moved = keys.animation_data
    return next(
        bag
        for layer in moved.action.layers
        for strip in layer.strips
        for bag in strip.channelbags
        if bag.slot_handle == moved.action_slot.handle
    )


def measure(chosen: Object, file: Rows) -> None:
    """Prints how far the keys are from the file, and what the controls add and scale."""
    once = played(chosen, file)
    apart = np.abs(once.values - np.stack([file.of(name) for name in once.names], axis=1))
    worst = [f"{once.names[k]} {apart[:, k].max():.3f}" for k in apart.max(0).argsort()[::-1][:4]]
    print(f"{chosen.name}: {len(once.names)} keys, {len(apart)} rows; mean error "
          f"{apart.mean():.5f}, 99.9 % below {np.quantile(apart, 0.999):.4f}, "
          f"largest {', '.join(worst)}", flush=True)  # fmt: skip
    settings = chosen.intone
    settings.happy = 0.5
    happy = acted(chosen, file)
    smile, jaw = ((happy.of(name) - once.of(name)).mean() for name in ("mouthSmileLeft", "jawOpen"))
    settings.happy, settings.articulation = 0.0, 0.5
    mouth = [name for name in REGIONS["mouth"] if name in once.names and once.of(name).std() > 0.05]
    half = acted(chosen, file)
    ratio = [np.polyfit(once.of(name), half.of(name), 1)[0] for name in mouth]
    settings.articulation = 1.0
    back = np.abs(acted(chosen, file).values - once.values).max()
    print(f"  happy .5 adds {smile:.3f} of smile, {jaw:.3f} of jaw; articulation .5 leaves "
          f"{np.mean(ratio):.3f} of the mouth; taken back: {back:.6f}", flush=True)  # fmt: skip


def acted(chosen: Object, file: Rows) -> Rows:
    """The take after Animate."""
    bpy.ops.intone.animate()
    return played(chosen, file)


def draw(chosen: Object, file: Rows, path: Path) -> None:
    """Twelve frames of the take, evenly, on one picture."""
    places = np.linspace(0, file.frames[-1], PICTURES + 2).round().astype(int)[1:-1].tolist()
    frames = {chosen.intone.start + k: f"{k / file.rate:.1f} s" for k in places}
    with film_scene(bpy.context.scene, chosen, Film(LOOK)) as staged:
        render_sheet(staged, path, frames, look=LOOK)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("take", type=Path)
    parser.add_argument("--rigs", type=Path, help="a folder of characters")
    parser.add_argument("--names", nargs="*", default=["head"], help="which; head is the embedded")
    parser.add_argument("--sheets", type=Path, help="where pictures go")
    args = parser.parse_args()
    intone.register()
    file = rows_of(args.take)
    for name in args.names:
        files = sorted(args.rigs.iterdir()) if args.rigs else []
        own = name == "head"
        chosen = head() if own else read_character(next(p for p in files if p.stem == name))
        drop(chosen, args.take.absolute(), file.rate)
        chosen = (
            bpy.context.scene.intone_settings.character
        )  # of several meshes, the one with settings
        measure(chosen, file)
        if args.sheets:
            draw(chosen, file, args.sheets / f"capture-{name}.png")


if __name__ == "__main__":
    main()
