"""A batch from its manifest to its summary: what is told, logged and counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..errors import fault
from ..progress import Progress, silent
from ..text.script import Automatic
from .ledger import append
from .manifest import Manifest, Refusal
from .pool import each
from .work import Result, Task, run_task

DIED = "The process that animated it died, perhaps for lack of memory: try it with --jobs 1."


@dataclass(frozen=True)
class Summary:
    """What became of a batch; `left` lines were not begun, because the disk was full."""

    done: int
    kept: int
    failed: int
    left: int
    sound: float
    wall: float

    @property
    def good(self) -> bool:
        return not self.failed and not self.left

    def __str__(self) -> str:
        parts = [f"{self.done} done", f"{self.kept} kept", f"{self.failed} failed"]
        parts += [f"{self.left} not begun"] if self.left else []
        speed = ""
        if self.done:
            lines, real = self.done / self.wall, self.sound / self.wall
            speed = f" ({lines * 60:.0f} lines a minute, {real:.0f} x real time)"
        return f"{', '.join(parts)} in {self.wall:.1f} s{speed}."


Tell = Callable[[str], None]
"""Shows a sentence to the user."""


def run_batch(
    manifest: Manifest,
    log: Path,
    results: Iterable[tuple[Task, Result]],
    progress: Progress = silent,
    tell: Tell = lambda sentence: None,
) -> Summary:
    """Logs and counts the results of a manifest's lines as they come.

    A full disk ends it at once: all other lines would fail too. Raises OutputError where the log
    cannot be written.
    """
    began, counts, sound = time.monotonic(), Counter[str](), 0.0
    total = len(manifest.lines) + len(manifest.refusals)
    for refusal in manifest.refusals:
        counts["failed"] += 1
        append(log, _refused(refusal))
        tell(f"Line {refusal.number}: {refusal.reason}")
    for task, result in results:
        counts[result.status] += 1
        sound += result.made.seconds
        if result.status != "kept":
            append(log, _record(task, result))
        for remark in result.made.remarks:
            tell(f"Line {task.line.number} ({task.line.order.sound.name}): {remark}")
        if result.reason:
            tell(f"Line {task.line.number} ({task.line.order.sound.name}): {result.reason}")
        progress(counts.total() / total, f"{counts.total()} of {total}")
        if result.status == "full":
            break
    failed = counts["failed"] + counts["full"]
    left = total - counts.total()
    wall = time.monotonic() - began
    summary = Summary(counts["done"], counts["kept"], failed, left, sound, wall)
    append(log, {"event": "summary", "time": _now(), **asdict(summary)})
    return summary


def outcomes(tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, Result]]:
    """Each task and its result, as they end, in `jobs` processes."""
    for task, future in each(run_task, tasks, jobs):
        yield task, _ended(future)


def _ended(future: Future[Result]) -> Result:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenExecutor):
        return Result("failed", reason=DIED)
    return Result("failed", reason=fault(error))


def _record(task: Task, result: Result) -> dict[str, object]:
    line, order, made = task.line, task.line.order, result.made
    record: dict[str, object] = {
        "event": result.status,
        "time": _now(),
        "line": line.number,
        "sound": str(order.sound),
        "emotion": order.told_emotion,
        "scale": order.scale,
        "fps": order.fps,
        "character": line.character,
        "text": "auto" if isinstance(order.text, Automatic) else order.text,
        "edits": len(order.edits),
        "voice": line.voice,
        "calm": order.calm,
    }
    if result.reason:
        return {**record, "reason": result.reason}
    return record | {
        "out": line.out.as_posix(),
        "key": result.key,
        "digest": result.digest,
        "seconds": made.seconds,
        "wall": result.wall,
        "timings": dict(made.timings),
        "made": dict(made.header),
        "remarks": list(made.remarks),
    }


def _refused(refusal: Refusal) -> dict[str, object]:
    return {"event": "failed", "time": _now(), **asdict(refusal)}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
