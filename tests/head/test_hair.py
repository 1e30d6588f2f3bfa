"""Hair of the embedded head: every style sits on the head, follows it and leaves the face free."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from intone.errors import HeadError
from intone.geometry.surface import vertex_normals
from intone.head.container import read_head
from intone.head.hair import (
    BROWN,
    NONE,
    SHAVED,
    STYLES,
    brow_colour,
    dressed,
    grown,
    hair_file,
    read_hair,
    tinted,
    vertex_colours,
)
from intone.head.model import HeadModel
from intone.head.people import PEOPLE, as_person, person_picture

MILLIMETRE = 1e-3
GEOMETRY = [name for name in STYLES if name not in (NONE, SHAVED)]


@pytest.fixture(scope="module")
def bare() -> HeadModel:
    return read_head()


def test_without_hair_the_head_is_bare(bare: HeadModel) -> None:
    assert dressed(bare, NONE) is bare
    shaved = dressed(bare, SHAVED)
    assert len(shaved.vertices) == len(bare.vertices)
    covered, free = bare.hair > 0.9, bare.hair == 0
    assert shaved.colours[covered].mean() < 0.6 * bare.colours[covered].mean()
    np.testing.assert_array_equal(shaved.colours[free], bare.colours[free])


@pytest.mark.parametrize("style", GEOMETRY)
def test_a_style_comes_after_the_head_and_is_sound(bare: HeadModel, style: str) -> None:
    head, first = dressed(bare, style), len(bare.vertices)
    np.testing.assert_array_equal(head.vertices[:first], bare.vertices)
    assert 5_000 < len(head.vertices) - first < 14_000
    faces = head.face_part == head.parts.index("hair")
    corners = head.loops[np.repeat(faces, head.lengths)]
    assert corners.min() >= first and corners.max() < len(head.vertices)
    np.testing.assert_allclose(head.weights.sum(axis=1), 1, atol=1e-6)
    assert set(head.shapes) == set(bare.shapes) and head.sliders.keys() == bare.sliders.keys()
    for shape in head.shapes.values():
        assert len(np.unique(shape.indices)) == len(shape.indices)


@pytest.mark.parametrize("style", STYLES)
def test_colours_are_known_without_the_geometry(bare: HeadModel, style: str) -> None:
    red = (0.45, 0.2, 0.1)
    whole = dressed(bare, style, red).colours
    np.testing.assert_array_equal(vertex_colours(bare, style, red), whole)


@pytest.mark.parametrize("style", GEOMETRY)
def test_no_hair_hangs_over_the_face(bare: HeadModel, style: str) -> None:
    """In front of the eyes, between their outer corners and below the brows: nothing."""
    hair = dressed(bare, style).vertices[len(bare.vertices) :]
    corner = bare.vertices[bare.landmarks["eye_outer_left"]]
    brow = corner[2] + 0.022
    over = (np.abs(hair[:, 0]) < corner[0]) & (hair[:, 1] < corner[1]) & (hair[:, 2] < brow)
    assert not over.any()


@pytest.mark.parametrize("style", GEOMETRY)
@pytest.mark.parametrize("shape", ["browInnerUp", "browOuterUpLeft", "jawOpen", "browDownLeft"])
def test_hair_follows_the_scalp_and_not_the_jaw(bare: HeadModel, style: str, shape: str) -> None:
    """At the hairline it goes with the skin below it, so that nothing tears."""
    head, hair = dressed(bare, style), read_hair(style)
    moved = head.shaped({shape: 1.0}) - head.vertices
    own, below = moved[len(bare.vertices) :], moved[: len(bare.vertices)]
    skin = np.einsum("vk,vkd->vd", hair.shares, below[hair.skin])
    rooted = bare.hair[hair.skin].min(axis=1) > 0.5
    np.testing.assert_allclose(own[rooted], skin[rooted], atol=0.05 * MILLIMETRE)
    assert np.linalg.norm(own, axis=1).max() < 6 * MILLIMETRE


@pytest.mark.parametrize("style", GEOMETRY)
def test_hair_keeps_its_distance_on_another_person(bare: HeadModel, style: str) -> None:
    head, hair = dressed(bare, style), read_hair(style)
    person = head.shaped({"id_gender": 1.0, "id_age": 0.8, "id_head_width": 0.7})
    first = len(bare.vertices)
    skin = np.einsum("vk,vkd->vd", hair.shares, person[:first][hair.skin])
    rest = np.einsum("vk,vkd->vd", hair.shares, head.vertices[:first][hair.skin])
    before, after = head.vertices[first:] - rest, person[first:] - skin
    np.testing.assert_allclose(after, before, atol=0.1 * MILLIMETRE)


@pytest.mark.parametrize("style", GEOMETRY)
def test_the_shells_open_edge_lies_under_the_skin(bare: HeadModel, style: str) -> None:
    """Nowhere is it seen from the side, and no light falls under it."""
    hair = read_hair(style)
    quads = hair.faces[np.abs(hair.uv[hair.faces][..., 1] - 0.08).max(axis=1) < 1e-3]
    edges = np.sort(np.stack([quads, np.roll(quads, -1, axis=1)], axis=-1).reshape(-1, 2), axis=1)
    edges, times = np.unique(edges, axis=0, return_counts=True)
    rim = np.unique(edges[times == 1])
    assert len(rim) > 50
    skin = bare.face_part == bare.parts.index("skin")
    quad = skin & (bare.lengths == 4)
    starts = (np.cumsum(bare.lengths) - bare.lengths)[quad]
    a, b, c, d = (bare.loops[starts + k] for k in range(4))
    normals = vertex_normals(bare.vertices, np.concatenate([np.c_[a, b, c], np.c_[a, c, d]]))
    near = hair.skin[rim, hair.shares[rim].argmax(axis=1)]
    height = ((hair.vertices[rim] - bare.vertices[near]) * normals[near]).sum(axis=1)
    assert height.max() < -0.5 * MILLIMETRE


def test_any_colour_is_darker_at_the_roots_and_brows_are_never_white() -> None:
    dark, bright = tinted(np.array([0.0, 1.0], np.float32), (0.2, 0.5, 0.3))
    assert (dark < bright).all() and bright.argmax() == 1
    assert max(brow_colour((1.0, 1.0, 1.0))) < 0.5


def test_brows_have_the_tint_of_the_hair_and_are_warmer_than_grey() -> None:
    assert brow_colour(BROWN) == pytest.approx([0.85 * value for value in BROWN])
    red, green, blue = brow_colour((0.8, 0.62, 0.4))
    assert red > 1.2 * green > 1.44 * blue, "blond brows are not green"
    red, green, blue = brow_colour((0.42, 0.40, 0.385))
    assert 0.9 * red > green > blue, "grey looks blue on skin"


def test_brows_and_scalp_are_laid_over_the_skin() -> None:
    skin = np.full((1, 3, 3), 0.8, np.float32)
    hair = np.array([[[0, 0, 0.5], [1, 0, 0.5], [0, 1, 0.5]]], np.float32)
    bald, covered = grown(skin, hair, BROWN, scalp=0.0), grown(skin, hair, BROWN)
    np.testing.assert_allclose(bald[0, :2], 0.8)
    assert bald[0, 2].max() < 0.4 and covered[0, 1].max() < 0.5
    np.testing.assert_allclose(covered[0, 0], 0.8)


def test_people_look_different(bare: HeadModel) -> None:
    """Every two of them, by their faces' forms, their skin or their hair."""
    heads = {name: as_person(bare, person) for name, person in PEOPLE.items()}
    skin = bare.hair == 0
    for name, other in combinations(heads, 2):
        forms = [heads[n].vertices[: len(bare.vertices)][skin] for n in (name, other)]
        assert np.linalg.norm(forms[0] - forms[1], axis=1).max() > 5 * MILLIMETRE, (name, other)
    assert len({person.hair for person in PEOPLE.values()}) >= 4
    for name in PEOPLE:
        assert person_picture(name).is_file()
    chin = bare.landmarks["chin"]
    assert heads["DARK_MAN"].colours[chin].mean() < 0.6 * bare.colours[chin].mean()


def test_broken_hair_is_said_to_be_broken(tmp_path: Path) -> None:
    with pytest.raises(HeadError, match="is missing"):
        read_hair("CROP", tmp_path / "none.npz")
    path = tmp_path / "head_hair.npz"
    path.write_bytes(hair_file().read_bytes()[:5000])
    with pytest.raises(HeadError, match="is broken"):
        read_hair("CROP", path)
    with pytest.raises(HeadError, match="is broken"):
        read_hair("MOHAWK")
