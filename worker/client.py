"""Blender's side of the worker: starts it, asks, shows its progress, and restarts it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from .. import errors
from ..audio.speech import Speech
from ..emotion.mood import Mood
from ..face.performance import Style
from ..progress import Cancelled, Progress, silent
from ..text.script import Given
from ..track import Track
from .codec import receive, send

_ROOT = Path(__file__).parent.parent
_BOOT = """
import importlib.util, os, sys
root, first, last = sys.argv[1:4]
sys.path[:0] = filter(None, first.split(os.pathsep))
sys.path += filter(None, last.split(os.pathsep))
spec = importlib.util.spec_from_file_location(
    "intone", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["intone"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["intone"])
from intone.worker.child import main
main()
"""
"""Gives the package its name in the child, whatever its folder is called here."""

_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a child of a program with windows would open a console."""
RESTARTED = "The worker process stopped and was started again, on the processor."
STOPPED = "The worker process stops in the middle of its work: see its log in the preferences."


@dataclass(frozen=True)
class Packages:
    """Folders of packages for the child, before and after its interpreter's own."""

    first: Sequence[str] = ()
    last: Sequence[str] = ()


@dataclass(frozen=True)
class Choice:
    """What runs where: the device, and files of networks in place of Intone's own ("").

    `memory` is how many MiB listening may use; None is no limit.
    """

    device: str = "auto"
    listen: str = ""
    act: str = ""
    memory: int | None = None


class Worker:
    """One child process, started at the first request and again after it died.

    `python` is the interpreter; `packages` is called at each start, in the thread of the request,
    since it may have to unpack them. Requests from several threads wait for one another. A request
    during which the child dies is made once more, on the processor.
    """

    def __init__(
        self,
        python: str,
        packages: Callable[[], Packages] = Packages,
        choice: Choice = Choice(),  # noqa: B008  frozen
    ) -> None:
        self.devices: dict[str, str] = {}
        """Where each network runs, in words; empty until the child has told it."""
        self._python, self._packages, self._choice = python, packages, choice
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._closings = 0
        self._log: Path | None = None
        self._last_log = ""
        self._notes: list[str] = []

    def listen(
        self,
        path: Path,
        progress: Progress = silent,
        script: Given = None,
    ) -> Speech:
        """As pipeline.listen; also raises WorkerError where the child does not run."""
        return self._ask("listen", progress, path=str(path), script=script)

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress = silent) -> Track:
        """As pipeline.act."""
        return self._ask("act", progress, speech=speech, mood=mood, style=style)

    def describe(self) -> dict[str, str]:
        """Where each network runs, in words. Loads them, so that the first request is quick."""
        self.devices = self._ask("describe", silent)
        return self.devices

    def take_notes(self) -> tuple[str, ...]:
        """What the user should know of the requests since the last call, in sentences."""
        notes, self._notes = self._notes, []
        return tuple(dict.fromkeys(notes))

    def header(self) -> dict[str, str]:
        """Which networks they are and where they run, for the header of a take."""
        return self._ask("header", silent)

    def close(self) -> None:
        """Ends the child, also in the middle of a request; the next would start another."""
        self._closings += 1
        self._drop()

    @property
    def log(self) -> str:
        """The log of the child, or of the last one."""
        return self._last_log if self._log is None else _text(self._log)

    def _ask(self, verb: str, progress: Progress, **arguments: Any) -> Any:
        closings = self._closings
        with self._turn:
            reply = self._exchange(verb, arguments, progress)
            if reply is None and closings == self._closings:
                self._choice = replace(self._choice, device="cpu")
                self._notes.append(RESTARTED)
                reply = self._exchange(verb, arguments, progress)
            if closings != self._closings:
                self._drop()
        if reply is None:
            raise errors.WorkerError(STOPPED)
        self._notes += reply.get("notes", ())
        return _result(reply)

    def _exchange(
        self, verb: str, arguments: dict[str, Any], progress: Progress
    ) -> dict[str, Any] | None:
        """Sends a request and reads until its reply; None where the child died of it."""
        asking, answering = self._streams()
        request = {"verb": verb, "arguments": arguments, "choice": vars(self._choice)}
        stop: Cancelled | None = None
        try:
            send(asking, request)
            while (reply := receive(answering)) is not None:
                if reply["kind"] != "progress":
                    return reply if stop is None else {"kind": "cancelled"}
                if stop is None:
                    stop = _told(progress, reply)
                    if stop is not None:
                        send(asking, {"verb": "cancel"})
        except (OSError, ValueError):
            pass  # the child is gone: the caller reports it
        self._drop()
        return None if stop is None else {"kind": "cancelled"}

    def _streams(self) -> tuple[BinaryIO, BinaryIO]:
        """The running child's standard input and output."""
        if self._child is None or self._child.poll() is not None:
            self._drop()
            self._child = self._started()
        return cast(BinaryIO, self._child.stdin), cast(BinaryIO, self._child.stdout)

    def _started(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        try:
            packages = self._packages()
            folders = (os.pathsep.join(packages.first), os.pathsep.join(packages.last))
            command = [self._python, "-I", "-c", _BOOT, str(_ROOT), *folders]
            place, path = tempfile.mkstemp(prefix="intone-worker-", suffix=".log")
            self._log = Path(path)
            with os.fdopen(place, "wb") as log:
                return subprocess.Popen(
                    command, stdin=pipe, stdout=pipe, stderr=log, creationflags=_NO_WINDOW
                )
        except OSError as error:
            raise errors.WorkerError(
                f"The worker process does not start ({error.strerror}): reinstall Blender."
            ) from error

    def _drop(self) -> None:
        """Ends the child and keeps its log."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                with contextlib.suppress(OSError):
                    cast(BinaryIO, stream).close()
        log, self._log = self._log, None
        if log is not None:
            self._last_log = _text(log)
            with contextlib.suppress(OSError):
                log.unlink()


def _result(reply: dict[str, Any]) -> Any:
    """The result in a reply. Raises the error that it reports."""
    if reply["kind"] == "done":
        return reply["result"]
    if reply["kind"] == "cancelled":
        raise Cancelled
    if reply["kind"] == "refused":
        raise getattr(errors, reply["error"])(reply["message"])
    raise errors.WorkerError(
        f"Internal error in the worker ({reply['message']}). Please report it with its log."
    )


def _text(log: Path) -> str:
    try:
        return log.read_text(errors="replace")
    except OSError:
        return ""


def _told(progress: Progress, report: dict[str, Any]) -> Cancelled | None:
    try:
        progress(report["fraction"], report["what"])
    except Cancelled as stop:
        return stop
    return None
