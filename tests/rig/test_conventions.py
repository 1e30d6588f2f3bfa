"""Every convention, held to real names: tests/rig/inventories/<convention>--<which>.txt."""

import random
import re
import string
from pathlib import Path

import numpy as np
import pytest

from intone.emotion.mood import EXPRESSIVE
from intone.errors import RigError
from intone.face.basis import BLENDSHAPES, CHANNELS
from intone.rig.channels import Channel, Inventory
from intone.rig.conventions import FOLDER, Convention, conventions, read_convention
from intone.rig.emotions import lacking
from intone.rig.match_by_name import match_names
from intone.rig.proposals import proposals
from intone.rig.recognition import Recognition, candidate, recognise
from intone.rig.retarget import read_back, retarget
from intone.rig.spelling import spelling
from intone.track import Track

INVENTORIES = sorted((Path(__file__).parent / "inventories").glob("*.txt"))
CONVENTIONS = sorted(FOLDER.glob("*.toml"))
KNOWN = conventions()


def inventory(*names: str, owner: str = "Head", kind: str = "KEY") -> Inventory:
    kinds = {name: "OBJECT" if ":" in name else kind for name in names}
    return Inventory(tuple(Channel(owner, kinds[name], name, f"path of {name}") for name in names))


def names(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def convention(path: Path) -> Convention:
    return read_convention(FOLDER / f"{path.stem.split('--')[0]}.toml")


def called(path: Path) -> str:
    return path.stem


every_inventory = pytest.mark.parametrize("path", INVENTORIES, ids=called)
every_convention = pytest.mark.parametrize("path", CONVENTIONS, ids=called)


@every_convention
def test_a_convention_has_an_inventory_and_a_source(path: Path) -> None:
    assert [one for one in INVENTORIES if one.stem.startswith(f"{path.stem}--")]
    convention = read_convention(path)
    assert convention.source
    posed = {face for pose in convention.poses.values() for face in pose}
    assert posed | set(convention.targets) <= set(CHANNELS)


@every_inventory
def test_an_inventory_says_where_its_names_are_from(path: Path) -> None:
    source, licence = path.read_text("utf-8").splitlines()[:2]
    assert source.startswith("# Source: ")
    assert licence.startswith("# Licence there: ")


@every_inventory
def test_an_inventory_is_recognised_ahead_of_all_others(path: Path) -> None:
    found = recognise(inventory(*names(path)), KNOWN)
    assert found.best.convention == convention(path)
    assert not found.best.questions


@every_inventory
def test_the_order_of_conventions_does_not_matter(path: Path) -> None:
    found = recognise(inventory(*names(path)), KNOWN[::-1])
    assert found.best.convention == convention(path)


@every_inventory
def test_all_that_can_be_moved_is_moved(path: Path) -> None:
    """The names that the inventory holds are counted without the recogniser: by their endings."""
    wanted, ends = convention(path), [spelling(name) for name in names(path)]
    can = {
        face
        for face, targets in wanted.targets.items()
        if any(end.endswith(spelling(target)) for target in targets for end in ends)
    }
    felt = {
        emotion
        for emotion, shapes in wanted.moods.items()
        if emotion in lacking(can)
        and any(end.endswith(spelling(s)) for s in shapes for end in ends)
    }
    rig = match_names(recognise(inventory(*names(path)), KNOWN).best)
    assert {link.face for link in rig.links} == can | felt
    assert can or wanted.poses


def test_a_convention_with_moods_needs_no_more_than_its_file(tmp_path: Path) -> None:
    """The emotion moves a rig's own expressions, and only where nothing else shows it."""
    (tmp_path / "mine.toml").write_text(
        'name = "Mine"\n[poses]\nOpen = { jawOpen = 1 }\nRound = { mouthPucker = 1 }\n'
        '[targets]\nbrowDownLeft = "Knit_L"\nbrowDownRight = "Knit_R"\n'
        "[moods]\nhappy = { Glad = 0.5 }\nangry = { Cross = 0.5 }\n",
        "utf-8",
    )
    shapes = inventory("Open", "Round", "Knit_L", "Knit_R", "Glad", "Cross")
    rig = match_names(recognise(shapes, conventions(tmp_path)).best)
    assert {(link.face, link.channel.name) for link in rig.links if link.face in EXPRESSIVE} == {
        ("happy", "Glad")
    }
    face = Track(np.zeros((3, len(CHANNELS)), np.float32), 50.0, CHANNELS)
    felt = np.zeros((3, len(EXPRESSIVE)), np.float32)
    felt[1, EXPRESSIVE.index("happy")] = 0.8
    moved = retarget(face, rig, Track(felt, 50.0, EXPRESSIVE))
    column = [channel.name for channel in moved.channels].index("Glad")
    assert moved.values[:, column].tolist() == pytest.approx([0, 0.4, 0])
    assert not np.delete(moved.values, column, axis=1).any()
    assert not read_back(moved, rig).values.any()


def test_an_emotion_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('name = "Bad"\n[moods]\nglad = { Joy = 1 }', "utf-8")
    with pytest.raises(RigError, match="glad"):
        conventions(tmp_path)


@pytest.mark.parametrize(
    ("missing", "there"),
    [("mouthClose", "mouthOpen"), ("eyeLookUpRight", "eyebrows-right-up"), ("jawOpen", "jawClose")],
)
def test_opposites_are_never_proposed(missing: str, there: str) -> None:
    rig = inventory(*(name for name in BLENDSHAPES if name != missing), there)
    assert missing not in {one.name for one in proposals(recognise(rig, KNOWN).best, rig)}


@every_inventory
def test_custom_properties_and_capitals_are_recognised_as_well(path: Path) -> None:
    shouted = [
        name if re.search("[a-z][A-Z]|:[tqs]?[wxyz]$", name) else name.upper()
        for name in names(path)
    ]
    apart = len({spelling(name) for name in shouted}) == len({spelling(n) for n in names(path)})
    if not apart:
        shouted = names(path)
    found = recognise(inventory(*shouted, kind="OBJECT"), KNOWN)
    assert found.best.convention == convention(path)


@every_inventory
def test_a_body_around_the_face_changes_nothing(path: Path) -> None:
    bones = [f"{bone}:{axis}" for bone in ("spine", "upperArm_L", "hand_R") for axis in "xyz"]
    body = (
        inventory(*bones, owner="Rig").channels + inventory("fat", "muscle", owner="Body").channels
    )
    found = recognise(Inventory(body + inventory(*names(path)).channels), KNOWN)
    assert found.best.convention == convention(path)
    assert set(found.best.unknown(Inventory(body))) == set(body)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", ["letters", "words"])
def test_noise_is_no_rig(kind: str, seed: int) -> None:
    dice = random.Random(seed)
    words = "key shape arm leg hand skirt hair fix twist size width waist foot left up R L 01 002"

    def letters() -> str:
        return "".join(dice.choices(string.ascii_letters, k=dice.randint(3, 14)))

    def joined() -> str:
        return dice.choice("_. -").join(dice.choices(words.split(), k=dice.randint(1, 4)))

    noise: set[str] = set()
    while len(noise) < 200:
        noise.add(letters() if kind == "letters" else joined())
    found = recognise(inventory(*sorted(noise)), KNOWN)
    assert found.candidates == ()
    with pytest.raises(RigError, match="ARKit"):
        assert found.best


def test_meshes_with_prefixes_of_their_own_all_move() -> None:
    head = inventory(*(f"head_{name}" for name in BLENDSHAPES), owner="Head").channels
    teeth = inventory("teeth.jawOpen", "teeth.jawLeft", "teeth.jawRight", owner="Teeth").channels
    rig = match_names(recognise(Inventory(head + teeth), KNOWN).best)
    moved = [link.channel.name for link in rig.links if link.face == "jawOpen"]
    assert moved == ["head_jawOpen", "teeth.jawOpen"]


def test_a_corrective_beside_the_shape_is_left_alone() -> None:
    shapes = inventory(*BLENDSHAPES, *(f"{name}_fix" for name in BLENDSHAPES[:9]))
    best = recognise(shapes, KNOWN).best
    assert len(best.found) == len(BLENDSHAPES)
    assert len(best.unknown(shapes)) == 9


def test_two_spellings_in_one_mesh_are_a_question() -> None:
    both = inventory("jaw_open", "JawOpen", "mouthClose", "cheekPuff", "tongueOut")
    best = recognise(both, KNOWN).best
    assert [channel.name for channel in best.questions["jawOpen"]] == ["jaw_open", "JawOpen"]
    assert "jawOpen" in match_names(best).unmoved
    asked = next(one for one in proposals(best, both) if one.name == "jawOpen")
    assert asked.confidence == (1.0, 1.0)
    assert asked.faces == {"jawOpen": 1.0}


def test_the_exact_spelling_needs_no_question() -> None:
    best = recognise(inventory("jawOpen", "JawOpen", "mouthClose", "cheekPuff"), KNOWN).best
    assert not best.questions
    assert "jawOpen" in {channel.name for channel in best.found}


def test_equal_conventions_are_a_question() -> None:
    targets = {name: {name: 1.0} for name in ("jawOpen", "mouthClose", "cheekPuff")}
    twins = (Convention("One", targets, {}), Convention("Other", targets, {}))
    found = recognise(inventory(*targets), twins)
    assert len(found.tied) == 2
    with pytest.raises(RigError, match="One or Other"):
        assert found.best


def test_misspelt_names_are_proposed_with_their_side() -> None:
    misspelt = [name for name in BLENDSHAPES if name not in ("mouthSmileLeft", "browInnerUp")]
    rig = inventory(*misspelt, "mouthSmlieLeft", "browInnerUpp", "mouthSmlieRight2")
    made = {one.name: one for one in proposals(recognise(rig, KNOWN).best, rig)}
    assert [channel.name for channel in made["mouthSmileLeft"].channels] == ["mouthSmlieLeft"]
    assert made["browInnerUp"].channels[0].name == "browInnerUpp"
    assert 0.72 <= made["mouthSmileLeft"].confidence[0] < 1
    assert len(made["browInnerUp"].channels) == 1


def test_equally_near_names_are_tied() -> None:
    rest = [name for name in BLENDSHAPES if name != "tongueOut"]
    rig = inventory(*rest, "tonguOut", "tonguesOut")
    made = next(
        one for one in proposals(recognise(rig, KNOWN).best, rig) if one.name == "tongueOut"
    )
    assert len(made.channels) == 2
    assert made.confidence[0] - made.confidence[1] < 0.05


def test_what_is_missing_is_told_by_the_conventions_own_names() -> None:
    best = candidate(KNOWN[0], inventory("jawOpen", "mouthClose", "cheekPuff"))
    assert "tongueOut" in best.missing
    assert "jawOpen" not in best.missing


def test_a_broken_convention_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("targets = 3", "utf-8")
    with pytest.raises(RigError, match=r"bad.toml is no rig convention"):
        conventions(tmp_path)


def test_nothing_recognised_is_no_tie() -> None:
    assert Recognition(()).tied == ()
