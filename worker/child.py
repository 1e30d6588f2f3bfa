"""The child's side of the worker: reads requests, runs the pipeline, reports progress."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, BinaryIO

from .. import errors
from ..model.catalogue import ACT, LISTEN, Networks, load_networks
from ..pipeline import act, listen
from ..progress import Cancelled, Progress
from .codec import receive, send

Message = dict[str, Any]
BEAT_S = 1.0
_MOVED = "A device failed during the job, which was done again: {}."


def main() -> None:
    """Serves requests from standard input until it closes; replies go to standard output."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not end up among the replies
    serve(requests, replies)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """The same on any two streams."""
    waiting: queue.Queue[Message | None] = queue.Queue()
    cancelled = threading.Event()
    threading.Thread(target=_read, args=(requests, waiting, cancelled), daemon=True).start()
    verbs, tell = _Verbs(), _teller(replies)
    while (request := waiting.get()) is not None:
        cancelled.clear()
        with _beating(tell):
            reply = _reply(verbs, request, _reporter(tell, cancelled))
        tell({**reply, "notes": verbs.notes()})


def _read(
    requests: BinaryIO, waiting: queue.Queue[Message | None], cancelled: threading.Event
) -> None:
    try:
        while (message := receive(requests)) is not None:
            if message["verb"] == "cancel":
                cancelled.set()
            else:
                waiting.put(message)
    finally:  # also where a message is broken: the process must not wait for ever
        cancelled.set()
        waiting.put(None)


def _teller(replies: BinaryIO) -> Callable[[Message], None]:
    """Sends a message, from any thread."""
    turn = threading.Lock()

    def tell(message: Message) -> None:
        with turn:
            send(replies, message)

    return tell


@contextlib.contextmanager
def _beating(tell: Callable[[Message], None]) -> Generator[None]:
    """A sign of life each BEAT_S while the block runs."""
    over = threading.Event()

    def beat() -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            while not over.wait(BEAT_S):
                tell({"kind": "alive"})

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _reporter(tell: Callable[[Message], None], cancelled: threading.Event) -> Progress:
    def report(fraction: float, what: str) -> None:
        if cancelled.is_set():
            raise Cancelled
        tell({"kind": "progress", "fraction": fraction, "what": what})

    return report


def _reply(verbs: _Verbs, request: Message, progress: Progress) -> Message:
    """The reply to one request. The job boundary: no exception gets past it."""
    try:
        verbs.choose(**request["choice"])
        verb: Callable[..., Any] = getattr(verbs, request["verb"])
        return {"kind": "done", "result": verb(progress, **request["arguments"])}
    except Cancelled:
        return {"kind": "cancelled"}
    except errors.IntoneError as error:
        return {"kind": "refused", "error": type(error).__name__, "message": str(error)}
    except Exception as error:  # noqa: BLE001  the job boundary: the worker goes on
        import traceback

        traceback.print_exc()
        return {"kind": "failed", "message": f"{type(error).__name__}: {error}"}


class _Verbs:
    """The requests. The networks are loaded once, at the first need."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[str, ...], Networks] = {}
        self._choice = ("auto", "", "")
        self._memory: int | None = None
        self._devices: tuple[str, ...] = ()

    def choose(self, device: str, listen: str, act: str, memory: int | None) -> None:
        """The device, the networks' files ("" is Intone's own), and the MiB for listening."""
        self._choice, self._memory = (device, listen, act), memory

    def notes(self) -> tuple[str, ...]:
        """A sentence for each network that moved to another device since the last call."""
        before, self._devices = self._devices, self._where()
        pairs = zip(before, self._devices, strict=False)
        return tuple(_MOVED.format(now) for was, now in pairs if was != now and "stopped" in now)

    def _where(self) -> tuple[str, ...]:
        return tuple(
            network.device
            for networks in self._loaded.values()
            for network in (networks.listen, networks.content, networks.act)
            if network
        )

    def _networks(self) -> Networks:
        if self._choice not in self._loaded:
            device, listen, act = self._choice
            files = Path(listen or LISTEN), Path(act or ACT)
            self._loaded = {self._choice: load_networks(*files, device)}
            self._devices = self._where()
        return self._loaded[self._choice]

    def listen(self, progress: Progress, path: str, script: Any = None) -> Any:
        return listen(Path(path), self._networks(), progress, self._memory, script)

    def act(self, progress: Progress, speech: Any, mood: Any, style: Any) -> Any:
        return act(speech, mood, style, self._networks(), progress)

    def describe(self, progress: Progress) -> dict[str, str]:
        networks = self._networks()
        named = {"listen": networks.listen, "content": networks.content, "act": networks.act}
        return {name: network.device for name, network in named.items() if network}

    def header(self, progress: Progress) -> dict[str, str]:
        return self._networks().header()
