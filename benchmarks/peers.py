"""Free tools that hear mouths in a voice, from the registries: `make peers` puts them in out/peers.

PocketSphinx (PyPI) decodes phones by its phone loop, as Rhubarb does at its core; Rhubarb is the
WebAssembly of npm's rhubarb-lip-sync-wasm, which runs in node.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "out" / "peers"
RHUBARB = """
const { readFileSync } = require("fs");
const { Rhubarb } = require("rhubarb-lip-sync-wasm");
const heard = Buffer.from(readFileSync(process.argv[1]));
(async () => {
    await Rhubarb.getLipSync(heard.subarray(0, 32000), {});
    const before = process.cpuUsage();
    const found = await Rhubarb.getLipSync(heard, {});
    const used = process.cpuUsage(before);
    console.log(JSON.stringify([(used.user + used.system) / 1e6, found.mouthCues.length]));
})();
"""


def pocketsphinx(sound: Path) -> Callable[[], object]:
    """Decodes the phones of a sound of 16 kHz mono."""
    sys.path.append(str(FOLDER / "python"))
    try:
        from pocketsphinx import Decoder, get_model_path
    except ImportError:
        raise SystemExit("PocketSphinx is not installed: make peers") from None
    import soundfile

    samples, _ = soundfile.read(sound, dtype="int16")
    phones = str(Path(get_model_path()) / "en-us" / "en-us-phone.lm.bin")
    decoder = Decoder(allphone=phones, lm=None, beam=1e-20, pbeam=1e-20, lw=2.0, loglevel="FATAL")

    def decode() -> None:
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()

    return decode


def rhubarb(sound: Path, folder: Path) -> float:
    """Processor seconds that Rhubarb takes for a sound of 16 kHz mono. SystemExit without it."""
    import soundfile

    if not (FOLDER / "node_modules").is_dir() or shutil.which("node") is None:
        raise SystemExit("Rhubarb is not installed: make peers (needs node)")
    raw = folder / "rhubarb.raw"
    raw.write_bytes(soundfile.read(sound, dtype="int16")[0].tobytes())
    done = subprocess.run(
        ["node", "-e", RHUBARB, raw],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not done.stdout.startswith("["):
        raise SystemExit(f"Rhubarb could not be run: {(done.stderr or done.stdout)[-200:]}")
    seconds, cues = json.loads(done.stdout.splitlines()[-1])
    if not cues:
        raise SystemExit("Rhubarb heard nothing")
    return seconds
