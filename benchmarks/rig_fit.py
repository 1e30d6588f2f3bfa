"""Rig fit: Fit by Motion on characters whose names tell what each shape does.

    python benchmarks/rig_fit.py FOLDER NAME [NAME ...]

The shapes' names are hidden from the match and are the truth afterwards. A channel counts where the
names give it shapes of its own. FOLDER and needs: as rigs.py's.

right     the strongest shape proposed is one that the name gives, or moves the face as that does
          (cosine of their motions at least .9: files have one shape under several names)
wrong     another is
left      nothing is proposed
invented  channels for which no name gives a shape, and something is proposed all the same
close     what is proposed for mouthClose, where the names give one
body      shapes of the body (proposals by shapes that move nothing near the face)
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rig_files import read_character

from intone.blender.character import measuring, rig_map
from intone.errors import IntoneError
from intone.face.basis import BLENDSHAPES
from intone.head.container import read_head
from intone.rig.mapping import SEALING
from intone.rig.match_by_motion import MotionProposal, MovingFace, match_motions, reference_face

TWINS = 0.9
"""Motions as alike as this (cosine) are one shape under two names."""


@dataclass(frozen=True)
class Judged:
    """A channel, what is proposed for it and how it is judged."""

    face: str
    shape: str
    verdict: str


def judged(chosen, face: MovingFace) -> Iterator[Judged]:
    """Each channel that the names give a shape, or the match gives one."""
    truth: dict[str, set[str]] = {}
    for link in rig_map.rig_of(chosen.name).active:
        if link.channel.kind == "KEY" and not link.stand_in and link.weight > 0:
            truth.setdefault(link.face, set()).add(link.channel.name)
    best: dict[str, MotionProposal] = {}
    for one in match_motions(face, reference_face(read_head())):
        if one.face not in best or one.weight > best[one.face].weight:
            best[one.face] = one
    for name in BLENDSHAPES:
        own = truth.get(name, set()) & set(face.shapes)
        if own or name in best:
            shape = best[name].shape if name in best else ""
            yield Judged(name, shape, _verdict(face, shape, own))


def _verdict(face: MovingFace, shape: str, own: set[str]) -> str:
    if not shape:
        return "left"
    if not own:
        return "invented"
    return "right" if any(_alike(face, shape, name) >= TWINS for name in own) else "wrong"


def _alike(face: MovingFace, one: str, other: str) -> float:
    a, b = face.shapes[one].ravel(), face.shapes[other].ravel()
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-12))


def row(path: Path, names: bool) -> str:
    """One character's row, and which channels are wrong or invented."""
    chosen = read_character(path)
    face = measuring.moving_shapes(chosen)
    found = list(judged(chosen, face))
    count = {v: sum(j.verdict == v for j in found) for v in ("right", "wrong", "left", "invented")}
    told = sum(count[verdict] for verdict in ("right", "wrong", "left"))
    close = next((j for j in found if j.face == SEALING), None)
    said = f"{close.shape or 'left'} ({close.verdict})" if close else "-"
    cells = [path.stem, str(told), *(str(number) for number in count.values()), said]
    wrong = [f"{j.face}: {j.shape} ({j.verdict})" for j in found if j.verdict in
             ("wrong", "invented")]  # fmt: skip
    return "\n    ".join([" | ".join(cells), *(wrong if names else ())])


def main() -> None:
    """Prints a row for each character, or why there is none."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--say", action="store_true", help="name what is wrong")
    args = parser.parse_args()
    print("character | channels | right | wrong | left | invented | close", flush=True)
    for path in sorted(args.folder.iterdir()):
        if path.stem in args.names:
            try:
                print(row(path, args.say), flush=True)
            except IntoneError as error:
                print(f"{path.stem} | {error}", flush=True)


if __name__ == "__main__":
    main()
