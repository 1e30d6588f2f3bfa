"""How fast the whole line is and how much memory it takes, for one minute and one hour of sound.

    python benchmarks/line.py [--transcript] [MINUTES ...]

Each run is `intone animate` in a process of its own: seconds of sound for each second of the
processor (the start of Python and the loading of the networks included) and the peak memory. The
sound is the test voice over and over, so that its length is all that differs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

VOICE = Path(__file__).parents[1] / "tests" / "data" / "voice.flac"


def write_voice(path: Path, minutes: float) -> None:
    """The test voice, repeated to that length."""
    voice, rate = soundfile.read(VOICE, dtype="int16")
    with soundfile.SoundFile(path, "w", rate, 1) as file:
        for _ in range(int(np.ceil(minutes * 60 * rate / len(voice)))):
            left = int(minutes * 60 * rate) - file.tell()
            file.write(voice[:left])


def measured(minutes: float, text: str = "-") -> tuple[float, float, float]:
    """(seconds taken, those of the processor, peak memory in MiB) of one take."""
    with tempfile.TemporaryDirectory() as folder:
        voice, take = Path(folder, "voice.wav"), Path(folder, "take.csv")
        write_voice(voice, minutes)
        command = [sys.executable, "-m", "intone", "animate", voice, "--emotion", "happy"]
        options = ("--quiet", "--device", "cpu", f"--text={text}")
        began = time.perf_counter()
        child = subprocess.Popen([*command, *options, "--out", take])
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(child.returncode)
        seconds = time.perf_counter() - began
        return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Prints one row for each length."""
    print(f"{'sound':>10} {'taken':>9} {'x real time':>12} {'peak memory':>12}")
    lengths = [text for text in sys.argv[1:] if text != "--transcript"] or ("1", "60")
    text = "auto" if "--transcript" in sys.argv else "-"
    for minutes in map(float, lengths):
        seconds, busy, memory = measured(minutes, text)
        speed = minutes * 60 / busy
        print(f"{minutes:6g} min {seconds:7.1f} s {speed:12.0f} {memory:8.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
