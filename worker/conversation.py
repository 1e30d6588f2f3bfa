"""One request to the child and its answer, without ever waiting for a child that is silent."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from typing import Any, BinaryIO

from ..progress import Cancelled, Progress
from .codec import receive, send

Message = dict[str, Any]
POLL_S = 0.1
"""How often the user's Cancel is looked for while the child says nothing."""
ANSWER_S = 1.0
"""Seconds that a child has to answer a Cancel, before it is ended."""
SILENCE_S = 120.0
"""Seconds without a sign of life (it gives one each second) after which a child counts as dead."""
STARTING = "Starting the worker"


class Conversation:
    """A request, sent and answered in a thread of its own, so that no pipe blocks the caller."""

    def __init__(self, asking: BinaryIO, answering: BinaryIO, request: Message) -> None:
        self.cancelled = False
        self._asking, self._answering = asking, answering
        self._sent = threading.Event()
        self._arrived: queue.Queue[Message | None] = queue.Queue()
        self._heard = time.monotonic()
        talk = threading.Thread(target=self._talk, args=(request,), name="Intone worker")
        talk.daemon = True
        talk.start()

    def reply(self, progress: Progress) -> Message | None:
        """The child's last message; None where it died, or has to be ended.

        `progress` is called with each report, and again each POLL_S; once it raises Cancelled the
        child is asked to stop, and `cancelled` is set.
        """
        report: Message = {"fraction": 0.0, "what": STARTING}
        while not self._silent():
            try:
                message = self._arrived.get(timeout=POLL_S)
            except queue.Empty:
                message = {"kind": "nothing"}
            if message is None or message["kind"] not in ("progress", "alive", "nothing"):
                return message
            report = message if message["kind"] == "progress" else report
            if not self.cancelled:
                self._tell(progress, report, message["kind"] != "nothing")
        return None

    def _tell(self, progress: Progress, report: Message, heard: bool) -> None:
        self._heard = time.monotonic() if heard else self._heard
        try:
            progress(report["fraction"], report["what"])
        except Cancelled:
            self.cancelled, self._heard = True, time.monotonic()
            if self._sent.is_set():
                with contextlib.suppress(OSError, ValueError):  # the child is gone
                    send(self._asking, {"verb": "cancel"})

    def _silent(self) -> bool:
        return time.monotonic() - self._heard > (ANSWER_S if self.cancelled else SILENCE_S)

    def _talk(self, request: Message) -> None:
        message: Message | None = None
        try:
            send(self._asking, request)
            self._sent.set()
            while (message := receive(self._answering)) is not None:
                self._arrived.put(message)
                if message["kind"] not in ("progress", "alive"):
                    return
        except (OSError, ValueError):
            pass  # the child is gone
        self._arrived.put(None)
