"""A rig's own expressions: everyday names beside a convention, a file's mixes, lips that close."""

from __future__ import annotations

import numpy as np
import pytest

from intone.emotion.mood import EXPRESSIVE
from intone.face.basis import CHANNELS, index
from intone.rig.channels import Channel, Inventory
from intone.rig.conventions import FOLDER, conventions, read_convention
from intone.rig.mapping import HOLD, Link, RigMap
from intone.rig.match_by_name import match_names
from intone.rig.recognition import Candidate, candidate, complemented, recognise
from intone.rig.reduction import completed
from intone.rig.retarget import retarget
from intone.track import Track

PLAIN = read_convention(FOLDER / "plain.toml")


def shapes(*names: str) -> dict[str, Channel]:
    return {name: Channel("Head", "KEY", name, name) for name in names}


def test_everyday_names_complete_a_convention():
    named = shapes("A", "I", "U", "E", "O", "Blink_L", "Blink_R", "brow_up_L", "brow_up_R")
    named |= shapes("face_happy", "face_angry", "look_left", "look_right")
    inventory = Inventory(tuple(named.values()))
    best = recognise(inventory, tuple(c for c in conventions() if c.name != PLAIN.name)).best
    whole = complemented(best, inventory, PLAIN)
    assert whole.convention.name == best.convention.name
    assert {named["brow_up_L"], named["look_right"], named["face_happy"]} <= set(whole.found)
    moods = {link.face: link.channel for link in match_names(whole).links}
    assert moods["happy"] == named["face_happy"]
    assert complemented(best, Inventory(tuple(best.found)), PLAIN) == best, "nothing is left"


def test_its_own_names_go_first():
    named = shapes("A", "I", "U", "E", "O", "Joy", "Angry", "Sorrow", "happy", "sad")
    inventory = Inventory(tuple(named.values()))
    best = candidate(read_convention(FOLDER / "vrm0.toml"), inventory)
    whole = complemented(best, inventory, PLAIN)
    assert whole.found[named["Joy"]] == best.found[named["Joy"]] == "Joy"
    happy = {li.channel.name: li.weight for li in match_names(whole).links if li.face == "happy"}
    assert happy["Joy"] == best.convention.moods["happy"]["Joy"]


def test_the_mixes_of_a_file_are_moved_as_it_makes_them():
    named = shapes("ah", "brows", "lids")
    mixes = {
        "Joy": {named["ah"]: 0.5, named["lids"]: 0.2},
        "Fun": {named["ah"]: 0.25},
        "Angry": {named["brows"]: 1.0},
    }
    vrm = read_convention(FOLDER / "vrm0.toml")
    links = match_names(Candidate(vrm, {}, {}, mixes)).links
    joy, fun = (vrm.moods["happy"][name] for name in ("Joy", "Fun"))
    happy = {link.channel: link.weight for link in links if link.face == "happy"}
    assert happy == {
        named["ah"]: pytest.approx(0.5 * joy + 0.25 * fun, abs=1e-3),
        named["lids"]: pytest.approx(0.2 * joy, abs=1e-3),
    }
    assert {link.face for link in links if link.channel == named["brows"]} >= {"angry"}


def acted(jaw: float, close: float, happy: float = 1.0) -> tuple[Track, Track]:
    values = np.zeros((1, len(CHANNELS)), np.float32)
    values[0, index("jawOpen")], values[0, index("mouthClose")] = jaw, close
    values[0, index("mouthSmileLeft")] = 1.0
    felt = np.zeros((1, len(EXPRESSIVE)), np.float32)
    felt[0, EXPRESSIVE.index("happy")] = happy
    return Track(values, 50.0, CHANNELS), Track(felt, 50.0, EXPRESSIVE)


@pytest.mark.parametrize("jaw", [0.02, 0.1, 0.6])
def test_expressions_rest_while_lips_close_however_little_the_jaw_is_open(jaw):
    named = shapes("ah", "Joy", "Grin")
    rig = RigMap(
        "Mine",
        (
            Link("jawOpen", named["ah"], 1.0),
            Link("mouthClose", named["ah"], -2.0, stand_in=True),
            Link("happy", named["ah"], 0.3),
            Link("happy", named["Joy"], 0.5),
            Link("mouthClose", named["Joy"], HOLD, stand_in=True),
            Link("mouthSmileLeft", named["Grin"], 0.8),
            Link("mouthClose", named["Grin"], HOLD, stand_in=True),
        ),
    )
    shut = retarget(*acted(jaw, jaw)[:1], rig, acted(jaw, jaw)[1]).values[0]
    assert max(shut[0], 0) == pytest.approx(0, abs=0.01)
    assert shut[1:] == pytest.approx(0, abs=0.01), "neither pulled below 0 nor left open"
    face, felt = acted(jaw, 0.0)
    assert retarget(face, rig, felt).values[0] == pytest.approx((jaw + 0.3, 0.5, 0.8), abs=1e-5)
    face, felt = acted(0.0, 0.0)
    assert retarget(face, rig, felt).values[0] == pytest.approx((0.3, 0.5, 0.8), abs=1e-5)


def test_a_mouth_close_without_its_jaw_open_is_left_out():
    named = shapes("viseme_aa", "viseme_O", "viseme_E", "viseme_I", "viseme_U", "mouthClose")
    named |= shapes("mouthSmileLeft", "mouthSmileRight", "viseme_PP", "viseme_FF")
    best = recognise(Inventory(tuple(named.values())), conventions()).best
    rig = completed(match_names(best), best)
    weights = {link.channel.name: link.weight for link in rig.links if link.face == "mouthClose"}
    assert "mouthClose" not in weights and weights["viseme_aa"] < -1
    own = RigMap(
        "Mine", (Link("jawOpen", named["viseme_O"]), Link("mouthClose", named["mouthClose"]))
    )
    assert "mouthClose" in {
        li.channel.name for li in completed(own).links if li.face == "mouthClose"
    }
