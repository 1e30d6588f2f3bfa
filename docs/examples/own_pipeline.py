"""A batch from a program of one's own: lines from wherever, results as they come.

python own_pipeline.py FOLDER voice.wav ...
"""

import sys
from pathlib import Path

from intone.batch.ledger import ledger_path, read_ledgers
from intone.batch.manifest import Line, Manifest
from intone.batch.run import outcomes, run_batch
from intone.batch.work import Task
from intone.order import Order


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    known = read_ledgers(folder)
    lines = [
        Line(number, Order(Path(sound), "sad", scale=0.5), Path(f"{Path(sound).stem}.json"))
        for number, sound in enumerate(sys.argv[2:], start=1)
    ]
    tasks = [
        Task(line, folder, device="cpu", known=known.get(line.out.as_posix(), frozenset()))
        for line in lines
    ]
    summary = run_batch(
        Manifest(tuple(lines)), ledger_path(folder), outcomes(tasks, jobs=1), tell=print
    )
    print(summary)


if __name__ == "__main__":  # processes of a batch import this file again
    main()
