"""How fast listening is with a transcript and how much memory it takes, however long the sound is.

    python benchmarks/transcript.py [MINUTES ...]

Each run is a process of its own that hears the test voice over and over: processor time as a
multiple of real time, without a text and with the transcript, the ratio of the two, and the peak
memory with the transcript (Linux).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from line import write_voice  # benchmarks/line.py, beside this file

CHILD = """
import json, resource, sys, time
from pathlib import Path
from intone.model.catalogue import load_networks
from intone.pipeline import listen
from intone.text.script import AUTO
networks = load_networks(device="cpu")
began = time.process_time()
speech = listen(Path(sys.argv[1]), networks, script=AUTO if sys.argv[2] == "auto" else None)
taken = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([taken, peak, len(speech.words)]))
"""


def measured(sound: Path, text: str) -> tuple[float, float, int]:
    """(seconds of processor time, peak memory in MiB, words) of one listening."""
    command = [sys.executable, "-c", CHILD, str(sound), text]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Prints one row for each length."""
    for minutes in map(float, sys.argv[1:] or ("1", "10", "60")):
        with tempfile.TemporaryDirectory() as folder:
            sound = Path(folder, "voice.wav")
            write_voice(sound, minutes)
            without, bare, _ = measured(sound, "none")
            taken, peak, words = measured(sound, "auto")
        print(
            f"{minutes:6g} min  without x {minutes * 60 / without:4.0f} {bare:5.0f} MiB  "
            f"transcript x {minutes * 60 / taken:4.0f} {peak:5.0f} MiB  "
            f"{taken / without:.1f} times as long, {words} words",
            flush=True,
        )


if __name__ == "__main__":
    main()
