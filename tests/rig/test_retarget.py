import numpy as np
import pytest

from intone.errors import RigError
from intone.face.basis import BLENDSHAPES, CHANNELS, index
from intone.rig.channels import Channel, Inventory
from intone.rig.conventions import Convention, conventions, recognise, spelling
from intone.rig.retarget import fit, retarget
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
    rig = fit(recognise(inventory, conventions()), inventory)
    assert set(rig.unmoved) == {name for name in CHANNELS if "Eye" in name}


def test_the_face_arrives_where_it_belongs() -> None:
    inventory = keys("JawOpen", "mouthSmile_L", "mouthSmile_R", "notAFaceShape")
    rig = fit(recognise(inventory, conventions()), inventory)
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
    rig = fit(recognise(both, conventions()), both)
    assert [channel.owner for channel in rig.channels] == ["Head", "Head", "Head", "Teeth"]
    assert (rig.weights[index("jawOpen")] == [1, 0, 0, 1]).all()


def test_several_face_channels_can_share_one_rig_channel() -> None:
    smile = Convention("few", {"mouthSmileLeft": {"smile": 0.5}, "mouthSmileRight": {"smile": 0.5}})
    rig = fit(smile, keys("smile"))
    assert rig.weights[:, 0].sum() == 1


@pytest.mark.parametrize(
    ("names", "message"), [((), "no shape keys"), (("Key 1", "jawOpen"), "ARKit")]
)
def test_what_is_no_face_is_refused(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(RigError, match=message):
        recognise(keys(*names), conventions())
