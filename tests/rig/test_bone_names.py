"""Head and eye bones in the names that real skeletons have."""

from __future__ import annotations

import pytest

from intone.rig.bone_names import eye_bones, head_bone, jaw_bone, lid_bones, tongue_bone


@pytest.mark.parametrize(
    "name",
    ["Head_06", "mixamorig:Head_06", "CC_Base_Head_0130", "head_Armature", "head_jnt", "Head_M"]
    + ["head_ctrl", "DEF-head", "head.001", "Head1", "Kopf", "c_head.x", "Bip001 Head"],
)
def test_a_head_is_found_behind_what_its_studio_adds(name: str) -> None:
    hips = name.replace("Head", "Hips").replace("head", "hips").replace("Kopf", "Huefte")
    assert head_bone([hips, hips.replace("ips", "ands"), name]) == name


@pytest.mark.parametrize("name", ["headEnd", "HeadTop_End", "head_target", "arrowhead", "Hair_06"])
def test_what_only_sounds_like_a_head_is_none(name: str) -> None:
    assert head_bone(["hips", "chest", name]) is None


def test_the_plainest_of_several_is_taken_and_equals_are_not() -> None:
    assert head_bone(["DEF-head", "head", "ORG-head", "head_jnt"]) == "head"
    assert head_bone(["a:Head", "b:Head"]) is None


@pytest.mark.parametrize(
    "pair",
    [("LeftEye", "RightEye"), ("目.L", "目.R"), ("左目", "右目"), ("eye_left", "eye_right1")]
    + [("J_Adj_L_FaceEye", "J_Adj_R_FaceEye"), ("CC_Base_L_Eye", "CC_Base_R_Eye")],
)
def test_eyes_are_found_in_pairs(pair: tuple[str, str]) -> None:
    assert eye_bones(["Hips", "eyelid.L", "eyelid.R", pair[1], pair[0]]) == pair
    assert eye_bones(["Hips", pair[0]]) is None


@pytest.mark.parametrize(
    "name", ["jaw", "Jaw_M", "CC_Base_JawRoot", "mixamorig:Jaw", "DEF-jaw", "jaw_jnt", "LowerJaw"]
)
def test_a_jaw_is_found(name: str) -> None:
    assert jaw_bone(("hips", "head", name)) == name


@pytest.mark.parametrize("name", ["UpperJaw", "jaw_L", "jawEnd", "teeth.jaw.T"])
def test_what_does_not_open_the_mouth_is_no_jaw(name: str) -> None:
    assert jaw_bone(("hips", "head", name)) is None


def test_lids_are_found_by_side_and_height() -> None:
    names = ("eyelid_upper_L", "eyelid_lower_L", "lid.T.R", "lid.B.R", "eye.L", "lid.T.L.001")
    assert lid_bones(names) == {
        ("left", True): "eyelid_upper_L",
        ("left", False): "eyelid_lower_L",
        ("right", True): "lid.T.R",
        ("right", False): "lid.B.R",
    }
    assert tongue_bone(("head", "tongue_01", "jaw")) == "tongue_01"


def test_mmd_tools_own_bones_beside_an_eye_are_not_it() -> None:
    assert eye_bones(("目.L", "目.R", "_dummy_目.L", "_dummy_目.R")) == ("目.L", "目.R")
