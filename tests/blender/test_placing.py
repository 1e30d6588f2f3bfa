"""A new head stands where there is room, in a view that shows its colours."""

import pytest


def cube(size=2.0, scale=(1, 1, 1), location=(0, 0, 0)):
    import bpy

    bpy.ops.mesh.primitive_cube_add(size=size, location=location)
    bpy.context.object.scale = scale
    return bpy.context.object


def place():
    import bpy

    assert bpy.ops.intone.add_head() == {"FINISHED"}
    return bpy.context.scene.intone_settings.character.parent.location


def test_an_empty_scene_gets_it_at_the_cursor(part):
    import bpy

    bpy.context.scene.cursor.location = (1, 2, 3)
    assert tuple(place()) == (1, 2, 3)


def test_it_stands_beside_the_default_cube(part):
    cube()
    found = place()
    assert -2 < found.x < -1.4 and (found.y, found.z) == (0, 0)


def test_a_second_head_stands_beside_the_first(part):
    first = place().copy()
    assert place().x < first.x - 0.5


def test_a_row_of_things_is_passed(part):
    cube()
    cube(location=(-2.5, 0, 0))
    assert place().x < -3.5


@pytest.mark.parametrize(
    "scale", [(20, 20, 0), (3, 3, 2)], ids=["ground to stand on", "room to stand in"]
)
def test_ground_and_rooms_are_no_obstacles(part, scale):
    cube(scale=scale)
    assert tuple(place()) == (0, 0, 0)


def test_what_is_hidden_is_no_obstacle(part):
    cube().hide_set(True)
    assert tuple(place()) == (0, 0, 0)


def shading():
    import bpy

    areas = [area for area in bpy.context.window.screen.areas if area.type == "VIEW_3D"]
    return areas[0].spaces.active.shading


def test_the_solid_view_shows_the_textures_unless_the_artist_chose(part):
    placing, drawn = part("blender.head.placing"), shading()
    drawn.type, drawn.color_type = "SOLID", "MATERIAL"
    placing.use_texture_colours(drawn)
    assert (drawn.color_type, drawn.studio_light) == ("TEXTURE", "paint.sl")
    drawn.color_type = "RANDOM"
    placing.use_texture_colours(drawn)
    assert drawn.color_type == "RANDOM"
