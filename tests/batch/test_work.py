from pathlib import Path

import pytest

from intone.batch.manifest import Line
from intone.batch.work import Made, Task, run_task
from intone.order import Order

VOICE = Path(__file__).parents[2] / "tests" / "data" / "voice.flac"


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "takes", tmp_path / "outside"
    for folder in (inside / "deep", outside):
        folder.mkdir(parents=True)
    try:
        (inside / "link").symlink_to(outside)
        (inside / "kin").symlink_to(inside / "deep")
    except OSError:
        pytest.skip("this system lets nobody make links")

    def make(task: Task) -> Made:
        task.path.write_text("x")
        return Made(1.0)

    results = [
        run_task(Task(Line(1, Order(VOICE), Path(out)), inside), make)
        for out in ("link/a.csv", "kin/a.csv", "new/a.csv")
    ]
    assert [result.status for result in results] == ["failed", "done", "done"]
    assert "through a link" in results[0].reason and not list(outside.iterdir())
