"""`intone animate` in a Blender without a window: the take of a character, and files of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import bpy
from bpy.types import Object, Scene

from ... import cli
from ...audio.speech import Speech
from ...commands import console
from ...commands.flame import WriteTake, taker
from ...errors import OutputError, RigError
from ...export.files import replacing
from ...face.moments import telling
from ...progress import Progress, part
from ...track import Track
from ..background import workers
from ..character import bones, characters, rig_map
from ..head.head_mesh import add_head, stage
from ..output import render, scene_formats
from ..output.muting import muted
from ..output.render_settings import PRESETS, Look
from ..output.sheet import render_sheet
from ..takes import write as takes
from ..takes.scene import frame_rate, set_frame_rate

PICTURES = 8
"""How many frames a sheet shows."""


def animate(args: argparse.Namespace) -> int:
    """`intone animate` with Blender; returns the exit status."""
    try:
        perform(args)
    finally:
        workers.close()
    return console.DONE


def listen(args: argparse.Namespace) -> int:
    """`intone listen` with Blender; returns the exit status."""
    try:
        performer = workers.worker(args.device)
        speech = performer.listen(args.voice, console.progress_of(args), console.script_of(args))
        return cli.tell(args, speech)
    finally:
        workers.close()


def perform(args: argparse.Namespace) -> tuple[Speech, Track]:
    """Listens, acts, writes the take into the scene, then the files. Raises IntoneError."""
    cli.check_emotion(args)
    write = None if args.out is None else taker(args)
    progress = console.progress_of(args)
    scene, character = _prepare(args)
    speech, face = _perform(args, part(progress, 0.0, 0.3))
    target = takes.Target(character.name, scene.name, args.voice.absolute(), args.start)
    laid = takes.lay(face, target)
    if not bpy.data.filepath:
        scene.frame_start, scene.frame_end = max(0, args.start), laid.end
    console.say(args, f"{character.name}: {laid.channels} channels up to frame {laid.end}.")
    for why in laid.obstacles:
        console.say(args, why)
    performed, rest = (speech, face), part(progress, 0.3, 1.0)
    for path, put in _outputs(args, scene, character, performed, laid, write, rest):
        put(path)
        console.say(args, f"Wrote {path}.")
    return performed


def _prepare(args: argparse.Namespace) -> tuple[Scene, Object]:
    """The scene and the character; refuses now what could only be refused later."""
    if not bpy.data.filepath:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    if args.fps is not None or not bpy.data.filepath:
        set_frame_rate(scene, args.fps or cli.FPS)
    for path in args.export:
        scene_formats.check_path(path)
    character = _character(args.character, scene)
    rig_map.rig_of(character.name)
    if scene.camera is None and (args.render or args.sheet):
        raise OutputError(render.NO_CAMERA)
    return scene, character


def _character(name: str | None, scene: Scene) -> Object:
    """The character of that name, else the scene's only one, else the embedded head."""
    if name is not None:
        return characters.find(name)
    meshes_last = sorted(scene.objects, key=lambda thing: thing.type == "MESH")
    faces = {_moved(face): face for face in meshes_last}
    faces.pop((), None)
    if len(faces) > 1:
        names = ", ".join(sorted(face.name for face in faces.values()))
        raise RigError(f"The file has several characters ({names}): say which with --character.")
    if faces:
        return next(iter(faces.values()))
    head = add_head(scene.collection)
    stage(scene, head)
    return head.mesh


def _moved(face: Object) -> tuple[str, ...]:
    """Names of the objects that a face would move, sorted; () for what is no face."""
    if characters.shape_keys(face) is None and not bones.is_face(face):
        return ()
    try:
        rig = rig_map.rig_of(face.name)
    except RigError:
        return ()
    return tuple(sorted({channel.owner for channel in rig.channels}))


def _perform(args: argparse.Namespace, progress: Progress) -> tuple[Speech, Track]:
    mood, script = partial(cli.mood_of, args), console.script_of(args)
    direction = takes.Direction(mood, console.style_of(args), script)
    performer = workers.worker(args.device)
    speech, face = takes.performance(args.voice, direction, performer, progress)
    console.remark(args, speech)
    return speech, face


def _outputs(
    args: argparse.Namespace,
    scene: Scene,
    character: Object,
    performed: tuple[Speech, Track],
    laid: takes.Laid,
    write: WriteTake | None,
    progress: Progress,
) -> list[tuple[Path, Callable[[Path], None]]]:
    """The files asked for, and what writes each; the dear ones last."""
    face, fps = performed[1], frame_rate(scene)
    header = cli.header_of(args, workers.worker(args.device).header())
    taken = (args.start, laid.end)
    pictures = _pictures(*performed, args.start, fps)
    sheet = part(progress, 0.0, 0.3)

    def out(path: Path) -> None:
        scene_formats.export(scene, character, path, taken)

    writers: list[tuple[Path | None, Callable[[Path], None]]] = [
        (args.out, lambda path: write and write(face, path, fps, header)),
        (args.blend, save),
        *((file, out) for file in args.export),
        (args.sheet, lambda path: render_sheet(scene, path, pictures, progress=sheet)),
        (args.render, _renderer(args, scene, performed, taken, part(progress, 0.3, 1.0))),
    ]
    return [(path, write) for path, write in writers if path is not None]


def _renderer(
    args: argparse.Namespace,
    scene: Scene,
    performed: tuple[Speech, Track],
    taken: tuple[int, int],
    progress: Progress,
) -> Callable[[Path], None]:
    """What renders a film, a sequence (its name has a #) or the frame that shows most."""
    look = look_of(args)
    whole = (scene.frame_start, scene.frame_end)
    frames = whole if args.whole else (max(0, taken[0]), taken[1])  # Blender renders none before

    def write(path: Path) -> None:
        if path.suffix.lower() == ".mp4":
            render.render_movie(scene, path, frames, look, progress)
        elif "#" in path.name:
            render.render_sequence(scene, path, frames, look, progress)
        else:
            still = _pictures(*performed, args.start, frame_rate(scene), count=1)
            render.render_still(scene, path, next(iter(still)), look)

    return write


def look_of(args: argparse.Namespace) -> Look:
    """The look that was asked for: a preset, and what was said besides."""
    preset = PRESETS[args.preset]
    return replace(preset, engine=args.engine or preset.engine, size=args.size or preset.size)


def _pictures(
    speech: Speech, face: Track, start: int, fps: float, count: int = PICTURES
) -> dict[int, str]:
    """The scene's frames that a sheet shows, each with its caption."""
    shown = face.resampled(fps)
    closed = speech.content.at(shown.times)[:, speech.content.names.index("lipsClosed")]
    return {
        start + moment.frame: f"{moment.frame / fps:.1f} s" + ("  p b m" if moment.closed else "")
        for moment in telling(shown, closed, count)
        if start + moment.frame >= 0
    }


def save(path: Path) -> None:
    """The open file as a .blend, whole or not at all; what is open stays what it was."""
    with replacing(path.absolute()) as beside:
        beside.unlink()  # Blender would keep the empty file as a backup
        with muted():
            bpy.ops.wm.save_as_mainfile(filepath=str(beside), copy=True, compress=True)
