"""Sparse keys: how many are left of a take, how far they are off, and how long it takes.

    python benchmarks/keys.py SOUND ...

Each sound is acted (happy 0.8) for a rig of ARKit's names and the head's and the eyes' turns: 61
channels. The error is measured on what the keys draw at the scene's frames, not believed. The last
rows are the time for 61 channels x 60 s, of the first take end to end. `decimate.py` does the same
with Blender's own operator.
"""

from __future__ import annotations

import sys
import time
from itertools import product
from pathlib import Path

import numpy as np

from intone.animation.keyframes import SPARSE, Clip, Curve, held_shut, keyframe, shut_lips
from intone.animation.sparse import Precision
from intone.emotion.mood import parse_mood
from intone.face.basis import CHANNELS
from intone.face.performance import Style
from intone.model.catalogue import load_networks
from intone.pipeline import act, listen
from intone.rig.channels import Channel
from intone.rig.mapping import Link, RigMap
from intone.rig.retarget import retarget
from intone.track import Track

RIG = RigMap("bench", tuple(Link(name, Channel("Head", "KEY", name, name)) for name in CHANNELS))
KINDS = {"Bezier": SPARSE, "lines": Precision(SPARSE.value, SPARSE.velocity)}
HEADER = f"{'sound':<20}{'fps':>4} {'keys':<8}{'mean':>6}{'busiest':>9}{'error':>9}{'velocity':>10}"


def drawn(curve: Curve, frames: np.ndarray) -> np.ndarray:
    """What the keys draw at whole frames: time runs evenly along a segment (handles at thirds)."""
    if curve.left is None or curve.right is None:
        return np.interp(frames, curve.frames, curve.values)
    k = np.clip(np.searchsorted(curve.frames, frames, "right") - 1, 0, len(curve.frames) - 2)
    t = (frames - curve.frames[k]) / (curve.frames[k + 1] - curve.frames[k])
    u = 1 - t
    ends = u**3 * curve.values[k] + t**3 * curve.values[k + 1]
    return ends + 3 * u * u * t * curve.right[k, 1] + 3 * u * t * t * curve.left[k + 1, 1]


def measured(face: Track, clip: Clip, fps: float) -> tuple[float, float, float]:
    """Largest error in value, in velocity (a second), and of the lips' gap at closures."""
    frames = np.arange(clip.start, clip.end + 1)
    true = Track(face.at((frames - clip.start) / fps), fps, CHANNELS)
    seen = np.stack([drawn(curve, frames) for curve in clip.curves], axis=1)
    error = seen - true.values
    closed = shut_lips(true) > 0
    gap = error[:, CHANNELS.index("jawOpen")] - error[:, CHANNELS.index("mouthClose")]
    steps = np.abs(np.diff(error, axis=0)).max() * fps
    return np.abs(error).max(), steps, np.abs(gap[closed]).max(initial=0.0)


def keyed(face: Track, fps: float, precision: Precision) -> Clip:
    """The keys of a face on the rig."""
    motion = retarget(face, RIG)
    return keyframe(motion, fps, 1, precision, held=held_shut(face, RIG, motion.channels))


def main() -> None:
    """Prints one row for each sound, frame rate and kind of keys; then the times."""
    networks = load_networks(device="cpu")
    print(f"{HEADER}   gap at closures   (keys a second and channel)")
    faces = [
        act(listen(Path(name), networks), parse_mood("happy=0.8"), Style(), networks)
        for name in sys.argv[1:]
    ]
    for (name, face), fps in product(zip(sys.argv[1:], faces, strict=True), (24, 25, 30)):
        for kind, precision in KINDS.items():
            clip = keyed(face, fps, precision)
            error, velocity, gap = measured(face, clip, fps)
            rates = np.array([len(curve.frames) for curve in clip.curves]) / face.duration
            print(
                f"{Path(name).stem:<20}{fps:>4} {kind:<8}{rates.mean():6.1f}{rates.max():9.1f}"
                f"{error:9.5f}{velocity:10.3f}{gap:18.5f}"
            )
    repeats = int(np.ceil(60 / faces[0].duration))
    minute = Track(np.tile(faces[0].values, (repeats, 1))[: 60 * 50], 50, CHANNELS)
    for kind, precision in KINDS.items():
        begun = time.perf_counter()
        clip = keyed(minute, 24, precision)
        seconds = time.perf_counter() - begun
        print(f"61 channels x 60 s, 24 fps, {kind}: {seconds:.2f} s, {clip.keys} keys")


if __name__ == "__main__":
    main()
