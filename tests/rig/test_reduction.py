"""Reduced rigs: a few shapes give a performance, and their lips close."""

from collections.abc import Mapping

import numpy as np
import pytest

from intone.face.basis import BLENDSHAPES, CHANNELS, index
from intone.head.container import HeadModel, read_head
from intone.rig.channels import Channel, Inventory
from intone.rig.conventions import FOLDER, conventions, read_convention
from intone.rig.mapping import RigMap
from intone.rig.match_by_name import match_names
from intone.rig.recognition import recognise
from intone.rig.reduction import completed, solve
from intone.rig.retarget import read_back, retarget
from intone.track import Track

KNOWN = conventions()
VISEMES = read_convention(FOLDER / "oculus.toml").poses
REDUCED = {
    "five": ("A", "E", "I", "O", "U"),
    "four": ("Mouth_A", "Mouth_E", "Mouth_O", "Mouth_U"),
    "vrm": ("aa", "ih", "ou", "ee", "oh", "blink", "happy", "angry", "sad"),
    "oculus": tuple(VISEMES),
    "papagayo": ("AI", "O", "E", "U", "etc", "L", "WQ", "MBP", "FV", "rest"),
}


@pytest.fixture(scope="module")
def head() -> HeadModel:
    return read_head()


Looks = Mapping[Channel, Mapping[str, float]]


def rig_of(head: HeadModel, *names: str) -> tuple[RigMap, Looks]:
    """The completed map of a rig of those shapes, and what each of them looks like."""
    inventory = Inventory(tuple(Channel("Head", "KEY", name, name) for name in names))
    best = recognise(inventory, KNOWN).best
    poses = best.convention.poses
    looks = {channel: poses[name] for channel, name in best.found.items() if name in poses}
    return completed(match_names(best), best, head), looks


def seen(rig: RigMap, looks: Looks, face: Track) -> np.ndarray:
    """What the rig then looks like [frames, BLENDSHAPES]; Blender holds shape keys in 0..1."""
    shown = np.clip(retarget(face, rig).values, 0, 1)
    rows = [
        [looks.get(channel, {}).get(name, 0.0) for name in BLENDSHAPES] for channel in rig.channels
    ]
    return shown @ np.array(rows)


def gap(head: HeadModel, shapes: np.ndarray) -> float:
    """How far the lips are apart, in millimetres."""
    return head.lip_gap(head.shaped(dict(zip(BLENDSHAPES, shapes.tolist(), strict=True)))) * 1000


def face(**values: float) -> Track:
    frame = np.zeros((1, len(CHANNELS)), np.float32)
    for name, value in values.items():
        for side in ("",) if name in CHANNELS else ("Left", "Right"):
            frame[0, index(name + side)] = value
    return Track(frame, 50, CHANNELS)


@pytest.mark.parametrize("names", REDUCED.values(), ids=REDUCED)
def test_the_jaw_and_the_closure_always_go_somewhere(
    head: HeadModel, names: tuple[str, ...]
) -> None:
    rig, looks = rig_of(head, *names)
    assert not {"jawOpen", "mouthClose", "mouthPucker", "mouthFunnel"} & set(rig.unmoved)
    opened = gap(head, seen(rig, looks, face(jawOpen=0.6))[0])
    own = gap(head, seen(*identity(head), face(jawOpen=0.6))[0])
    assert opened == pytest.approx(own, rel=0.25)


def identity(head: HeadModel) -> tuple[RigMap, Looks]:
    """The embedded head's own rig, each shape looking like itself."""
    rig, _ = rig_of(head, *BLENDSHAPES)
    return rig, {channel: {channel.name: 1.0} for channel in rig.channels}


@pytest.mark.parametrize("names", REDUCED.values(), ids=REDUCED)
def test_lips_close_within_five_hundredths_of_their_range(
    head: HeadModel, names: tuple[str, ...]
) -> None:
    rig, looks = rig_of(head, *names)
    widest = gap(head, seen(rig, looks, face(jawOpen=1.0))[0])
    rest = gap(head, np.zeros(len(BLENDSHAPES)))
    for jaw in (0.1, 0.3, 0.6):
        for mood in ({}, {"mouthSmile": 0.4}, {"mouthPucker": 0.2, "mouthPress": 0.3}):
            shut = face(jawOpen=jaw, mouthClose=jaw, **mood)
            closed = gap(head, seen(rig, looks, shut)[0])
            assert closed - rest <= 0.05 * (widest - rest)


@pytest.mark.parametrize("names", REDUCED.values(), ids=REDUCED)
def test_visemes_look_like_themselves_on_a_reduced_rig(
    head: HeadModel, names: tuple[str, ...]
) -> None:
    """Each viseme that opens the mouth is nearer to itself than a rig at rest would be."""
    rig, looks = rig_of(head, *names)
    fields = np.stack([head.shaped({name: 1.0}) - head.vertices for name in BLENDSHAPES])
    flat = fields.reshape(len(BLENDSHAPES), -1)
    for pose in (pose for pose in VISEMES.values() if pose.get("jawOpen", 0) >= 0.1):
        wanted = np.array([pose.get(name, 0.0) for name in BLENDSHAPES]) @ flat
        shown = seen(rig, looks, face(**dict(pose)))[0] @ flat
        assert ((wanted - shown) ** 2).sum() <= 0.45 * (wanted**2).sum()


def test_weights_are_not_negative_but_where_the_lips_close(head: HeadModel) -> None:
    rig, _ = rig_of(head, *REDUCED["five"])
    assert all(link.weight > 0 for link in rig.links if link.face != "mouthClose")
    assert all(link.weight < 0 for link in rig.links if link.face == "mouthClose")
    assert len(rig.links) < 40


def test_least_squares_finds_what_the_shapes_are_made_of(head: HeadModel) -> None:
    faces = ["jawOpen", "mouthPucker", "mouthSmileLeft", "mouthSmileRight"]
    poses = [{"jawOpen": 0.5}, {"mouthPucker": 1.0}, {"mouthSmileLeft": 1, "mouthSmileRight": 1}]
    weights = solve(faces, poses, head)
    np.testing.assert_allclose(weights[0], [2, 0, 0], atol=0.02)
    np.testing.assert_allclose(weights[1], [0, 1, 0], atol=0.02)
    np.testing.assert_allclose(weights[2:, 2], 0.5, atol=0.1)


def test_one_blink_for_both_eyes_is_shared(head: HeadModel) -> None:
    rig, _ = rig_of(head, *REDUCED["vrm"])
    blinks = {link.face: link.weight for link in rig.links if link.channel.name == "blink"}
    assert blinks["eyeBlinkLeft"] == pytest.approx(0.5, abs=0.02)
    assert blinks["eyeBlinkRight"] == pytest.approx(0.5, abs=0.02)
    assert not any(face.startswith(("mouth", "jaw")) for face in blinks)


def test_a_full_rig_is_left_as_it_was(head: HeadModel) -> None:
    inventory = Inventory(tuple(Channel("Head", "KEY", name, name) for name in BLENDSHAPES))
    best = recognise(inventory, KNOWN).best
    assert completed(match_names(best), best, head) == match_names(best)


def test_part_of_arkit_closes_by_its_jaw(head: HeadModel) -> None:
    rig, _ = rig_of(head, "jawOpen", "mouthFunnel", "mouthSmileLeft", "mouthSmileRight")
    close = {link.channel.name: link.weight for link in rig.links if link.face == "mouthClose"}
    assert close["jawOpen"] <= -1
    assert retarget(face(jawOpen=0.5, mouthClose=0.5), rig).values[0, 0] <= 0
    pucker = {link.channel.name for link in rig.links if link.face == "mouthPucker"}
    assert pucker == {"mouthFunnel"}


def test_teeth_and_head_of_one_name_move_together(head: HeadModel) -> None:
    both = Inventory(
        tuple(Channel(owner, "KEY", name, name) for owner in ("Head", "Teeth") for name in "AEIOU")
    )
    best = recognise(both, KNOWN).best
    rig = completed(match_names(best), best, head)
    weights = {link.channel: link.weight for link in rig.links if link.face == "jawOpen"}
    assert weights[both.channels[0]] == weights[both.channels[5]]


def test_what_stands_in_is_not_read_back(head: HeadModel) -> None:
    rig, _ = rig_of(head, "jawOpen", "mouthFunnel", "mouthSmileLeft", "mouthSmileRight")
    assert any(link.stand_in for link in rig.links)
    acted = face(jawOpen=0.5, mouthSmile=0.25)
    back = read_back(retarget(acted, rig), rig)
    np.testing.assert_allclose(back.values, acted.values, atol=1e-6)


def test_a_rig_that_is_all_stand_ins_reads_back_what_moves_it_so(head: HeadModel) -> None:
    rig, _ = rig_of(head, *REDUCED["five"])
    motion = retarget(face(jawOpen=0.5, mouthPucker=0.25), rig)
    again = retarget(read_back(motion, rig), rig)
    np.testing.assert_allclose(again.values, motion.values, atol=1e-5)
