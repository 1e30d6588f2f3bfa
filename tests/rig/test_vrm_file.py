"""What a VRM file says of its expressions, read from the glTF itself."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from intone.errors import RigError
from intone.rig.look import Look, Range
from intone.rig.vrm_file import WAYS, Bind, read_expressions, read_look


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
    found = read_expressions(glb(tmp_path / "old.vrm", VRM0))
    assert found["a"] == (Bind("Face", 5, 1.0),)
    assert found["joy"] == (Bind("Face", 2, 0.5), Bind("Body", 0, 0.25))
    assert found["Wink"] == ()


def test_vrm_1_tells_nodes_and_shares(tmp_path):
    found = read_expressions(glb(tmp_path / "new.vrm", VRM1))
    assert found == {"smug": (), "aa": (Bind("Face", 3, 0.5),)}


@pytest.mark.parametrize(
    "content", [b"", b"glTF", b"glTF" + bytes(16), b"PK" * 20, b"glTF" + b"\xff" * 40]
)
def test_what_is_no_vrm_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "other.vrm"
    path.write_bytes(content)
    with pytest.raises(RigError, match=r"other\.vrm is no VRM file"):
        read_expressions(path)
    with pytest.raises(RigError, match="no VRM file"):
        read_expressions(tmp_path / "missing.vrm")


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
        read_expressions(glb(tmp_path / "broken.vrm", told))


def test_a_gltf_without_expressions_says_so(tmp_path):
    with pytest.raises(RigError, match="says nothing of expressions"):
        read_expressions(glb(tmp_path / "chair.glb", {"meshes": [{"name": "Chair"}]}))


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
    assert read_look(glb(tmp_path / "eyes.vrm", {"extensions": told})) == wanted


def test_ranges_of_no_number_are_refused(tmp_path):
    broken = {"VRMC_vrm": {"lookAt": {"type": "bone", "rangeMapVerticalUp": [1]}}}
    with pytest.raises(RigError, match="is no VRM file"):
        read_look(glb(tmp_path / "eyes.vrm", {"extensions": broken}))
