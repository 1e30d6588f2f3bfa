"""What Intone keeps in custom properties, which anybody can edit or spoil: it is then made anew."""

from __future__ import annotations

import itertools

import pytest

JUNK = (
    "",
    "{",
    "[[1]]",
    "null",
    "[1, 2]",
    '[["a", "b", "c", "d", "e"]]',
    -3,
    1.5,
    [1, 2],
    {"a": 1},
)


def kept():
    """Every data-block and its custom properties of Intone."""
    import bpy

    groups = (bpy.data.actions, bpy.data.objects, bpy.data.shape_keys, bpy.data.meshes,
              bpy.data.scenes, bpy.data.armatures)  # fmt: skip
    for block in itertools.chain(*groups):
        for name in [name for name in block.keys() if name.startswith("intone_")]:  # noqa: SIM118
            yield block, name


def works(face) -> None:
    """What an artist does next; no operator may fail in Python."""
    import bpy

    names = "animate new_take animate switch_take fill_intensity clear_corrections clear_intensity"
    for name in (*names.split(), "bake", "remove"):
        try:
            getattr(bpy.ops.intone, name)()
        except RuntimeError as error:
            assert "Traceback" not in str(error), f"{name}: {error}"


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_a_spoiled_property_costs_nothing_but_itself(part, settings, junk) -> None:
    import bpy

    face = settings.id_data
    assert bpy.ops.intone.fill_intensity() == {"FINISHED"}
    names = sorted({name for _, name in kept()})
    assert len(names) > 3
    for block, name in list(kept()):
        block[name] = junk
    works(face)
