"""What a shape's name promises, against what its mesh does."""

from __future__ import annotations

import numpy as np

from intone.rig.promises import contrary, judged, rising, swapped

UP = np.array([[0, 0, 1.0], [0, 0.2, 0.5], [0, 0, 0]])


def test_a_shape_that_goes_the_other_way_breaks_its_promise():
    assert rising(UP) > 0.9
    fields = {"browDownLeft": -UP, "jawOpen": -UP, "browOuterUpLeft": UP, "mouthPucker": -UP}
    assert contrary(fields | {"eyeBlinkLeft": -UP}) == ()
    assert contrary(fields | {"eyeBlinkLeft": UP}) == ("eyeBlinkLeft",)
    assert contrary({face: -field for face, field in fields.items()}) == (), "no face as we know it"


def test_a_few_points_are_not_judged():
    assert not judged(UP) and judged(np.ones((8, 3)))


def test_the_pair_that_differs_from_the_others_is_swapped():
    right = dict.fromkeys(("eyeBlink", "browDown", "mouthFrown", "cheekSquint"), (1.0, -1.0))
    assert swapped(right) == ()
    assert swapped(right | {"mouthSmile": (-1.0, 1.0)}) == ("mouthSmile",)
    mirrored = {stem: (b, a) for stem, (a, b) in right.items()}
    assert swapped(mirrored | {"mouthSmile": (1.0, -1.0)}) == ("mouthSmile",), "looks backwards"


def test_nothing_is_swapped_where_pairs_do_not_agree():
    one, other = (1.0, -1.0), (-1.0, 1.0)
    assert swapped({"a": one, "b": other}) == ()
    assert swapped({"a": one, "b": one, "c": other, "d": other}) == ()
    assert swapped({"a": one, "b": one, "c": one, "d": (0.1, 0.0)}) == (), "both sides in one shape"
