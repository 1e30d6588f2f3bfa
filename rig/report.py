"""Report: what a map moves, by what, how far, and what is missing, as a text for a rigger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..emotion.mood import EXPRESSIVE
from ..face.basis import CHANNELS
from .mapping import Link, RigMap

MILLIMETRES = 1000.0
STANDS_IN, MUTED = "stand-in", "muted"


def report(name: str, rig: RigMap, reach: Mapping[str, float], told: Sequence[str]) -> str:
    """The report of the character of that name.

    `reach`: by face channel how far the farthest point goes at 1, in metres; `told`: sentences
    about what stands in the way.
    """
    moved = [face for face in (*CHANNELS, *EXPRESSIVE) if any(li.face == face for li in rig.links)]
    unmoved = ", ".join(rig.unmoved) or "none"
    count = len(CHANNELS) - len(rig.unmoved)
    lines = [
        f"{name}: {rig.convention}, {count} of {len(CHANNELS)} face channels move it.",
        "",
        *(line for face in moved for line in _lines(face, rig, reach)),
        "",
        f"Moved by nothing: {unmoved}.",
        *told,
    ]
    return "\n".join(lines) + "\n"


def _lines(face: str, rig: RigMap, reach: Mapping[str, float]) -> Iterator[str]:
    far = f"{reach[face] * MILLIMETRES:.1f} mm" if face in reach else ""
    for link in (link for link in rig.links if link.face == face):
        yield f"{face:<20}{far:>10}  {_link(link, rig)}"
        face, far = "", ""


def _link(link: Link, rig: RigMap) -> str:
    bent = "" if link.response.linear else f", from {link.least:g} to {link.most:g}"
    weight = f"{link.weight * rig.gain(link.face):g}"
    marks = [mark for mark, on in ((STANDS_IN, link.stand_in), (MUTED, link.mute)) if on]
    remarks = f" ({', '.join(marks)})" if marks else ""
    return f"{link.channel.name} of {link.channel.owner}: {weight}{bent}{remarks}"
