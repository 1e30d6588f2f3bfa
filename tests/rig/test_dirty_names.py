"""Names as files from the wild have them: in every manner of writing, and none of a face's own."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from intone.face.basis import BLENDSHAPES, EYES
from intone.rig.channels import Channel, Inventory
from intone.rig.conventions import FOLDER as RIGS
from intone.rig.conventions import conventions, read_convention
from intone.rig.match_by_name import match_names
from intone.rig.recognition import recognise

KNOWN = conventions()
FOLDER = Path(__file__).parent / "inventories"
INVENTORIES = sorted(FOLDER.glob("*.txt"))
FULL = [path for path in INVENTORIES if not path.stem.startswith(("vowels", "rhubarb", "preston"))]
"""Letters (A, MBP) are nobody's once something is glued to them."""


def keys(names: list[str], owner: str = "Face") -> list[Channel]:
    return [Channel(owner, "OBJECT" if ":" in n[-4:] else "KEY", n, f"{owner} {n}") for n in names]


def listed(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def humps(name: str) -> list[str]:
    """The words of one of ARKit's names, without its side; and the side."""
    return re.findall(r"[a-z]+|[A-Z][a-z]*", name)


def capital(word: str) -> str:
    return word[0].upper() + word[1:]


def side_at(name: str, place: int, left: str, right: str) -> list[str]:
    """The words of one of ARKit's names with its side, so spelled, at another place."""
    words = humps(name)
    if words[-1] in ("Left", "Right") and len(words) > 2:  # not jawLeft: that is a direction
        side = {"Left": left, "Right": right}[words.pop()]
        words.insert(place % (len(words) + 1), side)
    return words


WRITINGS: dict[str, Callable[[str], str]] = {
    "camelCase": lambda name: name,
    "PascalCase": lambda name: capital(name),
    "snake_case": lambda name: "_".join(humps(name)).lower(),
    "Snake_Title": lambda name: "_".join(humps(name)).title(),
    "SCREAMING": lambda name: "_".join(humps(name)).upper(),
    "kebab-case": lambda name: "-".join(humps(name)).lower(),
    "dotted.case": lambda name: ".".join(humps(name)).lower(),
    "with spaces": lambda name: " ".join(humps(name)),
    "alllower": str.lower,
    "ALLUPPER": str.upper,
    "_L and _R": lambda name: "_".join(side_at(name, -1, "L", "R")),
    ".l and .r": lambda name: "".join(side_at(name, -1, ".l", ".r")),
    "camel and L": lambda name: "".join(side_at(name, -1, "L", "R")),
    "L first": lambda name: "_".join(side_at(name, 0, "L", "R")),
    "Left first": lambda name: "".join(map(capital, side_at(name, 0, "Left", "Right"))),
    "side within": lambda name: "_".join(side_at(name, 1, "left", "right")),
    "L within": lambda name: "_".join(side_at(name, 1, "L", "R")),
    "lf and rt": lambda name: "_".join(side_at(name, 0, "lf", "rt")),
    "Lft and Rgt": lambda name: "_".join(side_at(name, -1, "Lft", "Rgt")),
}
THINGS = """wheel door hood seat strap sleeve hem pocket button lid drawer knob handle thumb index
pinky wrist knee elbow shoulder hip toe spine tail wing ear horn belly"""
DOES = "open close bend twist fix up down in out curl stretch wide big small flat sag"
AROUND: dict[str, str] = {
    "namespace": "rig:{}",
    "namespaces": "char:face:{}",
    "prefix": "Face_{}",
    "mesh": "CC_Base_Body.{}",
    "maya": "blendShape1.{}",
    "short": "bs_{}",
    "suffix": "{}_BS",
    "both": "hero_{}_morph",
    "copied": "{}.001",
    "copied prefix": "Face_{}.012",
    "spaced": " {} ",
}


def moved(names: list[str]) -> dict[str, set[str]]:
    """Which of the channels each face channel moves."""
    rig = match_names(recognise(Inventory(tuple(keys(names))), KNOWN).best)
    found: dict[str, set[str]] = {}
    for link in rig.links:
        found.setdefault(link.face, set()).add(link.channel.name)
    return found


@pytest.mark.parametrize("around", [None, *AROUND])
@pytest.mark.parametrize("writing", WRITINGS)
def test_arkit_in_every_writing_moves_all_of_itself(writing: str, around: str | None) -> None:
    frame = AROUND[around] if around else "{}"
    written = {name: frame.format(WRITINGS[writing](name)) for name in BLENDSHAPES}
    assert moved(list(written.values())) == {face: {name} for face, name in written.items()}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
def test_a_convention_behind_anything_moves_what_it_moves_alone(path: Path, around: str) -> None:
    names = listed(path)
    framed = {name: AROUND[around].format(name) for name in names if ":" not in name[-4:]}
    framed |= {n: "char:" + n for n in names if ":" in n[-4:]} if around == "namespace" else {}
    framed |= {name: name for name in names if name not in framed}
    alone = {face: {framed[name] for name in own} for face, own in moved(names).items()}
    assert moved(list(framed.values())) == alone


@pytest.mark.parametrize("seed", range(6))
def test_writings_mixed_in_one_mesh_are_all_found(seed: int) -> None:
    """A mesh that three people worked on; a copy here and there."""
    dice = random.Random(seed)
    hands = [WRITINGS[name] for name in ("camelCase", "Snake_Title", "with spaces", "_L and _R")]
    written = {name: dice.choice(hands)(name) for name in BLENDSHAPES}
    for name in dice.sample(BLENDSHAPES, dice.randint(1, 5)):
        written[name] += ".001"
    assert moved(list(written.values())) == {face: {name} for face, name in written.items()}


def test_a_copy_beside_its_original_is_left_alone() -> None:
    names = [*BLENDSHAPES, "jawOpen.001", "mouthSmileLeft.002"]
    assert moved(names) == {name: {name} for name in BLENDSHAPES}
    titled = [WRITINGS["Snake_Title"](name) for name in BLENDSHAPES]
    assert moved([*titled, "Jaw_Open.001"])["jawOpen"] == {"Jaw_Open"}


def test_shapes_grouped_by_prefixes_are_all_found() -> None:
    """Mouth_jawOpen, Eyes_eyeBlinkLeft, Brows_browDownLeft: one mesh, a prefix for each region."""
    groups = {"jaw": "Mouth", "mou": "Mouth", "eye": "Eyes", "bro": "Brows"}
    written = {name: f"{groups.get(name[:3], 'Other')}_{name}" for name in BLENDSHAPES}
    assert moved(list(written.values())) == {face: {name} for face, name in written.items()}


def test_every_mesh_of_a_character_moves() -> None:
    """Teeth, tongue and lashes in other writings than the head's; the eyes know only their own."""
    head, teeth = keys([f"head_{name}" for name in BLENDSHAPES], "Head"), ["Jaw_Open", "Jaw_Left"]
    lashes = keys([f"lash:{name}" for name in BLENDSHAPES if "eye" in name], "Lashes")
    parts = [*keys(teeth, "Teeth"), *keys(["jawOpen", "tongueOut"], "Tongue"), *lashes]
    rig = match_names(recognise(Inventory((*head, *parts)), KNOWN).best)
    opened = {link.channel.owner for link in rig.links if link.face == "jawOpen"}
    assert opened == {"Head", "Teeth", "Tongue"}
    blinking = {link.channel.owner for link in rig.links if link.face == "eyeBlinkLeft"}
    assert blinking == {"Head", "Lashes"}
    assert set(parts) <= {link.channel for link in rig.links}


def test_parts_with_one_or_two_names_within_an_affix_belong_to_the_face() -> None:
    face = keys([f"blendShape1.{name}" for name in BLENDSHAPES])
    teeth = keys(["blendShape2.jawOpen", "blendShape2.mouthClose"], "Teeth")
    lash = keys(["Lash_eyeBlinkLeft"], "Lashes")
    others = keys(["Shirt_wrinkle", "collarOpen"], "Shirt")
    found = recognise(Inventory((*face, *teeth, *lash, *others)), KNOWN).best.found
    assert {one.name: found[one] for one in (*teeth, *lash)} == {
        "blendShape2.jawOpen": "jawOpen",
        "blendShape2.mouthClose": "mouthClose",
        "Lash_eyeBlinkLeft": "eyeBlinkLeft",
    }
    assert not set(others) & set(found)


def test_a_shape_that_the_face_has_already_gets_no_second_one() -> None:
    face = [*keys(list(BLENDSHAPES)), *keys(["fix_jawOpen", "old_mouthSmileLeft"])]
    found = recognise(Inventory(tuple(face)), KNOWN).best.found
    assert {one.name for one in found} == set(BLENDSHAPES)


@pytest.mark.parametrize("seed", range(20))
def test_bones_and_shapes_of_anything_but_a_face_are_no_rig(seed: int) -> None:
    """200 names of cars, clothes, furniture, hands and correctives, as rigs have them."""
    dice = random.Random(seed)
    ends = ["", "_L", "_R", ".l", ".r", "Left", "Right", ".001", "_01"]
    names = set[str]()
    while len(names) < 200:
        parts = [dice.choice(words.split()) for words in (THINGS, DOES)][: dice.randint(1, 2)]
        names.add(dice.choice(["_", "", " ", "."]).join(parts) + dice.choice(ends))
    assert recognise(Inventory(tuple(keys(sorted(names)))), KNOWN).candidates == ()


@pytest.mark.parametrize("name", sorted({path.stem.split("--")[0] for path in INVENTORIES}))
def test_real_lists_hold_all_that_a_convention_moves(name: str) -> None:
    """What no real list has would never be seen to work."""
    seen = {"headPitch", "headYaw", "headRoll", *EYES, "tongueOut"}  # of bones, and other meshes
    for path in FOLDER.glob(f"{name}--*.txt"):
        seen |= set(moved(listed(path)))
    assert set(read_convention(RIGS / f"{name}.toml").targets) <= seen
