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
VOICE = ROOT / "tests" / "data" / "voice.flac"
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
THEIRS = ("home/.cache", "home/.config", "home/blender/extensions/.cache")
"""Where Matplotlib and Blender keep what is theirs, below the home folder."""
DRIVERS = "/.cache/mesa_shader_cache/"
"""Where a graphics driver does, in the home folder that the system knows."""

IN_BLENDER = """
from intone.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
DESK = f"""
import pathlib, sys, time
home, voice, out = (pathlib.Path(given) for given in sys.argv[1:])
extensions = home / "extensions" / "user_default"
extensions.mkdir(parents=True)
(extensions / "intone").symlink_to({str(ROOT)!r}, target_is_directory=True)
import bpy
name, done = "bl_ext.user_default.intone", {{"FINISHED"}}
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
assert bpy.ops.preferences.addon_enable(module=name) == done
bpy.context.preferences.addons[name].preferences.device = "cpu"
assert bpy.ops.intone.add_head() == done
bpy.context.scene.sequence_editor_create().strips.new_sound("line", str(voice), 1, 10)
assert bpy.ops.intone.gather_strips() == done and bpy.ops.intone.animate_all() == done
bpy.context.scene.intone_settings.character.intone.scale = 0.5
(live,) = sys.modules[name + ".blender.live.live_update"]._live
until = time.monotonic() + 200
while not live.shown:
    assert time.monotonic() < until
    live.tick()
    bpy.context.view_layer.update()
for format in (".csv", ".glb"):
    assert bpy.ops.intone.export(filepath=str(out / f"face{{format}}"), format=format) == done
bpy.ops.wm.save_as_mainfile(filepath=str(out / "desk.blend"))
assert bpy.ops.intone.copy_report() == done
bpy.ops.wm.save_userpref()
"""
"""The desk, as an artist has it: head, lines, a live change, exports, file, preferences."""
BLENDER_ALONE = """
import bpy
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
"""
NETWORK = r"AF_INET|AF_NETLINK|resolv\.conf|/etc/hosts"
"""In a line about a system call: a socket to another machine, or the look-up of a name."""

STRACE = ("strace", "-f", "--seccomp-bpf")

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
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "BLENDER_USER_RESOURCES": str(home / "blender")}
    calls = "trace=socket,connect,sendto,sendmsg,open,openat,creat,rename,mkdir"
    done = subprocess.run(
        [*STRACE, "-e", calls, "-o", trace, sys.executable, "-c", code, *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        timeout=300,
    )
    lines = trace.read_text(errors="replace").splitlines()
    left = [str(path.relative_to(folder)) for top in (home, scratch) for path in top.rglob("*")]
    written = (re.search(r'"([^"]+)", [^,]*O_(?:WRONLY|RDWR)', line) for line in lines)
    return Watched(
        done.returncode,
        [line for line in lines if re.search(NETWORK, line)],
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


@pytest.fixture
def moment(tmp_path: Path) -> Path:
    """A second of the test voice, in a folder of its own."""
    soundfile = pytest.importorskip("soundfile", reason="soundfile is not installed")
    samples, rate = soundfile.read(VOICE, frames=16000)
    (tmp_path / "lines").mkdir()
    soundfile.write(tmp_path / "lines" / "line.wav", samples, rate)
    return tmp_path / "lines" / "line.wav"


@needs_strace
def test_a_batch_opens_no_socket_and_leaves_nothing_but_its_takes(
    tmp_path: Path, moment: Path
) -> None:
    shutil.copy(moment, moment.with_name("other.wav"))
    words = ["batch", str(moment.parent), "--out", str(tmp_path / "out"), "--jobs", "2"]
    run = watch(tmp_path, BOOT + ANIMATE, *words)
    assert run.status == 0
    assert run.sockets == [] and run.strays == set() and run.left == []
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == ["intone-batch.jsonl", "line.csv", "other.csv"]


@pytest.fixture
def of_blender(tmp_path: Path) -> set[str]:
    """What Blender without Intone does with sockets: 5.2 looks whether there is IPv6 (urllib3)."""
    pytest.importorskip("bpy", reason="bpy, Blender as a module, is not installed")
    (tmp_path / "alone").mkdir()
    run = watch(tmp_path / "alone", BLENDER_ALONE)
    assert run.status == 0 and not [line for line in run.sockets if "connect(" in line]
    return calls(run.sockets)


def calls(lines: list[str]) -> set[str]:
    """Lines of strace without the process and without what the system answered."""
    return {re.sub(r"^\d+ +| = .*$", "", line) for line in lines}


@needs_strace
def test_the_demo_opens_no_socket_and_writes_where_the_docs_say(
    tmp_path: Path, moment: Path, of_blender: set[str]
) -> None:
    """A short `make demo`; Matplotlib and Blender keep what is theirs in the home folder."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    out = tmp_path / "out"
    for number, words in enumerate(
        [
            ("listen", moment, "--plot", out / "intensity.png"),
            ("animate", moment, "--fps", 4, "--size", "64x32", "--out", out / "take.csv")
            + ("--blend", out / "demo.blend", "--render", out / "demo.mp4"),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        out.mkdir(exist_ok=True)
        run = watch(folder, BOOT + IN_BLENDER, *map(str, words))
        assert run.status == 0 and calls(run.sockets) <= of_blender
        strays = {path for path in run.strays if not path.startswith(f"{out}/")}
        assert [path for path in strays if DRIVERS not in path] == []
        assert [path for path in run.left if not path.startswith(THEIRS)] == []
    made = sorted(path.name for path in out.iterdir())
    assert made == ["demo.blend", "demo.mp4", "intensity.png", "take.csv"]


@needs_strace
def test_a_desk_session_opens_no_socket_and_writes_where_the_docs_say(
    tmp_path: Path, moment: Path, of_blender: set[str]
) -> None:
    (tmp_path / "out").mkdir()
    words = (tmp_path / "home" / "blender", moment, tmp_path / "out")
    run = watch(tmp_path, DESK, *map(str, words))
    assert run.status == 0
    assert calls(run.sockets) <= of_blender and run.strays == set()
    left = {path for path in run.left if not path.startswith(THEIRS)}
    own = "home/blender/extensions/.user/user_default/intone/speech/"
    assert {path for path in left if path.startswith(own) and path.endswith(".heard")} != set()
    assert [path for path in left if not path.startswith("home/blender")] == []
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == ["desk.blend", "face.csv", "face.glb"]


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
