"""`intone animate` in a Blender without a window: the take of a character, and files of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
from bpy.types import Object, Scene

from ...animation.keyframes import UNSEEN
from ...audio.speech import Speech
from ...batch.run import Tell
from ...batch.work import Made
from ...commands import console
from ...commands.flame import WriteTake, take_writer
from ...commands.listen import show, voice_of
from ...commands.options import order_of
from ...commands.voice_level import levelled
from ...export.files import Header
from ...face.moments import telling
from ...order import FPS, Order
from ...progress import Progress, part, silent
from ...text.captions import captions
from ..background import workers
from ..background.steps import run_all
from ..character import rig_map
from ..output import render, scene_formats
from ..output.film import Film
from ..output.render_settings import PLAYBLAST, Look
from ..output.sheet import render_sheet
from ..output.written import save_copy
from ..takes import write as takes
from ..takes.scene import frame_rate, set_frame_rate
from ..takes.write import SampledTake
from .character import AS_IT_IS, Cast, cast_of, chosen_character
from .looks import filmed, look_of, on_frames

PICTURES = 8
"""How many frames a sheet shows."""


@dataclass(frozen=True)
class Shot:
    """An order in a scene: who says it from which frame on, and the files that it becomes.

    character   an object's name; None is the only face of the open file; the embedded head where
                no file is open
    cast        who the embedded head is; AS_IT_IS leaves that of an open file as it is
    flame       a FLAME model, whose parameters `take` shall hold
    renders     films, sequences (the name has a #) and stills
    whole       a film is of the scene's frame range, not of the take's
    portrait    the character alone is filmed, by a camera and lights of its own; so it is where
                the scene has no camera
    captions    what is said is burned in
    """

    order: Order
    device: str = "auto"
    character: str | None = None
    cast: Cast = AS_IT_IS
    start: int = 1
    take: Path | None = None
    flame: Path | None = None
    blend: Path | None = None
    export: Sequence[Path] = ()
    sheet: Path | None = None
    renders: Sequence[Path] = ()
    look: Look = PLAYBLAST
    whole: bool = False
    portrait: bool = False
    captions: bool = False


def animate(args: argparse.Namespace) -> int:
    """`intone animate` with Blender; returns the exit status."""
    try:
        make_shot(_shot(args), console.progress_of(args), lambda text: console.say(args, text))
    finally:
        workers.close()
    return console.DONE


def _shot(args: argparse.Namespace) -> Shot:
    """What was asked for, at the level of its voice."""
    return Shot(
        levelled(order_of(args, args.voice, fps_of(args)), args, workers.listener(args.device)),
        device=args.device,
        character=args.character,
        cast=cast_of(args),
        start=args.start,
        take=args.out,
        flame=args.flame,
        blend=args.blend,
        export=args.export,
        sheet=args.sheet,
        renders=[args.render] if args.render else [],
        look=look_of(args),
        whole=args.whole,
        portrait=args.portrait,
        captions=args.captions,
    )


def fps_of(args: argparse.Namespace) -> float:
    """The frame rate that was asked for, else the open file's own."""
    return args.fps or (frame_rate(bpy.context.scene) if bpy.data.filepath else FPS)


def listen(args: argparse.Namespace) -> int:
    """`intone listen` with Blender; returns the exit status."""
    try:
        order = levelled(voice_of(args), args, workers.listener(args.device))
        performer = workers.worker(args.device)
        speech = performer.listen(args.voice, console.progress_of(args), order.script)
        return show(args, order.edited(speech))
    finally:
        workers.close()


def make_shot(shot: Shot, progress: Progress = silent, tell: Tell = lambda _: None) -> Made:
    """Listens, acts, writes the take into the scene, then the files. Raises IntoneError."""
    write = None if shot.take is None else take_writer(shot.take, shot.flame)
    scene, character = _prepare(shot)
    target = takes.Target(character.name, scene.name, shot.order.sound.absolute(), shot.start)
    rig = rig_map.rig_of(character.name)
    request = takes.Request(target, shot.order, rig, frame_rate(scene))
    performer = workers.worker(shot.device)
    speech, take = takes.perform(request, performer, part(progress, 0.0, 0.3))
    for remark in speech.remarks:
        tell(f"intone: {remark}")
    laid, first = run_all(takes.write(take, clip := take.keys())), int(clip.start)
    if not bpy.data.filepath:
        scene.frame_start, scene.frame_end = max(0, first), laid.end
    tell(f"{character.name}: {laid.channels} channels up to frame {laid.end}.")
    for remark in laid.remarks:
        tell(remark)
    take = replace(take, target=replace(target, action=laid.action))
    played = Played(scene, character, shot.order.rolled(speech), take, (first, laid.end))
    header = shot.order.header(performer.header())
    for path, put in _outputs(shot, played, write, header, part(progress, 0.3, 1.0)):
        put(path)
        tell(f"Wrote {path}.")
    return Made(speech.duration, header=header, remarks=(*speech.remarks, *laid.remarks))


def _prepare(shot: Shot) -> tuple[Scene, Object]:
    """The scene and the character; refuses now what could only be refused later."""
    if not bpy.data.filepath:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    if shot.order.fps != frame_rate(scene):
        set_frame_rate(scene, shot.order.fps)
    for path in shot.export:
        scene_formats.check_path(path)
        scene_formats.check_start(path, shot.start)
    return scene, chosen_character(shot.character, scene, shot.cast)


@dataclass(frozen=True)
class Played:
    """What was heard and acted, in its scene; `frames` are the first and the last of the take.

    It is keyed exactly, for what is exported and rendered.
    """

    scene: Scene
    character: Object
    speech: Speech
    take: SampledTake
    frames: tuple[int, int]


def _outputs(
    shot: Shot, played: Played, write: WriteTake | None, header: Header, progress: Progress
) -> list[tuple[Path, Callable[[Path], None]]]:
    """The files asked for, and what writes each; the .blend last, whose keys are fewer."""
    scene, fps, film = played.scene, frame_rate(played.scene), _film(shot, played)
    pictures, words = _pictures(played), played.speech.words
    sheet, rendered = part(progress, 0.0, 0.3), _renderer(shot, played, part(progress, 0.3, 1.0))

    def export(path: Path) -> None:
        scene_formats.export(scene, played.character, path, played.frames)

    def draw_sheet(path: Path) -> None:
        with filmed(scene, played.character, film) as shown:
            render_sheet(shown, path, pictures, progress=sheet)

    writers: list[tuple[Path | None, Callable[[Path], None]]] = [
        (shot.take, lambda path: write and write(played.take.face, path, fps, header, words)),
        *((file, export) for file in shot.export),
        (shot.sheet, draw_sheet),
        *((file, rendered) for file in shot.renders),
        (shot.blend, lambda path: _save_sparse(played.take, path)),
    ]
    return [(path, write) for path, write in writers if path is not None]


def _renderer(shot: Shot, played: Played, progress: Progress) -> Callable[[Path], None]:
    """What renders a film, a sequence (its name has a #) or the frame that shows most."""
    scene, look, film = played.scene, shot.look, _film(shot, played)
    first, last = played.frames
    taken = (max(0, first), last)  # Blender renders no frame before 0
    frames = (scene.frame_start, scene.frame_end) if shot.whole else taken

    def write(path: Path) -> None:
        with filmed(scene, played.character, film) as shown:
            if path.suffix.lower() == ".mp4":
                render.render_movie(shown, path, frames, look, progress)
            elif "#" in path.name:
                render.render_sequence(shown, path, frames, look, progress)
            else:
                render.render_still(shown, path, next(iter(_pictures(played, count=1))), look)

    return write


def _film(shot: Shot, played: Played) -> Film:
    portrait = shot.portrait or played.scene.camera is None
    lines = captions(played.speech.words) if shot.captions else ()
    return Film(shot.look, portrait, on_frames(lines, shot.start, frame_rate(played.scene)))


def _pictures(played: Played, count: int = PICTURES) -> dict[int, str]:
    """The scene's frames that a sheet shows, each with its caption."""
    content, fps, start = played.speech.content, frame_rate(played.scene), played.frames[0]
    shown = played.take.face.resampled(fps)
    closed = content.at(shown.times)[:, content.names.index("lipsClosed")]
    return {
        start + moment.frame: f"{moment.frame / fps:.1f} s" + ("  p b m" if moment.closed else "")
        for moment in telling(shown, closed, count)
        if start + moment.frame >= 0
    }


def _save_sparse(take: SampledTake, path: Path) -> None:
    """The open file, with keys few enough to be edited."""
    sparse = replace(take, target=replace(take.target, tolerance=UNSEEN))
    run_all(takes.write_action(sparse.keys(), sparse.target))
    save_copy(path)
