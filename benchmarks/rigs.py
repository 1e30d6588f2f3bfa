"""Rigs: a table of what Intone makes of other people's characters, and pictures of them.

    python benchmarks/rigs.py FOLDER [NAME ...] [--addon MODULE ...] [--sheets FOLDER] [--export]

FOLDER holds characters, each a file: .glb .gltf .vrm .fbx .blend .pmd .pmx, or a folder of .obj
with a Neutral.obj. `docs/rigs-tried.md` says where those of the table come from. VRM and MMD files
need their add-on (`--addon bl_ext.user_default.vrm`), else a .vrm is read as glTF.
Needs bpy; --sheets renders six pictures of each character, --export reads back a glTF of its take.

closure   worst gap between the lips where the face asks for shut ones, beyond their rest, of the
          jaw's full opening; and how far they are pressed over each other there at most
emotions  how far brows, lids and corners of the mouth go from the neutral face, % of the way from
          the eyes to the mouth; the mean of five frames, by the point at the 95th percentile
head      degrees by which the face follows headYaw 17.2, headPitch 17.2 (down is right); o: as an
          object, since what *Recognise* suggests was pressed (so are eyes that are objects)
eyes      how far the eyes' region goes as they look to the left, % as above
export    by how much the face's way between two moments differs after a glTF of it, % as above;
          nan: Blender's own importer puts the face elsewhere
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import bpy
import numpy as np
from rig_files import read_character
from rig_marks import LEFT, Marks, marks, points, posed
from rig_pictures import draw_sheet

from intone import register
from intone.animation.keyframes import shut_lips
from intone.blender.character import characters, loose_eyes, measuring, neck, posing, rig_map
from intone.blender.output import scene_formats
from intone.emotion.mood import constant_mood, felt_emotions, felt_intensity
from intone.errors import IntoneError
from intone.face.basis import CHANNELS, EYES, HEAD, index
from intone.face.performance import Style
from intone.geometry.surface import nearest
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.rig.mapping import RigMap
from intone.rig.retarget import retarget
from intone.text.script import AUTO
from intone.track import Track

VOICE = Path(__file__).parents[1] / "tests/data/voice.flac"
EMOTIONS = ("happy", "sad", "angry", "surprised")
TURN = 0.3
"""Radians of the head's test."""
BANDS = {"brows": (1.15, 1.9, 0, 1.3), "lids": (0.8, 1.15, 0, 1.1), "corners": (-0.4, 0.4, 0.25, 1)}
"""Regions: from and to along the way from the mouth (0) to the eyes (1), and off the middle."""


@dataclass(frozen=True)
class Acted:
    """The test voice acted in one emotion, and how strongly each emotion is felt."""

    face: Track
    felt: Track


@lru_cache(maxsize=1)
def performances() -> dict[str, Acted]:
    """By emotion, and "" for none: the head and the eyes look ahead."""
    networks = load_networks()
    speech = listen(VOICE, networks, script=AUTO)
    acted: dict[str, Acted] = {}
    for emotion in ("", *EMOTIONS):
        mood = constant_mood({emotion or "happy": 1.0}, 1.0 if emotion else 0.0)
        face = act(speech, mood, Style(), networks)
        values = face.values.copy()
        values[:, [index(name) for name in (*HEAD, *EYES)]] = 0
        felt = felt_emotions(mood, felt_intensity(speech, mood))
        acted[emotion] = Acted(Track(values, face.rate, face.names), felt)
    return acted


def standing(rig: RigMap, acted: Acted, frames: np.ndarray) -> list[dict]:
    """What the rig's channels stand at in those frames."""
    motion = retarget(acted.face, rig, acted.felt)
    return [dict(zip(motion.channels, motion.values[f].tolist(), strict=True)) for f in frames]


def gap(at: np.ndarray, where: Marks) -> float:
    """How far the lips stand apart."""
    return float(((at[where.pairs[:, 0]] - at[where.pairs[:, 1]]) @ where.up).mean())


def closure(chosen, rig, rest, where: Marks) -> str:
    """The worst gap where shut lips are asked for, and the most that lips are pressed over each
    other there, of the jaw's full opening, in %."""
    still = gap(rest, where)
    full = gap(posed(chosen, rig, {"jawOpen": 1.0}), where) - still
    found = [0.0]
    for acted in (performances()[name] for name in ("", "happy", "sad")):
        shut = np.flatnonzero(shut_lips(acted.face))
        for wanted in standing(rig, acted, shut[:: max(1, len(shut) // 15)]):
            found.append(100 * (gap(points(chosen, wanted), where) - still) / full)
    return f"{max(found):.1f} {abs(min(found)):.1f}"


def emotions(chosen, rig, rest, where: Marks) -> dict[str, dict[str, float]]:
    """By emotion and region how far the face is from the neutral one, in %."""
    frames = np.linspace(100, len(performances()[""].face.values) - 150, 5).astype(int)
    plain = [points(chosen, w) for w in standing(rig, performances()[""], frames)]
    found: dict[str, dict[str, float]] = {}
    for emotion in EMOTIONS:
        moved = [points(chosen, w) for w in standing(rig, performances()[emotion], frames)]
        far = [np.linalg.norm(a - b, axis=1) for a, b in zip(moved, plain, strict=True)]
        found[emotion] = {
            name: 100 * np.mean([_far(one[_band(rest, where, name)]) for one in far]) / where.size
            for name in BANDS
        }
    return found


def _far(moved: np.ndarray) -> float:
    return float(np.quantile(moved, 0.95)) if len(moved) else 0.0


def _band(rest: np.ndarray, where: Marks, name: str) -> np.ndarray:
    low, high, inner, outer = BANDS[name]
    along = (rest - where.lips) @ where.up / where.size
    off = np.abs((rest - where.lips) @ where.side) / where.size
    ahead = (rest - where.lips) @ where.front / where.size > -0.8
    return (along > low) & (along < high) & (off >= inner) & (off < outer) & ahead


def head(chosen, rig, rest, where: Marks) -> str:
    """Degrees by which the upper face follows a yaw and a pitch."""
    face = _band(rest, where, "brows") | _band(rest, where, "lids")
    found = []
    for turn, axis in (("headYaw", -where.up), ("headPitch", where.side)):
        moved = posed(chosen, rig, {turn: TURN})
        a, b = rest[face] - rest[face].mean(0), moved[face] - moved[face].mean(0)
        u, _, v = np.linalg.svd(a.T @ b)
        turned = (u @ np.diag([1, 1, np.sign(np.linalg.det(u @ v))]) @ v).T
        vector = [turned[2, 1] - turned[1, 2], turned[0, 2] - turned[2, 0]]
        vector.append(turned[1, 0] - turned[0, 1])
        found.append(np.degrees(np.arcsin(np.clip(np.array(vector) @ axis / 2, -1, 1))))
    return "-" if not np.any(np.abs(found) > 0.1) else f"{found[0]:.0f} {found[1]:.0f}"


def eyes(chosen, rig, rest, where: Marks) -> float:
    """How far what lies between the lids goes to the character's left, in %."""
    moved = (posed(chosen, rig, LEFT) - rest)[_band(rest, where, "lids")]
    return 100 * float(np.quantile(moved @ where.side, 0.99)) / where.size if len(moved) else 0.0


def read_back(chosen, rig, rest, where: Marks) -> float:
    """By how much the face's way from one moment to another differs after a glTF, in %.

    Not a number where Blender's importer puts the face elsewhere.
    """
    scene = bpy.context.scene
    frames = np.array([150, 400])
    for frame, wanted in enumerate(standing(rig, performances()["happy"], frames), 1):
        posing.put(wanted)
        for channel in wanted:
            data = characters.data_of(channel.owner, channel.kind)
            data.keyframe_insert(channel.path, frame=frame, index=_index(data, channel))
    at = _band(rest, where, "brows") | _band(rest, where, "lids") | _band(rest, where, "corners")
    still, moved = (points_at(chosen, frame)[at] for frame in (1, 2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "take.glb")
        scene_formats.export(scene, chosen, path, (1, 2))
        again = read_character(path, animated=True)
    first, second = (points_at(again, frame) for frame in (0, 1))  # a glTF begins at 0 s
    same, apart = nearest(still, first, 8)  # exporters split points, and lips lie on each other
    if np.median(apart[:, 0]) > (0.05 * where.size) ** 2:
        return float("nan")
    wrong = np.linalg.norm((second - first)[same] - (moved - still)[:, None], axis=2).min(axis=1)
    return 100 * float(np.quantile(wrong, 0.95)) / where.size


def points_at(chosen, frame: int) -> np.ndarray:
    """All points of the character at a frame [v, 3]."""
    bpy.context.scene.frame_set(frame)
    return measuring.seen(chosen)[0]


def _index(data, channel) -> int:
    value = data.path_resolve(channel.path)
    return channel.index if hasattr(value, "__len__") else -1


def as_objects(chosen) -> tuple[bool, bool]:
    """Presses what Recognise suggests; whether the head and the eyes turn as objects now."""
    head_turns = neck.can_turn(chosen, rig_map.rig_of(chosen.name))
    if head_turns:
        neck.add_neck(chosen)
    rig = rig_map.rig_of(chosen.name)
    eyes_turn = not loose_eyes.why_not(chosen, rig) and loose_eyes.pair(chosen, rig) is not None
    if eyes_turn:
        loose_eyes.turn_eyes(chosen)
    return head_turns, eyes_turn


def row(path: Path, args: argparse.Namespace) -> str:
    """One character's row of the table."""
    chosen = read_character(path)
    marks_of = [" o" if pressed else "" for pressed in as_objects(chosen)]
    rig = rig_map.rig_of(chosen.name)
    own = {link.face for link in rig.active if link.weight and not link.stand_in}
    all_moved = {link.face for link in rig.active if link.weight} & set(CHANNELS)
    cells = [path.stem, rig.convention, f"{len(own & all_moved)} + {len(all_moved - own)}"]
    rest, _ = measuring.seen(chosen)
    where = marks(chosen, rig, rest)
    if where is None:
        return " | ".join([*cells, "no jaw"])
    felt = emotions(chosen, rig, rest, where)
    cells += [closure(chosen, rig, rest, where)]
    cells += [" ".join(f"{felt[e][band]:.0f}" for band in BANDS) for e in EMOTIONS]
    turns = (head(chosen, rig, rest, where), f"{eyes(chosen, rig, rest, where):.1f}")
    cells += [cell + mark for cell, mark in zip(turns, marks_of, strict=True)]
    if args.sheets:
        draw_sheet(chosen, rig, where, performances(), args.sheets / f"{path.stem}.png")
    cells += [f"{read_back(chosen, rig, rest, where):.1f}"] if args.export else []
    return " | ".join(cells)


def main() -> None:
    """Prints a row for each character, or why there is none."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--addon", action="append", default=[])
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--export", action="store_true")
    args = parser.parse_args()
    register()
    for addon in args.addon:
        bpy.ops.preferences.addon_enable(module=addon)
    titles = ["character", "recognised as", "channels", "closure", *EMOTIONS, "head", "eyes"]
    print(" | ".join(titles + ["export"] * args.export), flush=True)
    for path in sorted(args.folder.iterdir()):
        if not args.names or any(name in path.stem for name in args.names):
            try:
                print(row(path, args), flush=True)
            except IntoneError as error:
                print(f"{path.stem} | {error}", flush=True)
            except RuntimeError as error:  # what Blender's importers raise
                print(f"{path.stem} | {str(error).splitlines()[-1]}", flush=True)


if __name__ == "__main__":
    main()
