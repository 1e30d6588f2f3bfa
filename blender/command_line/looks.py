"""How renders of the command line look: what was asked for, and the scene as it is filmed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bpy.types import Object, Scene

from ...text.captions import Caption
from ..output.film import Film, film_scene
from ..output.render_settings import PRESETS, Look, sized


def look_of(args: argparse.Namespace) -> Look:
    """The look that was asked for: one of PRESETS, and what was said besides."""
    look = PRESETS[args.look] if args.shape is None else sized(PRESETS[args.look], args.shape)
    return replace(look, engine=args.engine or look.engine, size=args.size or look.size)


def on_frames(lines: Sequence[Caption], start: int, fps: float) -> tuple[Caption, ...]:
    """The lines of a sound that begins on frame `start`, with frames in place of seconds."""
    return tuple(
        replace(line, start=start + line.start * fps, end=start + line.end * fps) for line in lines
    )


@contextmanager
def filmed(scene: Scene, character: Object, film: Film) -> Iterator[Scene]:
    """The scene itself, or a copy where it is staged or has captions."""
    if not film.portrait and not film.captions:
        yield scene
        return
    with film_scene(scene, character, film) as copy:
        yield copy
