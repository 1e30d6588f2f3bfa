"""Hair of the embedded head: styles that lie beside its file, and what colours them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HeadError
from .container import EMBEDDED
from .flame_arrays import BROKEN, read_array
from .model import Floats, HeadModel, Integers, Shape

FORMAT = "intone hair 1"
NONE, SHAVED = "NONE", "SHAVED"
STEP_M = 2e-5
"""What one unit of a stored place is."""
HAIRY = 0.5
"""From this density of the hair on, a vertex of the skin carries its hair wholly along."""

Colour = tuple[float, float, float]
"""sRGB, 0..1."""
BROWN: Colour = (0.30, 0.19, 0.125)


@dataclass(frozen=True)
class Style:
    """A way to wear the hair: its key in the file, its name and what it looks like."""

    label: str
    about: str


STYLES: dict[str, Style] = {
    NONE: Style("None", "A bald head"),
    SHAVED: Style("Shaved", "Stubble, painted on the scalp"),
    "CROP": Style("Short", "Short hair, combed back from the forehead"),
    "BOB": Style("Bob", "Hair to the chin with a parting, over the ears"),
    "TIED": Style("Tied Back", "Long hair, tied in a knot at the back"),
    "CURLS": Style("Curls", "Round and full, of small curls"),
}
"""By the names that files keep. All but the first two are geometry."""
DEFAULT = "CROP"


@dataclass(frozen=True)
class Hair:
    """A style's geometry: `vertices` [v, 3] in metres; `faces` [f, 4], a triangle repeats its
    last corner; `uv` [v, 2] in the picture of strands; `shade` [v], dark 0 to bright 1.

    Each vertex follows three of the skin, `skin` [v, 3], by `shares` [v, 3].
    """

    vertices: Floats
    faces: Integers
    uv: Floats
    shade: Floats
    skin: Integers
    shares: Floats


def hair_file(head: Path = EMBEDDED) -> Path:
    """The file of the hair of the head in the file `head`, beside it."""
    return head.with_name(f"{head.stem}_hair.npz")


def read_hair(style: str, path: Path | None = None) -> Hair:
    """One style of the file. Raises HeadError where it is missing, broken or lacks the style."""
    path = hair_file() if path is None else path
    try:
        with zipfile.ZipFile(path) as archive:
            if str(read_array(archive, "format.npy")) != FORMAT:
                raise HeadError(f"{path.name} is not hair of Intone; install Intone again.")
            return _hair({n: read_array(archive, f"{style}_{n}.npy") for n in _ARRAYS})
    except FileNotFoundError:
        raise HeadError(f"{path.name} is missing; install Intone again.") from None
    except (OSError, *BROKEN) as error:
        raise HeadError(f"{path.name} is broken ({error}); install Intone again.") from error


_ARRAYS = ("vertices", "faces", "uv", "shade", "skin", "shares")


def _hair(arrays: Mapping[str, NDArray[Any]]) -> Hair:
    shares = arrays["shares"].astype(np.float32)
    return Hair(
        vertices=arrays["vertices"].astype(np.float32) * np.float32(STEP_M),
        faces=arrays["faces"].astype(np.int32),
        uv=arrays["uv"].astype(np.float32) / 65535,
        shade=arrays["shade"].astype(np.float32) / 255,
        skin=arrays["skin"].astype(np.int32),
        shares=shares / shares.sum(axis=1, keepdims=True),
    )


def dressed(head: HeadModel, style: str, colour: Colour = BROWN) -> HeadModel:
    """The head with a style of STYLES, its vertices last: hair moves as the skin below it does.

    The sliders move all of it, expressions only what stands on the scalp. Raises HeadError where
    the hair's file is missing or broken.
    """
    if style == NONE:
        return head
    if style == SHAVED:
        return replace(head, colours=_on_scalp(head, colour))
    return _joined(head, read_hair(style), colour)


def vertex_colours(head: HeadModel, style: str, colour: Colour = BROWN) -> Floats:
    """The colours [v, 3] in sRGB of the vertices of `dressed`, without its shapes.

    Raises HeadError as `dressed` does.
    """
    if style == NONE:
        return head.colours
    scalp = _on_scalp(head, colour)
    return scalp if style == SHAVED else _with_hair(scalp, read_hair(style), colour)


def tinted(light: Floats, colour: Colour) -> Floats:
    """Strands of hair [..., 3] in sRGB whose brightness [...] goes from 0 to 1."""
    middle = np.array(colour, np.float32)
    dark, bright = 0.50 * middle, np.minimum(1.30 * middle + 0.03, 1.0)
    share = np.clip(light, 0, 1)[..., None]
    return (dark * (1 - share) + bright * share).astype(np.float32)


def grown(skin: Floats, hair: Floats, colour: Colour = BROWN, scalp: float = 1.0) -> Floats:
    """The skin's picture [height, width, 3] in sRGB with the hair's [height, width, 3] laid over
    it: brows, and as much as `scalp` of the hair of the head."""
    cover, brows, light = (hair[..., channel] for channel in range(3))
    out = skin + brows[..., None] * (tinted(light, brow_colour(colour)) - skin)
    if scalp:
        out = out + (scalp * cover)[..., None] * (tinted(light, colour) - out)
    return out.astype(np.float32)


def brow_colour(colour: Colour) -> Colour:
    """Brows are darker than the hair of the same person, never white, and less grey than grey hair:
    on skin a plain grey looks blue."""
    brightest = max(colour)
    grey = min(colour) / max(brightest, 1e-6) * min(max(brightest - 0.30, 0) / 0.12, 1)
    share, scale = 0.45 * grey, min(0.85, 0.42 / max(brightest, 1e-6))
    red, green, blue = (
        (1 - share) * scale * own + share * brown for own, brown in zip(colour, BROWN, strict=True)
    )
    return red, green, blue


def _on_scalp(head: HeadModel, colour: Colour) -> Floats:
    share = head.hair[:, None]
    return head.colours * (1 - share) + share * tinted(np.full(1, 0.35, np.float32), colour)


def _with_hair(scalp: Floats, hair: Hair, colour: Colour) -> Floats:
    return np.concatenate([scalp, tinted(hair.shade, colour)])


def _joined(head: HeadModel, hair: Hair, colour: Colour) -> HeadModel:
    first, count = len(head.vertices), len(hair.vertices)
    lengths = np.where(hair.faces[:, 2] == hair.faces[:, 3], 3, 4).astype(np.int32)
    kept = np.arange(4) < lengths[:, None]
    corners = hair.faces[kept]
    weights = np.zeros((count, len(head.joints)), np.float32)
    weights[:, list(head.joints).index("neck")] = 1
    scalp = np.clip(head.hair / HAIRY, 0, 1).astype(np.float32)
    still = np.ones_like(scalp)
    return replace(
        head,
        vertices=np.concatenate([head.vertices, hair.vertices]),
        loops=np.concatenate([head.loops, first + corners]).astype(np.int32),
        lengths=np.concatenate([head.lengths, lengths]),
        uv=np.concatenate([head.uv, hair.uv[corners]]),
        parts=(*head.parts, "hair"),
        face_part=np.r_[head.face_part, np.full(len(lengths), len(head.parts), np.int32)],
        face_material=np.r_[
            head.face_material, np.full(len(lengths), head.materials.index("hair"), np.int32)
        ],
        colours=_with_hair(_on_scalp(head, colour), hair, colour),
        hair=np.r_[head.hair, np.ones(count, np.float32)],
        weights=np.concatenate([head.weights, weights]),
        shapes={n: _carried(s, hair, scalp, first) for n, s in head.shapes.items()},
        sliders={n: _carried(s, hair, still, first) for n, s in head.sliders.items()},
        correctives={
            n: replace(c, shape=_carried(c.shape, hair, scalp, first))
            for n, c in head.correctives.items()
        },
    )


def _carried(shape: Shape, hair: Hair, hold: Floats, first: int) -> Shape:
    """A shape with what it does to the hair, whose vertices begin at `first`; `hold` [v] is how
    much of each vertex' motion its hair takes."""
    moved = np.zeros((first, 3), np.float32)
    moved[shape.indices] = shape.deltas * hold[shape.indices][:, None]
    deltas = np.einsum("vk,vkd->vd", hair.shares, moved[hair.skin])
    found = np.flatnonzero(np.abs(deltas).max(axis=1) > STEP_M)
    return Shape(
        np.r_[shape.indices, first + found].astype(np.int32),
        np.concatenate([shape.deltas, deltas[found]]).astype(np.float32),
    )
