"""How fast a batch is, and what a kill and a full disk cost it.

    python benchmarks/batch.py [--lines 200] [--sounds FOLDER] [--jobs 2]

The lines are spoken by flite (Debian), each sentence its own, or are the sounds of a folder. Then:
  throughput   the whole batch: lines a minute, seconds of sound for each second
  kill         kill -9 at random moments until the batch has survived, then all takes compared
               with those of the run before, byte for byte
  full disk    a tmpfs of 2 MB (needs root): the sentence, and the resumption with room enough
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WHO = ("Anna", "the captain", "my brother", "nobody", "the old woman", "a stranger")
DID = ("left the house", "opened the letter", "saw the boat", "broke the window", "paid the bill")
WHEN = ("before breakfast", "on Monday", "in the dark", "without a word", "again and again")
VOICES = ("slt", "rms", "awb", "kal16")
EMOTIONS = ("angry", "fearful", "happy", "sad", "surprised", "disgusted")


def speak(folder: Path, count: int) -> None:
    """That many sentences as sounds, named by the convention of batches."""
    choose = random.Random(0)
    for index in range(count):
        text = f"{choose.choice(WHO)} {choose.choice(DID)} {choose.choice(WHEN)}, number {index}."
        name = f"{choose.choice(WHO[:1])}__{choose.choice(EMOTIONS)}__1__line{index:04d}.wav"
        words = ["flite", "-voice", choose.choice(VOICES), "-t", text, "-o", folder / name]
        subprocess.run(words, check=True)


def start(manifest: Path, out: Path, jobs: int) -> subprocess.Popen[str]:
    """The batch in a process group of its own, so that a kill takes all of its processes."""
    words = [sys.executable, "-m", "intone", "batch", manifest, "--out", out, "--device", "cpu"]
    return subprocess.Popen(
        [*words, "--jobs", str(jobs)], stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def finished(child: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit status, and the last thing that it said."""
    _, said = child.communicate()
    return child.returncode, said.strip().splitlines()[-1] if said.strip() else ""


def takes(folder: Path) -> dict[str, bytes]:
    """All takes by name; what a kill left half written counts as one."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.suffix == ".csv"}


def kill_and_resume(manifest: Path, out: Path, jobs: int, seconds: float) -> int:
    """Kills the batch at random moments of that time until it ends; how often it was killed."""
    kills = 0
    while True:
        child = start(manifest, out, jobs)
        try:
            child.wait(random.uniform(2, max(4, seconds / 2)))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, 9)
            child.communicate()
            kills += 1
            continue
        finished(child)
        return kills


def fill_disk(manifest: Path, whole: dict[str, bytes], folder: Path, jobs: int) -> str:
    """A batch on a tmpfs of 2 MB, and again once it has grown."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True)
    try:
        first = finished(start(manifest, folder, jobs))
        made = takes(folder)
        subprocess.run(["mount", "-o", "remount,size=2g", folder], check=True)
        second = finished(start(manifest, folder, jobs))
        same = made.items() <= whole.items() and takes(folder) == whole
    finally:
        subprocess.run(["umount", folder], check=True)
    return f"{first}; {len(made)} takes were whole; then {second}; equal: {same}"


def main() -> None:
    """Prints one line for each thing measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--sounds", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, part) for part in ("sounds", "whole", "killed", "full")]
        for folder in folders:
            folder.mkdir()
        sounds, whole, killed, full = folders
        if args.sounds is None:
            speak(sounds, args.lines)
        manifest, began = args.sounds or sounds, time.perf_counter()
        print("throughput:", *finished(start(manifest, whole, args.jobs)), flush=True)
        seconds, made = time.perf_counter() - began, takes(whole)
        kills = kill_and_resume(manifest, killed, args.jobs, seconds)
        same = takes(killed) == made
        print(f"kill: {kills} times kill -9; {len(made)} takes; equal: {same}", flush=True)
        if os.geteuid() == 0:
            print("full disk:", fill_disk(manifest, made, full, args.jobs))


if __name__ == "__main__":
    main()
