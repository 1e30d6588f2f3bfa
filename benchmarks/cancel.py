"""How soon the worker stops listening when the artist cancels.

    python benchmarks/cancel.py [--minutes 10] [--times 20] [--text | --transcript]

The sound is the test voice over and over; each listening is cancelled at another place of it. The
seconds are those from the wish (as a click comes, at any time) until the worker is free again.
The largest gap is the longest time for which a listening to its end did not look whether it shall
stop, without the wait for the worker's first word.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from line import write_voice  # benchmarks/line.py, beside this file

from intone.progress import Cancelled
from intone.text.script import AUTO, Automatic, Script
from intone.worker.client import Choice, Worker

SAID = (
    "My name is Pam. I make maps, and most mornings begin alike. But this morning, somebody put a "
    "big blue box by my bed! Oh my! It was the most beautiful map I have ever seen! Maybe we both "
    "just love to be home. "
)


def watched(worker: Worker, sound: Path, script: Script | Automatic | None) -> tuple[float, float]:
    """(seconds, largest gap) of a listening to its end."""
    told: list[float] = []
    began = time.perf_counter()
    worker.listen(sound, lambda fraction, what: told.append(time.perf_counter()), script)
    return time.perf_counter() - began, float(np.diff(told).max())


def cancelled(
    worker: Worker, sound: Path, script: Script | Automatic | None, after: float
) -> float:
    """Seconds from the wish, `after` seconds into a listening, until its end."""
    wished: list[float] = []
    timer = threading.Timer(after, lambda: wished.append(time.perf_counter()))

    def stop(fraction: float, what: str) -> None:
        if wished:
            raise Cancelled

    timer.start()
    try:
        worker.listen(sound, stop, script)
    except Cancelled:
        return time.perf_counter() - wished[0]
    raise SystemExit(f"{sound} was heard before it was cancelled: give more --minutes.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--text", action="store_true", help="with the text of what is said")
    parser.add_argument("--transcript", action="store_true", help="with one that Intone writes")
    given = parser.parse_args()
    worker = Worker(sys.executable, choice=Choice("cpu"))
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "voice.wav")
        write_voice(sound, given.minutes)
        script = Script(SAID * int(given.minutes * 60 / 16.5)) if given.text else None
        script = AUTO if given.transcript else script
        worker.describe()
        seconds, gap = watched(worker, sound, script)
        places = np.linspace(0.03, 0.5, given.times) * seconds
        waits = [cancelled(worker, sound, script, place) for place in places]
    worker.close()
    print(f"heard in {seconds:.1f} s, largest gap {1000 * gap:.0f} ms")
    print(f"cancelled after {1000 * np.median(waits):.0f} ms (median), {1000 * max(waits):.0f} ms")


if __name__ == "__main__":
    main()
