import numpy as np
import pytest

from intone.errors import RigError
from intone.face.basis import BLENDSHAPES, CHANNELS, index
from intone.rig.channels import Channel, Inventory, Motion
from intone.rig.conventions import Convention, conventions
from intone.rig.mapping import AMPLITUDES, Link, RigMap
from intone.rig.match_by_name import match_names
from intone.rig.recognition import candidate, recognise
from intone.rig.retarget import read_back, retarget
from intone.rig.spelling import spelling
from intone.track import Track


def keys(*names: str, owner: str = "Head") -> Inventory:
    return Inventory(
        tuple(Channel(owner, "KEY", name, f'key_blocks["{name}"].value') for name in names)
    )


@pytest.mark.parametrize(
    "name",
    ["eyeBlinkLeft", "eyeBlink_L", "EyeBlinkLeft", "eye_blink_left", "eyeblink.l", "EYEBLINK L"],
)
def test_spellings_of_one_name(name: str) -> None:
    assert spelling(name) == "eyeblinkleft"


@pytest.mark.parametrize("name", ["mouthPucker", "mouthRoll", "eyeBlinkRight", "eyeBlinkl", "jawR"])
def test_other_names_stay_apart(name: str) -> None:
    assert spelling(name) != "eyeblinkleft"


def test_every_face_channel_of_a_full_rig_is_moved() -> None:
    inventory = Inventory(
        keys(*BLENDSHAPES).channels
        + tuple(Channel("Rig", "OBJECT", f"neck:{axis}", "p", k) for k, axis in enumerate("xyz"))
    )
    rig = match_names(recognise(inventory, conventions()).best)
    assert set(rig.unmoved) == {name for name in CHANNELS if "Eye" in name}


def test_the_face_arrives_where_it_belongs() -> None:
    inventory = keys("JawOpen", "mouthSmile_L", "mouthSmile_R", "notAFaceShape")
    rig = match_names(recognise(inventory, conventions()).best)
    values = np.zeros((2, len(CHANNELS)), np.float32)
    values[1, index("jawOpen")], values[1, index("mouthSmileRight")] = 0.5, 0.25
    motion = retarget(Track(values, 50, CHANNELS), rig)
    assert [channel.name for channel in motion.channels] == [
        "JawOpen",
        "mouthSmile_L",
        "mouthSmile_R",
    ]
    assert motion.values.tolist() == [[0, 0, 0], [0.5, 0, 0.25]]


def test_meshes_that_share_a_name_all_move() -> None:
    both = Inventory(
        keys("jawOpen", "mouthClose", "cheekPuff").channels
        + keys("jawOpen", owner="Teeth").channels
    )
    rig = match_names(recognise(both, conventions()).best)
    assert [channel.owner for channel in rig.channels] == ["Head", "Head", "Head", "Teeth"]
    assert (rig.weights[index("jawOpen")] == [1, 0, 0, 1]).all()


def test_several_face_channels_can_share_one_rig_channel() -> None:
    half = {"smile": 0.5}
    smile = Convention("few", {"mouthSmileLeft": half, "mouthSmileRight": half}, {})
    rig = match_names(candidate(smile, keys("smile")))
    assert rig.weights[:, 0].sum() == 1


@pytest.mark.parametrize(
    ("names", "message"), [((), "no shape keys"), (("Key 1", "jawOpen"), "ARKit")]
)
def test_what_is_no_face_is_refused(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(RigError, match=message):
        assert recognise(keys(*names), conventions()).best


def face(**values: float) -> Track:
    """Two frames: rest, and those values."""
    frames = np.zeros((2, len(CHANNELS)), np.float32)
    for name, value in values.items():
        frames[1, index(name)] = value
    return Track(frames, 50, CHANNELS)


def link(name: str, target: str = "key", **more: float) -> Link:
    return Link(name, keys(target).channels[0], **more)


def moved(rig: RigMap, **values: float) -> float:
    """Where the rig's first channel goes from rest to those values."""
    return float(retarget(face(**values), rig).values[1, 0])


def test_identity_links_are_one_matrix_bit_for_bit() -> None:
    random = np.random.default_rng(1)
    channels = keys(*(f"k{number}" for number in range(70))).channels
    matrix = random.normal(0, 1, (len(CHANNELS), 70)).astype(np.float32)
    links = tuple(
        Link(name, channel, float(matrix[row, column]))
        for column, channel in enumerate(channels)
        for row, name in enumerate(CHANNELS)
    )
    values = random.normal(0, 1, (500, len(CHANNELS))).astype(np.float32)
    motion = retarget(Track(values, 50, CHANNELS), RigMap("any", links))
    assert motion.values.tobytes() == (values @ matrix).tobytes()


@pytest.mark.parametrize("value", [-0.5, 0.0, 0.3, 1.7])
def test_a_plain_link_clips_nothing(value: float) -> None:
    assert moved(RigMap("", (link("headYaw", weight=2.0),)), headYaw=value) == pytest.approx(
        2 * value
    )


def test_a_curve_begins_ends_and_bends() -> None:
    rig = RigMap("", (link("jawOpen", weight=0.5, least=0.2, most=0.6, gamma=2.0),))
    wanted = {0.1: 0.0, 0.2: 0.0, 0.4: 0.125, 0.6: 0.5, 0.9: 0.5}
    assert {value: moved(rig, jawOpen=value) for value in wanted} == pytest.approx(wanted)
    bent = RigMap("", (link("headYaw", gamma=2.0),))
    assert moved(bent, headYaw=-0.5) == pytest.approx(-0.25)


def test_an_offset_is_added_once() -> None:
    rig = RigMap("", (link("jawOpen", offset=0.1), link("mouthClose", weight=-1, offset=0.1)))
    assert moved(rig, jawOpen=0.5, mouthClose=0.2) == pytest.approx(0.4)


def test_a_muted_link_moves_nothing_and_its_channel_is_left_alone() -> None:
    rig = RigMap("", (link("jawOpen"), Link("cheekPuff", keys("puff").channels[0], mute=True)))
    assert [channel.name for channel in rig.channels] == ["key"]
    assert "cheekPuff" in rig.unmoved


def test_amplitude_scales_its_part_only_and_the_lips_still_close() -> None:
    links = (link("jawOpen"), link("mouthClose", weight=-1), link("headYaw", "turn"))
    rig = RigMap("", links, {"jaw": 0.5})
    assert moved(rig, jawOpen=0.8) == pytest.approx(0.4)
    assert moved(rig, jawOpen=0.8, mouthClose=0.8) == pytest.approx(0)
    assert retarget(face(headYaw=0.4), rig).values[1, 1] == pytest.approx(0.4)


def test_every_face_channel_has_one_amplitude() -> None:
    assert sorted(name for part in AMPLITUDES.values() for name in part) == sorted(CHANNELS)


def test_a_motion_is_read_back_through_curves_and_offsets() -> None:
    links = (
        link("jawOpen", "jaw", weight=0.3, offset=0.1, gamma=1.5),
        link("jawOpen", "chin", weight=0.5),
        link("mouthSmileLeft", "smile", least=0.1, most=0.9),
        link("headYaw", "turn", weight=-1.0),
    )
    rig = RigMap("", links, {"jaw": 0.8})
    acted = face(jawOpen=0.4, mouthSmileLeft=0.5, headYaw=-0.2)
    motion = retarget(acted, rig)
    back = read_back(Motion(rig.channels, motion.values, 50), rig)
    np.testing.assert_allclose(back.values[1], acted.values[1], atol=1e-5)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"least": 0.5, "most": 0.5}, "no curve"),
        ({"gamma": 0.0}, "no curve"),
        ({"weight": float("nan")}, "finite"),
    ],
)
def test_a_link_that_cannot_be_is_refused(more: dict[str, float], message: str) -> None:
    with pytest.raises(RigError, match=message):
        link("jawOpen", **more)
    with pytest.raises(RigError, match="no channel"):
        link("jawOpne")
