"""A mouth that its shapes open little is amplified, and it is said."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def head(part):
    """The embedded head, chosen as the character."""
    import bpy

    head = part("blender.head.head_mesh").add_head(bpy.context.scene.collection)
    bpy.context.scene.intone_settings.character = head.mesh
    return head


def weaken(head, share):
    """The jaw's shape goes only that share of its way, and there is no mouthClose."""
    head.mesh.shape_key_remove(head.mesh.data.shape_keys.key_blocks["mouthClose"])
    jaw = head.mesh.data.shape_keys.key_blocks["jawOpen"]
    points, rest = np.empty((2, 3 * len(jaw.data)), np.float32)
    jaw.data.foreach_get("co", points)
    jaw.relative_key.data.foreach_get("co", rest)
    jaw.data.foreach_set("co", rest + share * (points - rest))


def test_a_mouth_that_opens_well_is_left_alone(part, head):
    rig = part("blender.character.rig_map").rig_of("Head")
    assert not rig.amplitude
    assert part("blender.character.mouth_reach")._reach(head.mesh, rig) > 0.35


@pytest.mark.parametrize(("share", "least"), [(0.35, 1.3), (0.1, 2.0)])
def test_a_mouth_that_opens_little_has_an_amplitude_and_closes_with_it(part, head, share, least):
    weaken(head, share)
    said = part("blender.character.rig_setup").from_names(head.mesh, "")
    assert "shapes open the mouth little" in said
    rig = part("blender.character.rig_map").rig_of("Head")
    assert least <= rig.amplitude["jaw"] <= 2.0
    standing = part("blender.character.preview").standing
    jaw = {c.name: value for c, value in standing(rig, {"jawOpen": 0.4}).items()}["jawOpen"]
    assert jaw == pytest.approx(0.4 * rig.amplitude["jaw"])
    shut = standing(rig, {"jawOpen": 0.4, "mouthClose": 0.4})
    assert {c.name: value for c, value in shut.items()}["jawOpen"] <= 1e-6


def test_an_amplitude_of_the_artists_own_is_not_explained(part, head):
    import bpy

    assert bpy.ops.intone.rig_recognise() == {"FINISHED"}
    head.armature.intone_rig.jaw = 1.4
    assert "little" not in part("blender.character.rig_setup").complete(head.mesh)
