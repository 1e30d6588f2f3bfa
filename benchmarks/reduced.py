"""Reduced rigs: how well a few shapes say what the full face says.

    python benchmarks/reduced.py TAKE.npz ...

The takes are Intone's own (`intone animate ... --fps 50 --out TAKE.npz`). The rigs' shapes are made
of the embedded head's by what its convention says they look like, and the gap between the lips is
compared with the full face's: Pearson's r, the widest gap, and the worst gap where the lips are
shut (mouthClose at least 95 % of jawOpen), beyond rest, as a share of the rig's own range.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from intone.animation.keyframes import shut_lips
from intone.face.basis import BLENDSHAPES, CHANNELS
from intone.head.container import HeadModel, read_head
from intone.rig.channels import Channel, Inventory
from intone.rig.conventions import FOLDER, conventions, read_convention
from intone.rig.match_by_name import match_names
from intone.rig.recognition import recognise
from intone.rig.reduction import completed
from intone.rig.retarget import retarget
from intone.track import Track

RIGS = {
    "five vowels": ("A", "E", "I", "O", "U"),
    "four vowels": ("Mouth_A", "Mouth_E", "Mouth_O", "Mouth_U"),
    "15 visemes": ("viseme_sil", *read_convention(FOLDER / "oculus.toml").poses),
    "Preston Blair": ("AI", "O", "E", "U", "etc", "L", "WQ", "MBP", "FV", "rest"),
    "the head itself": BLENDSHAPES,
}


def lips(head: HeadModel) -> tuple[np.ndarray, np.ndarray]:
    """From the lower lip to the upper one at rest [3], and how each blendshape moves it, in mm."""
    pair = [head.landmarks["lip_upper"], head.landmarks["lip_lower"]]
    moved = np.stack([head.shaped({name: 1.0}) - head.vertices for name in BLENDSHAPES])[:, pair]
    rest = head.vertices[pair]
    return (rest[0] - rest[1]) * 1000, (moved[:, 0] - moved[:, 1]) * 1000


def shown(names: tuple[str, ...], face: Track) -> np.ndarray:
    """What the rig looks like [frames, BLENDSHAPES]; Blender holds its shapes in 0..1."""
    inventory = Inventory(tuple(Channel("Head", "KEY", name, name) for name in names))
    best = recognise(inventory, conventions()).best
    rig = completed(match_names(best), best)
    looks = np.zeros((len(rig.channels), len(BLENDSHAPES)))
    for row, channel in enumerate(rig.channels):
        name = best.found[channel]
        for shape, amount in best.convention.poses.get(name, {name: 1.0}).items():
            looks[row, BLENDSHAPES.index(shape)] = amount
    return np.clip(retarget(face, rig).values, 0, 1) @ looks


def main() -> None:
    """Prints one row for each rig and take."""
    rest, moves = lips(read_head())
    print(f"{'rig':<18}{'take':<16}{'r':>6}{'widest':>9}{'closures':>10}{'worst':>8}")
    for rig, names in RIGS.items():
        for path in map(Path, sys.argv[1:]):
            face = Track(np.load(path)["values"].astype(np.float32), 50, CHANNELS)
            full = np.linalg.norm(rest + face.values[:, : len(BLENDSHAPES)] @ moves, axis=1)
            seen = np.linalg.norm(rest + shown(names, face) @ moves, axis=1)
            closed = shut_lips(face) > 0
            r = np.corrcoef(seen, full)[0, 1]
            worst = (seen[closed].max() - np.linalg.norm(rest)) / np.ptp(seen) * 100
            widest = seen.max() / full.max()
            print(f"{rig:<18}{path.stem:<16}{r:6.2f}{widest:9.2f}{closed.sum():10d}{worst:7.1f}%")


if __name__ == "__main__":
    main()
