"""Not a byte leaves: a whole run is watched from outside, its sockets and its files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VOICE = ROOT / "assets" / "demo" / "voice.flac"
BOOT = f"""
import importlib.util, os, sys
spec = importlib.util.spec_from_file_location(
    "intone", {str(ROOT / "__init__.py")!r}, submodule_search_locations=[{str(ROOT)!r}])
sys.modules["intone"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["intone"])
"""
ANIMATE = """
from intone.cli import main
sys.exit(main(sys.argv[1:]))
"""
IN_THE_WORKER = """
from pathlib import Path
from intone.worker.client import Worker
worker = Worker(sys.executable)
assert worker.listen(Path(sys.argv[1])).duration > 1
worker.close()
"""
UNGUARDED = f"""
import onnxruntime
onnxruntime.InferenceSession({str(ROOT / "assets/models/intone_act.onnx")!r})
"""
"""What a program does that forgets the switch."""

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace, which watches system calls, is not installed"
)


@dataclass(frozen=True)
class Watched:
    """A finished run: its exit status, and what it did."""

    status: int
    sockets: list[str]
    strays: set[str]
    """Files outside its folder that it opened to write."""
    left: list[str]
    """What still lies in its home and temporary folder."""


def watch(folder: Path, code: str, *arguments: str) -> Watched:
    """Runs Python code whose home and temporary folder lie in `folder`, and watches it."""
    home, scratch, trace = folder / "home", folder / "scratch", folder / "trace"
    home.mkdir()
    scratch.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = {**kept, "HOME": str(home), "TMPDIR": str(scratch)}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    calls = "trace=socket,connect,sendto,sendmsg,open,openat,creat,rename,mkdir"
    done = subprocess.run(
        ["strace", "-f", "-e", calls, "-o", trace, sys.executable, "-c", code, *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        timeout=300,
    )
    lines = trace.read_text(errors="replace").splitlines()
    left = [str(path.relative_to(folder)) for top in (home, scratch) for path in top.rglob("*")]
    written = (re.search(r'"([^"]+)", [^,]*O_(?:WRONLY|RDWR)', line) for line in lines)
    return Watched(
        done.returncode,
        [line for line in lines if re.search(r"AF_INET|resolv\.conf|/etc/hosts", line)],
        {found[1] for found in written if found and not _expected(found[1], folder)},
        left,
    )


def _expected(path: str, folder: Path) -> bool:
    """Whether a write is a device's, Python's own cache of the package, or below `folder`."""
    cache = path.startswith(f"{ROOT}/") and "/__pycache__/" in path
    return cache or path.startswith(("/dev/", "/proc/", f"{folder}/"))


@needs_strace
def test_an_animation_opens_no_socket_and_writes_only_what_was_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    run = watch(
        tmp_path, BOOT + ANIMATE, "animate", str(VOICE), "--out", str(out / "take.csv"), "--quiet"
    )
    assert run.status == 0 and (out / "take.csv").is_file()
    assert run.sockets == []
    assert run.strays == set()
    assert run.left == []


@needs_strace
def test_the_worker_opens_no_socket_and_leaves_nothing_behind(tmp_path: Path) -> None:
    run = watch(tmp_path, BOOT + IN_THE_WORKER, str(VOICE))
    assert run.status == 0
    assert run.sockets == []
    assert run.strays == set()
    assert run.left == []


@needs_strace
def test_a_socket_and_a_stray_file_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "watched").mkdir()
    stray = str(tmp_path / "stray")
    code = "import os, socket; socket.socket(); os.mkdir(os.environ['HOME'] + '/kept')\n"
    code += f"open({stray!r}, 'w')"
    run = watch(tmp_path / "watched", code)
    assert run.sockets != [] and run.strays == {stray} and run.left == ["home/kept"]


@needs_strace
def test_onnxruntime_itself_leaves_traces_which_is_why_it_is_told_not_to(tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    if tuple(map(int, onnxruntime.__version__.split(".")[:2])) < (1, 32):
        pytest.skip("onnxruntime has its telemetry from 1.32 on")
    assert watch(tmp_path, UNGUARDED).left != []
