"""What a character's own file says of its shapes, expressions and bones."""

from __future__ import annotations

import contextlib
import json
import math
import struct
from pathlib import Path

import numpy as np
import pytest

from intone.errors import RigError
from intone.rig.gltf_file import read_character_file
from intone.rig.look import Look, Range
from intone.rig.vrm_file import WAYS, Bind


def shaped(*targets: dict, name: str = "Face", **mesh) -> dict:
    """A mesh with these morph targets."""
    return {"name": name, "primitives": [{"targets": list(targets)}], **mesh}


def glb(path: Path, told: dict) -> Path:
    text = json.dumps(told).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), 0x4E4F534A)
    path.write_bytes(head + text)
    return path


VRM0 = {
    "meshes": [{"name": "Body"}, {"name": "Face"}],
    "extensions": {
        "VRM": {
            "blendShapeMaster": {
                "blendShapeGroups": [
                    {"presetName": "a", "binds": [{"mesh": 1, "index": 5, "weight": 100}]},
                    {"presetName": "unknown", "name": "Wink", "binds": []},
                    {
                        "presetName": "joy",
                        "binds": [
                            {"mesh": 1, "index": 2, "weight": 50},
                            {"mesh": 0, "index": 0, "weight": 25},
                        ],
                    },
                ]
            }
        }
    },
}
VRM1 = {
    "meshes": [{"name": "Face"}],
    "nodes": [{}, {"mesh": 0}],
    "extensions": {
        "VRMC_vrm": {
            "expressions": {
                "preset": {"aa": {"morphTargetBinds": [{"node": 1, "index": 3, "weight": 0.5}]}},
                "custom": {"smug": {}},
            }
        }
    },
}


def test_vrm_0_tells_meshes_and_percents(tmp_path):
    found = read_character_file(glb(tmp_path / "old.vrm", VRM0)).expressions
    assert found["a"] == (Bind("Face", 5, 1.0),)
    assert found["joy"] == (Bind("Face", 2, 0.5), Bind("Body", 0, 0.25))
    assert found["Wink"] == ()


def test_vrm_1_tells_nodes_and_shares(tmp_path):
    found = read_character_file(glb(tmp_path / "new.vrm", VRM1)).expressions
    assert found == {"smug": (), "aa": (Bind("Face", 3, 0.5),)}


@pytest.mark.parametrize(
    "content", [b"", b"glTF", b"glTF" + bytes(16), b"PK" * 20, b"glTF" + b"\xff" * 40]
)
def test_what_is_no_vrm_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "other.vrm"
    path.write_bytes(content)
    with pytest.raises(RigError, match=r"other\.vrm is no glTF or VRM file"):
        read_character_file(path)
    with pytest.raises(RigError, match="no glTF or VRM file"):
        read_character_file(tmp_path / "missing.vrm")


@pytest.mark.parametrize(
    "told",
    [
        {"meshes": 3},
        {**VRM0, "meshes": []},
        {"extensions": {"VRMC_vrm": {"expressions": {"preset": {"aa": []}}}}},
        [],
    ],
)
def test_broken_statements_are_refused_in_a_sentence(tmp_path, told):
    with pytest.raises(RigError):
        read_character_file(glb(tmp_path / "broken.vrm", told))


def test_a_gltf_without_expressions_says_so(tmp_path):
    with pytest.raises(RigError, match="says nothing of shapes or expressions"):
        read_character_file(glb(tmp_path / "chair.glb", {"meshes": [{"name": "Chair"}]}))


NAMED = shaped({"POSITION": 0}, extras={"targetNames": ["smile"]})
FIRST = {"lookAtTypeName": "Bone"} | {f"lookAt{way}": {"xRange": 90, "yRange": 10} for way in WAYS}
AT = {"type": "bone"} | {f"rangeMap{way}": {"inputMaxValue": 60, "outputScale": 8} for way in WAYS}


@pytest.mark.parametrize(
    ("told", "reach"),
    [
        ({"VRM": {"firstPerson": FIRST}}, Range(90, 10)),
        ({"VRMC_vrm": {"lookAt": AT}}, Range(60, 8)),
        ({"VRM": {"firstPerson": FIRST | {"lookAtTypeName": "BlendShape"}}}, None),
        ({"VRMC_vrm": {"lookAt": AT | {"type": "expression"}}}, None),
        ({"VRMC_vrm": {"lookAt": {"type": "bone"}}}, None),
        ({"VRM": {"firstPerson": FIRST | {"lookAtVerticalUp": {"xRange": -1, "yRange": 5}}}}, None),
        ({}, None),
    ],
)
def test_the_ranges_of_a_look_are_read(tmp_path, told, reach):
    wanted = Look(reach, reach, reach, reach) if reach else None
    path = glb(tmp_path / "eyes.vrm", {"extensions": told, "meshes": [NAMED]})
    assert read_character_file(path).skeleton.look == wanted


def test_ranges_of_no_number_are_refused(tmp_path):
    broken = {"VRMC_vrm": {"lookAt": {"type": "bone", "rangeMapVerticalUp": [1]}}}
    with pytest.raises(RigError, match="is no glTF or VRM file"):
        read_character_file(glb(tmp_path / "eyes.vrm", {"extensions": broken, "meshes": [NAMED]}))


POINTS = {"POSITION": 0}
WAYS_TO_NAME = {
    "the mesh's extras": {"meshes": [shaped(POINTS, extras={"targetNames": ["smile"]})]},
    "a primitive's extras": {
        "meshes": [
            {
                "name": "Face",
                "primitives": [
                    {"extras": {"targetNames": ["hair"]}},
                    {"targets": [POINTS], "extras": {"targetNames": ["smile"]}},
                ],
            }
        ]
    },
    "a target's extras": {"meshes": [shaped(POINTS | {"extras": {"name": "smile"}})]},
    "early UniVRM": {"meshes": [shaped(POINTS | {"extra": {"name": "smile"}})]},
    "a target": {"meshes": [shaped(POINTS | {"name": "smile"})]},
    "its accessor": {"meshes": [shaped(POINTS)], "accessors": [{"name": "smile"}]},
}
"""Where files have the name of a morph target."""


@pytest.mark.parametrize("told", WAYS_TO_NAME.values(), ids=WAYS_TO_NAME)
@pytest.mark.parametrize("suffix", [".glb", ".gltf"])
def test_names_are_read_wherever_files_have_them(tmp_path, told, suffix):
    path = tmp_path / f"face{suffix}"
    if suffix == ".gltf":
        path.write_text(json.dumps(told))
    else:
        glb(path, told)
    assert read_character_file(path).shapes == {"Face": ("smile",)}


def test_targets_that_move_no_point_have_no_number(tmp_path):
    told = shaped({"NORMAL": 3}, POINTS, POINTS, extras={"targetNames": ["n", "smile", "frown"]})
    groups = [{"presetName": "joy", "binds": [{"mesh": 0, "index": 2, "weight": 100}]}]
    vrm = {"extensions": {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}}
    found = read_character_file(glb(tmp_path / "face.vrm", {"meshes": [told]} | vrm))
    assert found.shapes == {"Face": ("smile", "frown")}
    assert found.expressions["joy"] == (Bind("Face", 1, 1.0),)


@pytest.mark.parametrize(
    "extensions",
    [
        {"VRM": {"humanoid": {"humanBones": [{"bone": "head", "node": 1}]}}},
        {"VRMC_vrm": {"humanoid": {"humanBones": {"head": {"node": 1}}}}},
    ],
    ids=["VRM 0", "VRM 1"],
)
def test_the_bones_that_a_file_names_are_read(tmp_path, extensions):
    told = {"meshes": [NAMED], "nodes": [{"name": "A"}, {"name": "J_7"}], "extensions": extensions}
    found = read_character_file(glb(tmp_path / "face.vrm", told))
    assert found.skeleton.bones == {"head": "J_7"}


@pytest.mark.parametrize(("weight", "share"), [(250, 1.0), (-5, 0.0), (math.nan, 0.0), (40, 0.4)])
def test_weights_stay_between_nothing_and_all(tmp_path, weight, share):
    groups = [{"presetName": "joy", "binds": [{"mesh": 0, "index": 0, "weight": weight}]}]
    told = {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}
    path = glb(tmp_path / "face.vrm", {"meshes": [NAMED], "extensions": told})
    assert read_character_file(path).expressions["joy"] == (Bind("Face", 0, share),)


def test_a_target_of_a_number_below_nothing_is_refused(tmp_path):
    groups = [{"presetName": "joy", "binds": [{"mesh": 0, "index": -1, "weight": 100}]}]
    told = {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}
    path = glb(tmp_path / "face.vrm", {"meshes": [NAMED], "extensions": told})
    with pytest.raises(RigError, match="no target has the number -1"):
        read_character_file(path)


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_file_is_refused_or_read_and_nothing_else(tmp_path, seed):
    random = np.random.default_rng(seed)
    raw = bytearray(glb(tmp_path / "face.vrm", VRM0 | {"nodes": [{}, {"mesh": 0}]}).read_bytes())
    for place in random.integers(0, len(raw), 6):
        raw[place] = random.integers(0, 256)
    path = tmp_path / "damaged.vrm"
    path.write_bytes(bytes(raw[: random.integers(len(raw) // 2, len(raw) + 1)]))
    with contextlib.suppress(RigError):
        read_character_file(path)
