"""The farm's templates, as the engines they are made for take and run them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from intone.cli import main
from intone.commands.farm import ANIMATE, FLAMENCO, RENDER

ROOT = Path(__file__).parents[2]
VOICE = ROOT / "tests" / "data" / "voice.flac"
OPENJD = Path(sys.executable).with_name("openjd")
needs_openjd = pytest.mark.skipif(not OPENJD.exists(), reason="openjd-cli is not installed")

FLAKY = """#!{python}
import os, pathlib, sys
failed = pathlib.Path({marker!r})
if "2/4" in sys.argv and not failed.exists():
    failed.touch()
    sys.exit("this machine fails once")
os.execv(sys.executable, [sys.executable, "-m", "intone", *sys.argv[1:]])
"""


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Four pieces of the test voice in a folder."""
    folder = tmp_path / "lines"
    folder.mkdir()
    for index in range(4):
        samples, rate = soundfile.read(VOICE, start=index * 16000, frames=16000)
        soundfile.write(folder / f"l{index}.wav", samples, rate)
    return folder


@needs_openjd
@pytest.mark.parametrize("template", [ANIMATE, RENDER], ids=lambda path: path.stem)
def test_the_templates_are_valid(template: Path) -> None:
    words = [OPENJD, "check", template, "--output", "json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["status"] == "success"


def export(lines: Path, folder: Path, *words: object) -> int:
    out, bundle = folder / "takes", folder / "bundle"
    command = ["farm", "export", lines, "--out", out, "--bundle", bundle, "--chunks", 4, *words]
    return main(list(map(str, command)))


def test_a_bundle_holds_what_deadline_cloud_wants(lines: Path, tmp_path: Path, capsys) -> None:
    assert export(lines, tmp_path, "--retries", 5) == 0
    assert "4 lines in 4 tasks" in capsys.readouterr().err
    bundle = tmp_path / "bundle"
    assert (bundle / "template.yaml").read_bytes() == ANIMATE.read_bytes()
    given = json.loads((bundle / "parameter_values.json").read_text())["parameterValues"]
    values = {value["name"]: value["value"] for value in given}
    assert values.pop("deadline:maxRetriesPerTask") == 5
    assert values == {"Manifest": str(lines), "OutDir": str(tmp_path / "takes"), "Chunks": 4}
    assets = json.loads((bundle / "asset_references.json").read_text())["assetReferences"]
    assert assets["inputs"]["filenames"] == sorted(map(str, lines.iterdir()))


def test_a_scene_that_is_not_there_is_refused_before_the_farm_is(lines, tmp_path, capsys) -> None:
    assert export(lines, tmp_path, "--scene", tmp_path / "gone.blend") == 1
    assert "There is no scene" in capsys.readouterr().err
    assert not (tmp_path / "bundle").exists()


def test_fewer_retries_than_none_are_not_understood(lines: Path, tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        export(lines, tmp_path, "--retries", "-1")
    assert stopped.value.code == 2
    assert "-1 is no whole number of 0 or more" in capsys.readouterr().err


def test_a_scene_makes_it_a_job_of_films(lines: Path, tmp_path: Path) -> None:
    (tmp_path / "cast.blend").touch()
    assert export(lines, tmp_path, "--scene", tmp_path / "cast.blend") == 0
    bundle = tmp_path / "bundle"
    assert (bundle / "template.yaml").read_bytes() == RENDER.read_bytes()
    values = json.loads((bundle / "parameters.json").read_text())
    assert values["Scene"] == str(tmp_path / "cast.blend")


def test_what_cannot_be_exported_is_one_sentence(lines: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "bundle").touch()
    assert export(lines, tmp_path) == 1
    assert "choose another place" in capsys.readouterr().err
    assert export(tmp_path / "none.csv", tmp_path) == 1
    assert "cannot be read" in capsys.readouterr().err


@needs_openjd
def test_four_tasks_on_two_workers_one_failing_once(lines: Path, tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "intone").symlink_to(ROOT, target_is_directory=True)
    flaky = tmp_path / "flaky-intone"
    flaky.write_text(FLAKY.format(python=sys.executable, marker=str(tmp_path / "failed")))
    flaky.chmod(0o755)
    # A job's path parameters that do not exist yet are made by the submitter, not by openjd-cli.
    (tmp_path / "takes").mkdir()
    assert export(lines, tmp_path) == 0

    def worker(*words: str) -> subprocess.Popen[str]:
        job = [OPENJD, "run", tmp_path / "bundle" / "template.yaml", *words, "-p"]
        given = [f"file://{tmp_path}/bundle/parameters.json", "-p", f"Intone={flaky}"]
        env = {**os.environ, "PYTHONPATH": str(tmp_path / "path")}
        pipe = subprocess.PIPE
        return subprocess.Popen([*job, *given], stdout=pipe, stderr=pipe, text=True, env=env)

    def tasks(*chunks: int) -> tuple[str, ...]:
        listed = json.dumps([{"Chunk": chunk} for chunk in chunks])
        return ("--step", "Animate", "--no-run-dependencies", "--tasks", listed)

    both = [worker(*tasks(1, 2)), worker(*tasks(3, 4))]
    said = [process.communicate() for process in both]
    assert [process.returncode != 0 for process in both] == [True, False], said
    assert (tmp_path / "failed").exists()
    assert len(list((tmp_path / "takes").glob("*.csv"))) == 3
    for words in (tasks(2), ("--step", "Verify", "--no-run-dependencies")):
        retry = worker(*words)
        said = retry.communicate()
        assert retry.returncode == 0, said
    assert "0 done, 4 kept, 0 failed" in "".join(said)
    assert main(["batch", str(lines), "--out", str(tmp_path / "alone"), "--jobs", "1"]) == 0
    for path in (tmp_path / "alone").glob("*.csv"):
        assert (tmp_path / "takes" / path.name).read_bytes() == path.read_bytes()


NODE = """
const author = {  // as Flamenco gives it: functions, not classes
    Task: (name, type) => ({
        name, type, commands: [], dependencies: [],
        addCommand(command) { this.commands.push(command); },
        addDependency(task) { this.dependencies.push(task.name); },
    }),
    Command: (name, parameters) => ({name, parameters}),
};
const job = {tasks: [], settings: %s, addTask(task) { this.tasks.push(task); }};
%s
compileJob(job);
console.log(JSON.stringify({type: JOB_TYPE, tasks: job.tasks}));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node, which runs job types, is missing")
@pytest.mark.parametrize("scene", ["", "/cast.blend"])
def test_flamenco_compiles_the_job_type(scene: str) -> None:
    settings = {"manifest": "/l.csv", "out_dir": "/t", "chunks": 3, "scene": scene}
    settings |= {"preset": "final", "intone": "intone", "blender": "blender"}
    script = NODE % (json.dumps(settings), FLAMENCO.read_text())
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert {setting["key"] for setting in found["type"]["settings"]} == set(settings)
    *parts, verify = found["tasks"]
    assert verify["dependencies"] == [part["name"] for part in parts] and len(parts) == 3
    command = parts[1]["commands"][0]
    assert command["name"] == "exec"
    assert command["parameters"]["exe"] == ("blender" if scene else "intone")
    words = command["parameters"]["args"]
    assert words[words.index("--chunk") + 1] == "2/3"
    if not scene:
        with pytest.raises(SystemExit) as stopped:  # our own parser understands every word of it
            main([*words, "--help"])
        assert stopped.value.code == 0


def submitted(lines: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, status: int) -> list[str]:
    """What a stand-in for Deadline Cloud's client, leaving with that status, was asked."""
    asked = folder / "asked"
    client = folder / "bin" / "deadline"
    client.parent.mkdir()
    client.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {asked}\nexit {status}\n')
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{client.parent}:/usr/bin:/bin")
    command = ["farm", "submit", lines, "--out", folder / "takes", "--bundle", folder / "bundle"]
    assert main(list(map(str, command))) == (1 if status else 0)
    return asked.read_text().splitlines()


@pytest.mark.parametrize("status", [0, 3])
def test_submit_hands_the_bundle_to_deadline_clouds_client(
    lines: Path, tmp_path: Path, monkeypatch, capsys, status: int
) -> None:
    bundle = str(tmp_path / "bundle")
    asked = submitted(lines, tmp_path, monkeypatch, status)
    assert asked == ["bundle", "submit", bundle, "--yes"]
    assert ("did not take the bundle" in capsys.readouterr().err) == bool(status)


def test_submit_without_the_client_says_what_to_install(
    lines: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    bundle = tmp_path / "bundle"
    command = ["farm", "submit", lines, "--out", tmp_path / "takes", "--bundle", bundle]
    assert main(list(map(str, command))) == 1
    assert "pip install deadline" in capsys.readouterr().err
    assert (bundle / "template.yaml").exists()
