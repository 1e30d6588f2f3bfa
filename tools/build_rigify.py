"""Solve assets/rigs/rigify.toml: the embedded head's shapes as poses of Rigify's face controls.

    python tools/build_rigify.py    (about a minute; needs bpy, whose bundled Rigify it generates)

Each control is moved a little and what the skin does is measured; each shape of the head is then
composed of those motions (ridge regression). The jaw turns far, so what opens or closes the mouth
is solved around the open jaw.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import bpy
import numpy as np
from rigify_face import face_rig

from intone.head.container import read_head

OUT = Path(__file__).resolve().parents[1] / "assets" / "rigs" / "rigify.toml"
PLACES = (
    *("lips.L", "lips.R", "lip.T", "lip.B", "lip.T.L.001", "lip.T.R.001", "lip.B.L.001"),
    *("lip.B.R.001", "cheek.B.L.001", "cheek.B.R.001", "cheek.T.L.001", "cheek.T.R.001", "chin"),
    *(f"brow.T.{side}.00{k}" for side in "LR" for k in (1, 2, 3)),
    *(f"brow.B.{side}{k}" for side in "LR" for k in ("", ".001", ".002", ".003", ".004")),
    *(f"lid.{lid}.{side}{k}" for lid in "TB" for side in "LR" for k in (".001", ".002", ".003")),
    *("nose.L.001", "nose.R.001", "tongue_master", "eye.L", "eye.R"),
)
"""Controls that are shifted; jaw_master is shifted and turned."""
JAW = "jaw_master"
STEP, SMALL, STIFF = 0.001, 0.0004, 0.02
"""Metres of the measuring step; less than SMALL is left out; ridge against wild solutions."""
CLOSING = ("mouthClose",)
HEAD = {"headYaw": ("head:y", -1.0), "headPitch": ("head:x", 1.0), "headRoll": ("head:z", 1.0)}
"""Rigify's head control has its x to the left, y up and z out of the face."""


class Bench:
    """The rig with its mesh, posed and measured."""

    def __init__(self, rig, mesh, head):
        self.rig, self.mesh, self.head = rig, mesh, head
        self.names = [f"{bone}:t{axis}" for bone in (*PLACES, JAW) for axis in "xyz"]
        self.names += [f"{JAW}:{axis}" for axis in "xyz"]
        moved = np.zeros(len(head.vertices), bool)
        for shape in head.shapes.values():
            moved[shape.indices] |= np.abs(shape.deltas).max(axis=1) > 0.0005
        self.rows = np.flatnonzero(moved)
        self.rest = self.seen({})
        self.weights = self._weights()[:, None]

    def _weights(self):
        """The lips count most: a mouth that does not close is seen at once."""
        lips = [self.head.landmarks[name] for name in ("lip_upper", "lip_lower")]
        middle = self.head.vertices[lips].mean(axis=0)
        far = np.linalg.norm((self.head.vertices[self.rows] - middle) / (0.03, 0.02, 0.015), axis=1)
        return 1 + 3 * np.exp(-(far**2))

    def seen(self, pose):
        """Where the skin is in a pose of named controls, [rows, 3]."""
        for bone in self.rig.pose.bones:
            bone.matrix_basis.identity()
        for name, value in pose.items():
            bone, number = name.rsplit(":", 1)
            control = self.rig.pose.bones[bone]
            control.rotation_mode = "XYZ"
            part = control.location if number[0] == "t" else control.rotation_euler
            part["xyz".index(number[-1])] = value
        shown = self.mesh.evaluated_get(bpy.context.evaluated_depsgraph_get())
        points = np.empty(len(shown.data.vertices) * 3, np.float32)
        shown.data.vertices.foreach_get("co", points)
        return points.reshape(-1, 3)[self.rows].astype(float)

    def effects(self, around):
        """How the skin moves when each control does, a unit of it, [names, rows, 3]."""
        before = self.seen(around)
        steps = (
            self.seen({**around, name: around.get(name, 0) + self.step(name)})
            for name in self.names
        )
        return np.stack(
            [(after - before) / self.step(n) for n, after in zip(self.names, steps, strict=True)]
        )

    def step(self, name):
        """A metre's thousandth, or the turn that moves the chin as far."""
        return STEP if ":t" in name else STEP * 10

    def wanted(self, *faces):
        return self.head.shaped(dict.fromkeys(faces, 1.0))[self.rows].astype(float) - self.rest

    def solve(self, effects, target):
        """The pose [names] whose linear motion comes nearest to the target [rows, 3]."""
        scale = np.array([self.step(name) for name in self.names])
        matrix = (effects * self.weights * scale[:, None, None]).reshape(len(self.names), -1)
        gram = matrix @ matrix.T
        ridge = STIFF * np.trace(gram) / len(gram) * np.eye(len(gram))
        return np.linalg.solve(gram + ridge, matrix @ (target * self.weights).ravel()) * scale


def poses(bench):
    """Each face channel's pose: control -> value."""
    found = {}
    at_rest = bench.effects({})
    jaw = _jaw(bench)
    open_jaw = {f"{JAW}:x": jaw}
    opened = bench.effects(open_jaw)
    left = bench.wanted("jawOpen") - (bench.seen(open_jaw) - bench.rest)
    found["jawOpen"] = _sum(bench, open_jaw, bench.solve(opened, left))
    for face in bench.head.shapes:
        if face in CLOSING:
            now = bench.seen(found["jawOpen"]) - bench.rest
            target, around = bench.wanted("jawOpen", face) - now, opened
        elif face != "jawOpen":
            target, around = bench.wanted(face), at_rest
        else:
            continue
        found[face] = _sum(bench, {}, bench.solve(around, target))
    return found


def _jaw(bench):
    """The turn of the jaw that comes nearest to jawOpen, radians."""
    target = bench.wanted("jawOpen")
    turns = np.linspace(0, 0.6, 31)
    misses = [
        np.square((bench.seen({f"{JAW}:x": t}) - bench.rest - target) * bench.weights).sum()
        for t in turns
    ]
    return float(turns[int(np.argmin(misses))])


def _sum(bench, base, solved):
    whole = solved + [base.get(name, 0.0) for name in bench.names]
    pairs = zip(bench.names, whole.tolist(), strict=True)
    return {name: value for name, value in pairs if abs(value) > SMALL}


def toml(found):
    lines = [
        "# Rigify's face (Blender's human metarig, faces.super_face), by tools/build_rigify.py.",
        "# Metres and radians of the controls' own axes; there are 58 mm between the eyes.",
        'name = "Rigify face"',
        'source = "Blender\'s bundled Rigify; solved on the head by tools/build_rigify.py"',
        "",
        "[targets]",
    ]
    for face, pose in found.items():
        inner = ", ".join(f'"{name}" = {value:.4f}' for name, value in pose.items())
        lines.append(f"{face} = {{ {inner} }}")
    lines += [f'{face} = {{ "{name}" = {by} }}' for face, (name, by) in HEAD.items()]
    return "\n".join([*lines, ""])


def report(bench, found):
    """How much of each shape the pose does, really posed."""
    for face, pose in found.items():
        target = bench.wanted(face)
        miss = bench.seen(pose) - bench.rest - target
        share = 1 - np.square(miss).sum() / np.square(target).sum()
        print(f"{face:22s} {share:6.2f}  {len(pose):3d} numbers")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="the convention to write")
    options = parser.parse_args()
    bpy.ops.wm.read_factory_settings(use_empty=True)
    head = read_head()
    bench = Bench(*face_rig(head), head)
    found = poses(bench)
    report(bench, found)
    options.out.write_text(toml(found), "utf-8")


if __name__ == "__main__":
    main()
