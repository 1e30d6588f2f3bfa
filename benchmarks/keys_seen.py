"""Key errors on the embedded head: how far its skin is off, in mm and in a film's pixels.

    python benchmarks/keys_seen.py SOUND ...

Each sound is acted (happy 0.8) and keyed within several errors; the skin that the keys draw at the
scene's frames is held against the skin of the exact take. A pixel is that of a face that fills
1,080 lines from chin to crown (240 mm).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from keys import RIG, drawn

from intone.animation.keyframes import SPARSE, TOLERANCE, Clip, held_shut, keyframe
from intone.animation.sparse import Precision
from intone.emotion.mood import parse_mood
from intone.face.basis import BLENDSHAPES, CHANNELS
from intone.face.performance import Style
from intone.head.container import read_head
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.rig.retarget import retarget
from intone.track import Track

ERRORS = (TOLERANCE, 0.001, 0.002, 0.005, 0.01, 0.02)
FPS = 24.0
MM_A_PIXEL = 240 / 1080
HEADER = f"{'sound':<20}{'error':>9}{'keys':>8}{'worst mm':>10}{'99.9 % mm':>11}{'pixels':>8}"
"""Keys a second and channel; the worst vertex at the worst frame; of the worst vertices 99.9 %."""


def shapes() -> np.ndarray:
    """How far each blendshape of the head moves each vertex at 1, [BLENDSHAPES, v, 3] in mm."""
    head = read_head()
    moved = np.zeros((len(BLENDSHAPES), len(head.vertices), 3), np.float32)
    for row, name in zip(moved, BLENDSHAPES, strict=True):
        row[head.shapes[name].indices] = 1000 * head.shapes[name].deltas
    return moved


def off(face: Track, clip: Clip, moved: np.ndarray) -> np.ndarray:
    """How far each vertex is off at each frame, [frames, v] in mm; the head's turns left out."""
    frames = np.arange(clip.start, clip.end + 1)
    true = face.at((frames - clip.start) / FPS)
    seen = np.stack([drawn(curve, frames) for curve in clip.curves], axis=1)
    error = (seen - true)[:, : len(BLENDSHAPES)].astype(np.float32)
    return np.sqrt(sum((error @ moved[:, :, axis]) ** 2 for axis in range(3)))


def main() -> None:
    """Prints one row for each sound and error."""
    networks, moved = load_networks(device="cpu"), shapes()
    print(HEADER)
    for name in sys.argv[1:]:
        face = act(listen(Path(name), networks), parse_mood("happy=0.8"), Style(), networks)
        motion = retarget(face, RIG)
        shut = held_shut(face, RIG, motion.channels)
        for error in ERRORS:
            scale = error / SPARSE.value
            bezier = Precision(error, scale * SPARSE.velocity, bezier=True)
            precision = Precision(error) if error == TOLERANCE else bezier
            clip = keyframe(motion, FPS, 1, precision, held=shut)
            rate = clip.keys / len(CHANNELS) / face.duration
            far = off(face, clip, moved)
            worst, most = far.max(), np.quantile(far.max(axis=1), 0.999)
            print(
                f"{Path(name).stem:<20}{error:9.5f}{rate:8.1f}{worst:10.3f}{most:11.3f}"
                f"{worst / MM_A_PIXEL:8.2f}"
            )


if __name__ == "__main__":
    main()
