"""Scene state: the frame range and the playback's sync, which follow the takes of a scene.

What the artist set stays: only Blender's own defaults are replaced. What was there before comes
back with the last take, unless the artist has changed it since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bpy.types import ID, Scene

from ..character import characters, fills, playback

BEFORE = "intone_before"
"""Custom property of a scene: JSON of [before, as we set it] of its range and its sync mode."""
RANGE, SYNC = "range", "sync_mode"
DEFAULTS: dict[str, Any] = {RANGE: [1, 250], SYNC: "NONE"}
"""Of a new scene in Blender: what stands so was not set by the artist."""
SYNCED = "AUDIO_SYNC"
OUTSIDE = (
    "The frame range {first} to {last} is your own and stays; the take goes up to frame {end}."
)


def fit(scene: Scene) -> None:
    """Sets the frame range to hold exactly the scene's takes, where it is not the artist's."""
    spans = list(_spans(scene))
    if spans:
        first, last = min(a for a, _ in spans), max(b for _, b in spans)
        _follow(scene, RANGE, [max(0, int(first)), int(last)])


def sync(scene: Scene) -> None:
    """Lets playback keep up with the sound, where the artist has not chosen otherwise."""
    _follow(scene, SYNC, SYNCED)


def outside(scene: Scene, end: int) -> str:
    """Why the range does not hold a take up to that frame, in a sentence; "" where it does."""
    first, last = _now(scene, RANGE)
    return OUTSIDE.format(first=first, last=last, end=end) if last < end else ""


def put_back(scene: Scene) -> None:
    """After a take has gone: fits the range to those left; with the last one all is as before."""
    if any(True for _ in _spans(scene)):
        fit(scene)
        return
    for name, (before, ours) in _known(scene).items():
        if _now(scene, name) == ours:
            _put(scene, name, before)
    scene.pop(BEFORE, None)


def goes_back(scene: Scene) -> dict[str, Any]:
    """What `put_back` would put back with the last take, by name."""
    known = _known(scene).items()
    return {name: before for name, (before, ours) in known if _now(scene, name) == ours}


def keep(scene: Scene) -> None:
    """After a take has become the artist's: without another one all stays as it is, as theirs."""
    if not any(True for _ in _spans(scene)):
        scene.pop(BEFORE, None)


def _follow(scene: Scene, name: str, wanted: Any) -> None:
    known, now = _known(scene), _now(scene, name)
    before, ours = known.get(name, (now, DEFAULTS[name]))
    if now == ours != wanted:
        _put(scene, name, wanted)
        scene[BEFORE] = json.dumps({**known, name: [before, wanted]})


def _known(scene: Scene) -> dict[str, list[Any]]:
    """What is known to have been set; nothing where somebody changed that."""
    try:
        found = json.loads(scene.get(BEFORE, "{}"))
        whole = all(_is_state(name, state) for name, pair in found.items() for state in pair)
    except (AttributeError, TypeError, ValueError):
        return {}
    return found if whole and all(len(pair) == 2 for pair in found.values()) else {}


def _is_state(name: str, state: Any) -> bool:
    if name == SYNC:
        return state in ("NONE", "FRAME_DROP", SYNCED)
    first, last = state
    return name == RANGE and isinstance(first, int) and isinstance(last, int)


def _now(scene: Scene, name: str) -> Any:
    return [scene.frame_start, scene.frame_end] if name == RANGE else scene.sync_mode


def _put(scene: Scene, name: str, value: Any) -> None:
    if name == RANGE:
        scene.frame_start, scene.frame_end = value
    else:
        scene.sync_mode = value


def _spans(scene: Scene) -> Iterator[tuple[float, float]]:
    """First and last frame of each take that plays in the scene."""
    seen = set[ID]()
    for thing in scene.objects:
        for data in (thing, characters.any_keys(thing)):
            if data is not None and data.animation_data is not None and data not in seen:
                seen.add(data)
                yield from playback.spans(data)
                yield from fills.spans(data)
