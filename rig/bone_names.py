"""Bone names: which bones are head, eyes, lids, jaw and tongue, as people write them.

A name is taken apart into words. What says how a studio names bones and not which bone it is (a
number, jnt, ctrl, an affix that the skeleton's bones share) is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .spelling import words

HEADS = frozenset({"head", "頭", "kopf", "cabeza", "testa"})
EYES = frozenset({"eye", "eyes", "eyeball", "目"})
NECKS = frozenset({"neck", "hals", "cuello", "collo", "cou", "首"})
SPINES = frozenset(
    {"spine", "chest", "thorax", "torso", "ribcage", "brust", "brustkorb", "上半身"}
    | {"pecho", "torace", "poitrine", "胸"}
)
COLLARS = frozenset(
    {"shoulder", "clavicle", "clav", "collar", "collarbone", "schulter", "schlüsselbein", "肩"}
    | {"clavicola", "hombro", "épaule", "spalla"}
)
JAWS = frozenset({"jaw", "lowerjaw", "mandible", "kiefer", "あご", "顎"})
TONGUES = frozenset({"tongue", "zunge", "舌"})
LIDS = frozenset({"lid", "eyelid"})
UPPER, LOWER = frozenset({"upper", "up", "top", "t"}), frozenset({"lower", "low", "bottom", "b"})
SIDES = ("left", "right")
_SCRIPT_SIDES = {"左": "left", "右": "right"}
_STUDIO = frozenset({"jnt", "joint", "bind", "bone", "ctrl", "m", "x", "grp", "skin", "root"})
"""Words that studios add to every bone."""
_LAYERS = frozenset({"def", "org", "mch"})
"""Rigify's layers: the bone beside them is the one that an artist turns."""
_HELPERS = frozenset({"dummy", "shadow"})
"""mmd_tools' own bones beside those that an artist turns."""
_NOT_HEADS = frozenset(
    {"end", "top", "tip", "nub", "ik", "target", "track", "look", "aim", "pole", "ref", "twist"}
    | {"scale", "offset", "hair", "gear", "acc"}
)
"""Words of bones at, behind or on a head, which are not the one that turns it."""
_NOT_EYES = _NOT_HEADS | {"lid", "eyelid", "brow", "lash", "upper", "lower", "master", "highlight"}
_NOT_JAWS = _NOT_HEADS | {"upper", "teeth", "left", "right", "master", "corner"}
_NOT_BODIES = _NOT_HEADS | {"pad", "armor", "armour", "strap", "breast", "roll", "p", "c"}
"""Of helpers and clothes beside spines and shoulders: 肩P, 肩C of MMD among them."""
_NOT_TONGUES = _NOT_HEADS | {"left", "right", "master"}
FEWEST_SHARED = 3
"""A word that ends the names of so many bones, and of half of all, tells no bone."""


def head_bone(names: Iterable[str]) -> str | None:
    """The bone that turns the head; None where there is none, or several are equally likely."""
    return _single(names, HEADS, _NOT_HEADS)


def jaw_bone(names: Iterable[str]) -> str | None:
    """The bone that opens the jaw; None where there is none, or several are equally likely."""
    return _single(names, JAWS, _NOT_JAWS)


def tongue_bone(names: Iterable[str]) -> str | None:
    """The root of the tongue; None where there is none, or several are equally likely."""
    return _single(names, TONGUES, _NOT_TONGUES)


def is_spine(name: str) -> bool:
    """Whether a bone is called one of the spine or the chest."""
    return _is_called(name, SPINES, _NOT_BODIES - {"c"})


def is_shoulder(name: str) -> bool:
    """Whether a bone is called a shoulder or a collar bone."""
    return _is_called(name, COLLARS, _NOT_BODIES)


def _is_called(name: str, wanted: frozenset[str], barred: frozenset[str]) -> bool:
    told = set(_told(name))
    return bool(told & wanted) and not told & barred


def lid_bones(names: Iterable[str]) -> dict[tuple[str, bool], str]:
    """The bones of the lids by their side and whether they are upper ones; several of one are none.

    A single lid of a side is an upper one.
    """
    found: dict[tuple[str, bool], list[str]] = {}
    for name in names:
        told = _told(name)
        left = [w for w in told if w not in SIDES and w not in UPPER | LOWER and w not in _STUDIO]
        sides = [word for word in told if word in SIDES]
        left = [word for word in left if word not in ("eye", "lids")]
        if len(sides) == 1 and len(left) == 1 and left[0] in LIDS:
            found.setdefault((sides[0], not set(told) & LOWER), []).append(name)
    return {lid: one[0] for lid, one in found.items() if len(one) == 1}


def _single(names: Iterable[str], wanted: frozenset[str], barred: frozenset[str]) -> str | None:
    listed = tuple(names)
    shared = _shared(listed)
    found = [n for n in listed if _ends(_told(n), shared, wanted, barred)]
    best = _likeliest([_told(name) for name in found])
    return None if best is None else found[best]


def eye_bones(names: Iterable[str]) -> tuple[str, str] | None:
    """The bones that turn the left and the right eye; None where there is no such pair."""
    listed = tuple(names)
    shared = _shared(listed)
    pairs: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for name in (n for n in listed if _ends(_told(n), shared, EYES, _NOT_EYES)):
        told = _told(name)
        sides = [word for word in told if word in SIDES]
        if len(sides) == 1:
            rest = tuple(w for w in told if w not in SIDES and not w.isdigit())
            pairs.setdefault(rest, {}).setdefault(sides[0], []).append(name)
    whole = [rest for rest, pair in pairs.items() if sorted(map(len, pair.values())) == [1, 1]]
    best = _likeliest(whole)
    if best is None:
        return None
    pair = pairs[whole[best]]
    return pair["left"][0], pair["right"][0]


def _told(name: str) -> tuple[str, ...]:
    """The words of a bone's name; Japanese sides stand before what they are the side of."""
    found: list[str] = []
    for word in words(name):
        side = _SCRIPT_SIDES.get(word[:1])
        found += [side, word[1:]] if side and len(word) > 1 else [word]
    return tuple(found)


def _shared(names: tuple[str, ...]) -> frozenset[str]:
    """Words that end so many of the names that they tell no bone."""
    last = Counter(found[-1] for name in names if len(found := _told(name)) > 1)
    least = max(FEWEST_SHARED, len(names) / 2)
    return frozenset(word for word, count in last.items() if count >= least)


def _ends(
    told: tuple[str, ...], shared: frozenset[str], wanted: frozenset[str], barred: frozenset[str]
) -> bool:
    """Whether the name ends in a wanted word, but for what tells no bone."""
    if set(told) & barred:
        return False
    left = [w for w in told if w not in SIDES]
    while left and left[-1] not in wanted and _idle(left[-1], shared):
        left.pop()
    return bool(left) and left[-1] in wanted


def _idle(word: str, shared: frozenset[str]) -> bool:
    return word.isdigit() or word in _STUDIO or word in shared


def _helpers(told: tuple[str, ...]) -> int:
    return len(set(told) & _HELPERS)


def _likeliest(names: list[tuple[str, ...]]) -> int | None:
    """Which has the fewest words that tell no bone, outside of Rigify's layers if possible."""
    ranks = [
        (len(set(told) & _LAYERS), sum(w.isdigit() or w in _STUDIO for w in told), _helpers(told))
        for told in names
    ]
    best = min(ranks, default=(0, 0, 0))
    return ranks.index(best) if ranks.count(best) == 1 else None
