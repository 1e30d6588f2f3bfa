"""Draws docs/images/gallery-*.jpg: faces as films show them, on portraits' stages.

    python tools/draw_gallery.py [emotions] [people] [rigs] [capture] [--look cycles]
        [--rigs FOLDER] [--take FILE.csv]

emotions  the embedded head, neutral and in each emotion, on an open vowel of the test voice
people    four people of the embedded head, each in a mood
rigs      four of other people's characters (docs/rigs-tried.md says where they come from; VRM files
          need their add-on, `--addon MODULE`), each in two moods on the same vowel
capture   moments of a take of Live Link Face, on three of those characters and the embedded head
Workbench by default, seconds a picture; with Cycles half a minute of processor time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import bpy
import numpy as np
from bpy.types import Object
from PIL import Image, ImageDraw

import intone
from intone.blender.character import posing, rig_map
from intone.blender.output.film import Film, film_scene
from intone.blender.output.render import render_picture
from intone.blender.output.render_settings import Look
from intone.capture.files import read_capture
from intone.emotion.mood import EXPRESSIVE, constant_mood, felt_emotions, felt_intensity
from intone.face.basis import BLENDSHAPES, CHANNELS, EYES, HEAD, index
from intone.face.performance import Style
from intone.head.people import PEOPLE
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.rig.retarget import retarget
from intone.text.script import AUTO
from intone.track import Array, Track

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))
from rig_files import read_character  # noqa: E402  which lies there

IMAGES = ROOT / "docs" / "images"
VOICE = ROOT / "tests" / "data" / "voice.flac"
MOMENT_S = 1.48
"""An open vowel of the test voice, of "Pam"."""
AWAKE = Style(blinks=0, gaze=0)
PERSONS = {"OLDER_MAN": "angry", "BROWN_WOMAN": "happy", "DARK_MAN": "surprised"}
PERSONS |= {"OLD_WOMAN": "sad"}
RIGS = ("raccoon", "ict", "mpfb", "arkit-ref")
RIG_MOODS = ("happy", "angry")
CAPTURED = ("raccoon", "ict", "arkit-ref")
MOVES = {"jawOpen": 0.3, "mouthSmileLeft": 0.3, "mouthPucker": 0.3, "browInnerUp": 0.2}
MOVES |= {"mouthLeft": 0.2, "cheekPuff": 0.2}
"""Moments of a capture: where each of these is largest, if it goes so far."""
QUALITY, GAP = 82, 4


@dataclass(frozen=True)
class Tile:
    """A face [CHANNELS], how each emotion is felt on it, and what stands under it."""

    face: Array
    caption: str
    felt: Array | None = None


@lru_cache(maxsize=1)
def spoken() -> dict[str, Tile]:
    """The vowel in neutral and in each emotion, at scale 1."""
    networks = load_networks(device="cpu")
    speech = listen(VOICE, networks, script=AUTO)
    tiles = {}
    for emotion in ("neutral", *EXPRESSIVE):
        mood = constant_mood({emotion: 1.0} if emotion in EXPRESSIVE else {"happy": 1.0},
                             1.0 if emotion in EXPRESSIVE else 0.0)  # fmt: skip
        moment = np.array([MOMENT_S])
        face = act(speech, mood, AWAKE, networks).at(moment)[0]
        face[[index(name) for name in HEAD]] *= 0.5  # a portrait looks at whoever looks at it
        felt = felt_emotions(mood, felt_intensity(speech, mood)).at(moment)[0]
        tiles[emotion] = Tile(face, emotion, felt)
    return tiles


def drawn(chosen: Object, tiles: Sequence[Tile], look: Look) -> Iterator[Image.Image]:
    """A portrait of the character with each face."""
    rig = rig_map.rig_of(chosen.name)
    names = felt_emotions(constant_mood({}, 0.0), Track(np.zeros((1, 1), np.float32), 1.0)).names
    with film_scene(bpy.context.scene, chosen, Film(look)) as staged, folder() as place:
        for tile in tiles:
            face = Track(tile.face[None], 24.0, CHANNELS)
            felt = None if tile.felt is None else Track(tile.felt[None], 24.0, names)
            motion = retarget(face, rig, felt)
            pose = dict(zip(motion.channels, motion.values[0].tolist(), strict=True))
            before = posing.values(pose)
            posing.put(pose)
            path = place / "tile.png"
            render_picture(staged, 1, path)
            posing.put(before)
            yield captioned(Image.open(path).convert("RGB"), tile.caption)


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def captioned(picture: Image.Image, text: str) -> Image.Image:
    """The same with a line at its foot."""
    pen = ImageDraw.Draw(picture)
    pen.text((10, picture.height - 24), text, fill="white", font_size=16)
    return picture


def person(name: str) -> Object:
    """One of the embedded head's people, alone in a new file."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.ops.intone.add_head(person=name)
    return bpy.context.scene.intone_settings.character


def draw_emotions(look: Look, _: argparse.Namespace) -> None:
    save("gallery-emotions", list(drawn(person("YOUNG"), list(spoken().values()), look)), 4)


def draw_people(look: Look, _: argparse.Namespace) -> None:
    tiles = []
    for name, emotion in PERSONS.items():
        felt = spoken()[emotion]
        shown = Tile(felt.face, f"{PEOPLE[name].label}, {emotion}", felt.felt)
        tiles += drawn(person(name), [shown], look)
    save("gallery-people", tiles, 4)


def draw_rigs(look: Look, args: argparse.Namespace) -> None:
    rows = []
    for name in args.names or RIGS:
        chosen = read_character(found(args.rigs, name))
        moods = [spoken()[mood] for mood in RIG_MOODS]
        rows += drawn(chosen, [Tile(m.face, f"{name}, {m.caption}", m.felt) for m in moods], look)
    save("gallery-rigs", rows, 4)


def draw_capture(look: Look, args: argparse.Namespace) -> None:
    face, _ = read_capture(args.take)
    tiles = list(moments(face))
    rows = list(drawn(person("YOUNG"), tiles, look))
    for name in args.names or CAPTURED:
        rows += drawn(read_character(found(args.rigs, name)), tiles, look)
    save("gallery-capture", rows, len(tiles))


def moments(face: Track) -> Iterator[Tile]:
    """The frames of a capture on which it does most, without the turns of head and eyes."""
    for name, least in MOVES.items():
        values = face.values[:, : len(BLENDSHAPES)].copy()
        others = np.sort(values, axis=1)[:, -6:].sum(1) - values[:, index(name)]
        frame = int((values[:, index(name)] - 0.1 * others).argmax())
        if values[frame, index(name)] >= least:
            shown = face.values[frame].copy()
            shown[[index(name) for name in (*HEAD, *EYES)]] *= 0.5
            yield Tile(shown, f"{name}, {frame / face.rate:.1f} s")


def found(folder: Path, name: str) -> Path:
    """The file of a character, or its folder of shapes."""
    return next(path for path in sorted(folder.iterdir()) if path.stem == name)


def save(name: str, tiles: Sequence[Image.Image], columns: int) -> None:
    """The tiles in rows, as a JPEG."""
    width, height = tiles[0].size
    rows = -(-len(tiles) // columns)
    size = (columns * (width + GAP) - GAP, rows * (height + GAP) - GAP)
    sheet = Image.new("RGB", size, "white")
    for k, tile in enumerate(tiles):
        sheet.paste(tile, (k % columns * (width + GAP), k // columns * (height + GAP)))
    sheet.save(IMAGES / f"{name}.jpg", quality=QUALITY, optimize=True)
    print(name, sheet.size, (IMAGES / f"{name}.jpg").stat().st_size // 1024, "KB", flush=True)


SHEETS: dict[str, Callable[[Look, argparse.Namespace], None]] = {
    "emotions": draw_emotions, "people": draw_people, "rigs": draw_rigs, "capture": draw_capture,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sheets", nargs="*", help=f"of {', '.join(SHEETS)}; the first two")
    parser.add_argument("--look", default="workbench", choices=["workbench", "eevee", "cycles"])
    parser.add_argument("--size", type=int, default=300, help="pixels of a picture")
    parser.add_argument("--rigs", type=Path, help="a folder of characters")
    parser.add_argument("--names", nargs="*", help="which of them")
    parser.add_argument("--take", type=Path, help="a capture of Live Link Face")
    parser.add_argument("--addon", nargs="*", default=[], help="add-ons that read them")
    args = parser.parse_args()
    intone.register()
    for addon in args.addon:
        bpy.ops.preferences.addon_enable(module=addon)
    look = Look(args.look, (args.size, args.size), samples=12, fine=True)
    for name in args.sheets or ("emotions", "people"):
        SHEETS[name](look, args)


if __name__ == "__main__":
    main()
