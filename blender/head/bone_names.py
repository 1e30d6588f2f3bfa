"""The head's bones: the name of each joint's bone in Blender."""

from __future__ import annotations

BONES: dict[str, str] = {
    "root": "root",
    "neck": "neck",
    "jaw": "jaw",
    "eye_left": "eye.L",
    "eye_right": "eye.R",
}
"""The bone (and vertex group) of each joint of the head's file. The neck's own axes are X to its
left, Y up, Z out of the face; assets/rigs/arkit.toml turns it by them."""
