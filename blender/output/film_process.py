"""A film rendered by a Blender of its own, so that the one with the window stays usable."""

from __future__ import annotations

import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import bpy
from bpy.types import Scene

from ...errors import OutputError
from ...export.files import replacing
from ...progress import Progress
from ...temporary import owned, remove
from .render import use_film

CHILD = Path(__file__).with_name("film_child.py")
WHAT = "Rendering the film"
LOOK_S = 0.2
"""How often it is looked whether the film was cancelled."""
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@dataclass(frozen=True)
class Reel:
    """A scene that is ready to be rendered, in a file of its own.

    folder   temporary; gone when the film is rendered
    command  of the Blender that renders it; the film's path comes last
    count    of its frames
    """

    folder: Path
    command: tuple[str, ...]
    count: int


def write_reel(scene: Scene, frames: tuple[int, int]) -> Reel:
    """Writes the scene, which is a copy, with all that it needs."""
    use_film(scene, frames)
    folder = Path(tempfile.mkdtemp(prefix=owned()))
    file = folder / "film.blend"
    texts = set(bpy.data.texts)  # scripts that drivers call
    bpy.data.libraries.write(str(file), {scene, *texts}, path_remap="ABSOLUTE")
    told = (str(file), scene.name)
    if bpy.app.binary_path:
        trusted = "--disable-autoexec" if bpy.app.autoexec_fail else "--enable-autoexec"
        program = (bpy.app.binary_path, "--background", trusted, str(file))
        return Reel(folder, (*program, "--python", str(CHILD), "--", *told), _count(frames))
    return Reel(folder, (sys.executable, str(CHILD), *told), _count(frames))


def _count(frames: tuple[int, int]) -> int:
    return frames[1] - frames[0] + 1


def render_reel(reel: Reel, path: Path, progress: Progress) -> None:
    """Renders the film to `path`; touches no Blender data, so it may run in a thread.

    Raises OutputError where it cannot be rendered or written, Cancelled as `progress` does.
    """
    try:
        with replacing(path) as beside:
            _render([*reel.command, str(beside.absolute())], reel.count, progress)
    finally:
        remove(reel.folder)


def _render(command: list[str], count: int, progress: Progress) -> None:
    done, refused = 0, ""
    with _running(command) as (child, lines):
        for line in _lines(lines):
            done += line.startswith("frame done")
            refused = line.removeprefix("refused ") if line.startswith("refused ") else refused
            progress(min(done / count, 0.999), WHAT)
        status = child.wait()
    if status != 0 or done == 0:
        reason = refused.removeprefix("Error: ").strip() or f"it ended with status {status}"
        raise OutputError(f"Blender could not render ({reason}): look at its console.")


@contextmanager
def _running(command: list[str]) -> Iterator[tuple[subprocess.Popen[str], queue.SimpleQueue[str]]]:
    """The process and the lines that it says; it is ended where the block is left early."""
    pipe, lines = subprocess.PIPE, queue.SimpleQueue[str]()
    child = subprocess.Popen(
        *(command,), stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.DEVNULL, text=True,
        errors="replace", creationflags=_NO_WINDOW,
    )  # fmt: skip
    assert child.stdout is not None
    reader = threading.Thread(target=_read, args=(child.stdout, lines), daemon=True)
    reader.start()
    try:
        yield child, lines
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        reader.join()
        child.stdout.close()


def _read(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")  # the end; a line has its line feed


def _lines(lines: queue.SimpleQueue[str]) -> Iterator[str]:
    """What was said, and an empty sign of life every LOOK_S; ends with the process."""
    while True:
        try:
            line = lines.get(timeout=LOOK_S)
        except queue.Empty:
            yield " "
            continue
        if not line:
            return
        yield line
