"""A dialogue of two heads and eight lines, a minute long: seams, gaze, blinks and heads, measured.

    python benchmarks/dialogue.py [--picture docs/images/dialogue.jpg] [--film FILE] [--seams FILE]

Stretches of the demo voice, said by turns by two heads that face one another; the second one's are
played a third lower. The lines are animated, the heads look at whoever speaks, and what is between
their lines is filled. Then the keys are read back in Blender, frame by frame, as they are seen.
`--picture` also draws them every half second, without a renderer; `--seams` every frame around each
beginning and end of a line. `--film` renders the scene with its sound as an .mp4 (Workbench), which
cuts between whoever speaks and whoever listens.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).parent))

from desk import EXTENSION, enabled  # noqa: E402
from dialogue_film import film  # noqa: E402

ROOT = Path(__file__).parent.parent
VOICE = ROOT / "assets" / "demo" / "northanger_abbey.flac"
FPS, SECONDS, LINES = 25, 60.0, 8
NAMES = ("Anna", "Bob")
EMOTIONS = ("auto", "auto", "happy", "surprised", "angry", "sad", "fearful", "happy")
EYE_REACH = 0.6
"""Radians of eyeLook... = 1, aside."""
LOWER = 0.84
"""How fast the second head's voice is played."""
MOVES = 0.0005
"""By how much more a channel that moves differs from one frame to the next."""
SIZE = 76
"""Pixels of a head in the picture."""


def sentences(folder: Path) -> list[Path]:
    """Eight sounds: stretches of the demo voice between its pauses, every other one lower."""
    samples, rate = soundfile.read(VOICE, dtype="float32")
    level = np.sqrt(np.convolve(samples**2, np.ones(rate // 10) / (rate / 10), "same"))
    quiet = np.flatnonzero(level < 0.08 * level.max())
    cuts = [0]
    while (after := quiet[quiet > cuts[-1] + 3.2 * rate]).size and len(cuts) <= LINES:
        cuts.append(int(after[0]))
    parts = [samples[a:b] for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
    made = list[Path]()
    for number in range(LINES):
        part = parts[number % len(parts)]
        if number % 2:
            times = np.arange(0, len(part) - 1, LOWER)
            part = np.interp(times, np.arange(len(part)), part).astype(np.float32)
        made.append(folder / f"line{number + 1}.wav")
        soundfile.write(made[-1], part[: int(5.5 * rate)], rate)
    return made


def scene_of(sounds: list[Path]) -> None:
    """Two heads that face one another, and their lines, evenly over the minute."""
    import bpy

    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.preferences.addons[EXTENSION].preferences.device = "cpu"
    scene = bpy.context.scene
    scene.render.fps, scene.frame_end = FPS, int(SECONDS * FPS)
    heads = []
    for number, name in enumerate(NAMES):
        bpy.ops.intone.add_head()
        heads.append(scene.intone_settings.character)
        heads[-1].name = name
        body = heads[-1].parent or heads[-1]
        body.location = (-0.4 + 0.8 * number, 0, 0)
        body.rotation_euler = (0, 0, np.radians(45 - 90 * number))
    bpy.context.view_layer.update()
    scene.intone_dialogue.look_at_speaker = True
    for number, sound in enumerate(sounds):
        line = scene.intone_lines.lines.add()
        line.character, line.sound = heads[number % 2], str(sound)
        line.start = 1 + int((1.5 + number * (SECONDS - 2) / LINES) * FPS)
        line.emotion = EMOTIONS[number]
    assert bpy.ops.intone.animate_all() == {"FINISHED"}
    assert bpy.ops.intone.fill_between() == {"FINISHED"}


def seen(name: str) -> np.ndarray:
    """The face [frames, CHANNELS] as it is seen on each frame of the minute."""
    import bpy

    part = sys.modules[f"{EXTENSION}.blender.takes.sampling"]
    return part.sampled(bpy.context.scene, name, (1, int(SECONDS * FPS))).values


def spoken(name: str) -> list[tuple[int, int]]:
    """First and last frames of the lines of a head."""
    import bpy

    takes = bpy.data.objects[name].intone.takes
    return sorted(tuple(map(int, take.action.frame_range)) for take in takes)


def seams(channels: list[str], values: np.ndarray, lines: list[tuple[int, int]]) -> None:
    """The largest jumps of any channel near the ends of lines, and anywhere."""
    steps = np.abs(np.diff(values, axis=0))
    near = np.zeros(len(steps), bool)
    for frame in (frame for line in lines for frame in line):
        near[max(0, frame - 3) : frame + 1] = True
    for label, chosen in _kinds(channels).items():
        there, anywhere = steps[near][:, chosen].max(), steps[:, chosen].max()
        unit = np.degrees if label in ("head",) else np.asarray
        told = (float(unit(there)) * FPS, float(unit(anywhere)) * FPS)
        print(
            f"  fastest of {label:<9} at a seam {told[0]:7.2f}   anywhere {told[1]:7.2f} a second"
        )


def stillness(values: np.ndarray) -> None:
    """The longest stretch in which nothing of the face moves."""
    moves = np.flatnonzero(np.abs(np.diff(values, axis=0)).max(axis=1) > MOVES)
    longest = np.diff(np.concatenate([[-1], moves, [len(values) - 1]])).max() - 1
    print(f"  longest stretch in which no channel moves: {longest / FPS:.2f} seconds")


def eye_yaws(channels: list[str], values: np.ndarray) -> np.ndarray:
    """Yaw of both eyes by their coefficients, radians to the right, [frames, 2]."""

    def way(name: str) -> np.ndarray:
        return EYE_REACH * values[:, channels.index(f"eyeLook{name}")]

    return np.stack([way("InLeft") - way("OutLeft"), way("OutRight") - way("InRight")], 1)


def _kinds(channels: list[str]) -> dict[str, list[int]]:
    def found(*starts: str) -> list[int]:
        return [k for k, name in enumerate(channels) if name.startswith(starts)]

    return {
        "mouth": found("mouth", "jaw"),
        "brows": found("brow"),
        "cheeks": found("cheek", "nose"),
        "lids": found("eyeBlink", "eyeSquint", "eyeWide"),
        "head": found("headYaw", "headPitch", "headRoll"),
    }


def gaze(channels: list[str], values: np.ndarray, target: float) -> None:
    """Degrees between the line of sight, and the face, and the other's eyes (in yaw)."""
    head = np.degrees(values[:, channels.index("headYaw")])
    sight = head + np.degrees(eye_yaws(channels, values).mean(1))
    off = np.abs(sight - target)
    print(
        f"  the other is {target:.0f} degrees aside; the sight is off by "
        f"{np.median(off):.1f} (median), within 5 for {(off < 5).mean():.2f} of the time; "
        f"the head turns {np.median(head):.0f}"
    )


def blinks(channels: list[str], values: np.ndarray, lines: list[tuple[int, int]]) -> None:
    """How often, and where they fall."""
    shut = values[:, channels.index("eyeBlinkLeft")] > 0.35
    starts = np.flatnonzero(shut[1:] & ~shut[:-1]) + 1
    saying = np.zeros(len(values), bool)
    for first, last in lines:
        saying[first:last] = True
    parts = [(saying, "speaking"), (~saying, "listening")]
    often = [f"{sum(mask[starts]) / mask.sum() * FPS * 60:.0f} {name}" for mask, name in parts]
    asleep = max(float(values[last - 1, channels.index("eyeBlinkLeft")]) for _, last in lines)
    print(f"  blinks a minute: {', '.join(often)}; lids at the last frame of a line {asleep:.2f}")


def heads(channels: list[str], first: np.ndarray, second: np.ndarray) -> None:
    """Correlation of the heads' angles, and of their speeds."""
    for name in ("headYaw", "headPitch", "headRoll"):
        column = channels.index(name)
        inside = slice(2 * FPS, -2 * FPS)
        pair = first[inside, column], second[inside, column]
        angle = np.corrcoef(*pair)[0, 1]
        speed = np.corrcoef(*(np.diff(one) for one in pair))[0, 1]
        print(f"correlation of the two, {name:<9}: angles {angle:+.3f}, speeds {speed:+.3f}")


def pictures(
    channels: list[str], faces: list[np.ndarray], frames: Iterable[int]
) -> list[np.ndarray]:
    """Both heads side by side on those frames, [height, width, 3], drawn without a renderer."""
    hair = importlib.import_module(f"{EXTENSION}.head.hair")
    bald = importlib.import_module(f"{EXTENSION}.head.container").read_head()
    head = hair.dressed(bald, hair.DEFAULT)
    drawn = importlib.import_module(f"{EXTENSION}.head.portrait").portrait
    made = list[np.ndarray]()
    for frame in frames:
        rows = [dict(zip(channels, values[frame].tolist(), strict=True)) for values in faces]
        made.append(np.concatenate([drawn(head, row, SIZE) for row in rows], axis=1))
    return made


def sheet(made: list[np.ndarray], path: Path, columns: int = 12) -> None:
    """The pictures side by side, as a JPG."""
    from PIL import Image

    height, width = made[0].shape[0] + 2, made[0].shape[1] + 4
    whole = Image.new("RGB", (columns * width, -(-len(made) // columns) * height))
    for number, one in enumerate(made):
        picture = Image.fromarray((one * 255).astype(np.uint8))
        whole.paste(picture, (number % columns * width, number // columns * height))
    whole.save(path, quality=78)


def around(lines: list[tuple[int, int]]) -> list[int]:
    """The frames around the beginnings and ends of lines, twelve a seam."""
    seams = sorted(frame for line in lines for frame in line)
    return [frame + k for frame in seams for k in range(-6, 6)]


def drawn(asked: argparse.Namespace, channels: list[str], faces: dict[str, np.ndarray]) -> None:
    """What was asked for as pictures."""
    values, last = list(faces.values()), int(SECONDS * FPS)
    if asked.faces:
        np.savez_compressed(asked.faces, channels=channels, **faces)
    if asked.picture:
        sheet(pictures(channels, values, range(0, last, FPS // 2)), asked.picture)
    if asked.seams:
        lines = [line for name in NAMES for line in spoken(name)]
        sheet(pictures(channels, values, around(lines)), asked.seams)
    if asked.film:
        lines = {name: spoken(name) for name in NAMES}
        film(EXTENSION, asked.film, lines, last)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--film", type=Path)
    parser.add_argument("--seams", type=Path)
    parser.add_argument("--faces", type=Path, help="an NPZ of both faces, frame by frame")
    asked = parser.parse_args()
    home = enabled()
    with tempfile.TemporaryDirectory() as folder:
        scene_of(sentences(Path(folder)))
        channels = list(sys.modules[f"{EXTENSION}.face.basis"].CHANNELS)
        faces = {name: seen(name) for name in NAMES}
        for number, (name, values) in enumerate(faces.items()):
            lines = spoken(name)
            print(name, "says", lines)
            seams(channels, values, lines)
            stillness(values)
            gaze(channels, values, -45.0 * (1 - 2 * number))
            blinks(channels, values, lines)
        heads(channels, *faces.values())
        drawn(asked, channels, faces)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
