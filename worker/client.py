"""The artist's side of the worker: starts it, asks, shows its progress, and survives its death."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from .. import errors
from ..audio.speech import Speech
from ..emotion.mood import Mood
from ..face.performance import Style
from ..progress import Cancelled, Progress, silent
from ..track import Track
from .codec import receive, send

_ROOT = Path(__file__).parent.parent
_BOOT = """
import importlib.util, sys
root, sys.path[:0] = sys.argv[1], sys.argv[2:]
spec = importlib.util.spec_from_file_location(
    "intone", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["intone"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["intone"])
from intone.worker.child import main
main()
"""
"""Gives the package its name in the child, whatever its folder is called here."""


class Worker:
    """One child process, started at the first request and again after it died.

    `python` is the interpreter to run, `paths` the folders of packages that it needs beside that
    interpreter's own. Requests from several threads wait for one another.
    """

    def __init__(self, python: str, paths: Sequence[str] = (), device: str = "auto") -> None:
        self.device = device
        self._command = [python, "-I", "-c", _BOOT, str(_ROOT), *paths]
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._log: IO[bytes] | None = None
        self._last_words = ""

    def listen(self, path: Path, progress: Progress = silent) -> Speech:
        """As pipeline.listen; besides its errors, WorkerError where the child cannot be had."""
        return self._ask("listen", progress, path=str(path))

    def act(self, speech: Speech, mood: Mood, style: Style, progress: Progress = silent) -> Track:
        """As pipeline.act."""
        return self._ask("act", progress, speech=speech, mood=mood, style=style)

    def describe(self) -> dict[str, str]:
        """Where each network runs, in words."""
        return self._ask("describe", silent)

    def header(self) -> dict[str, str]:
        """Which networks they are and where they run, for the header of a take."""
        return self._ask("header", silent)

    def close(self) -> None:
        """Ends the child; the next request would start another."""
        self._last_words = self.log
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
        log, self._log = self._log, None
        if log is not None:
            log.close()

    @property
    def log(self) -> str:
        """What the child, or the last one that there was, had to say that was no reply."""
        if self._log is None:
            return self._last_words
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _ask(self, verb: str, progress: Progress, **arguments: Any) -> Any:
        request = {"verb": verb, "arguments": {**arguments, "device": self.device}}
        with self._turn:
            reply = self._exchange(request, progress)
        if reply["kind"] == "done":
            return reply["result"]
        if reply["kind"] == "cancelled":
            raise Cancelled
        if reply["kind"] == "refused":
            raise getattr(errors, reply["error"])(reply["message"])
        raise errors.WorkerError(
            f"The worker met a fault of Intone's ({reply['message']}): report it with its log."
        )

    def _exchange(self, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Sends a request and reads until its reply, passing on what is reported meanwhile."""
        asking, answering = self._streams()
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
        except BrokenPipeError:
            pass  # the child is gone: said below, in the words for both ways of finding out
        self.close()
        raise errors.WorkerError(
            "The worker process stopped in the middle of its work: try again, and see its log."
        )

    def _streams(self) -> tuple[BinaryIO, BinaryIO]:
        """The running child's standard input and output."""
        child = self._running()
        return cast(BinaryIO, child.stdin), cast(BinaryIO, child.stdout)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = self._started()
        return self._child

    def _started(self) -> subprocess.Popen[bytes]:
        log = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the child, closed with it
        pipe = subprocess.PIPE
        try:
            child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=log)
        except OSError as error:
            log.close()
            raise errors.WorkerError(
                f"The worker process does not start ({error.strerror}): reinstall Blender."
            ) from error
        self._log = log
        return child


def _told(progress: Progress, report: dict[str, Any]) -> Cancelled | None:
    try:
        progress(report["fraction"], report["what"])
    except Cancelled as stop:
        return stop
    return None
