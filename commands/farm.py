"""`intone farm`: a batch as a job for a render farm; Intone schedules nothing itself."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from pathlib import Path

from ..batch.manifest import Defaults, read_manifest
from ..errors import OutputError
from ..export import FORMATS
from ..export.files import write_text
from ..places import is_file
from .console import DONE, say
from .options import positive, whole

FOLDER = Path(__file__).parent.parent / "farm"
ANIMATE, RENDER = FOLDER / "batch-animate.yaml", FOLDER / "batch-render.yaml"
FLAMENCO = FOLDER / "flamenco" / "intone_batch.js"
RETRIES = 3
"""How often a farm tries a failed task again, by default."""


def add_farm(parser: argparse.ArgumentParser) -> None:
    """`intone farm export`, `intone farm submit` and their options."""
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    export = verbs.add_parser(
        "export",
        help="write a batch as a job bundle",
        description="AWS Deadline Cloud takes the folder (deadline bundle submit FOLDER); "
        "openjd-cli runs it here (openjd run FOLDER/template.yaml --step Animate "
        "-p file://FOLDER/parameters.json); Flamenco takes the .js file as a job type.",
    )
    submit = verbs.add_parser(
        "submit",
        help="write the bundle and hand it to AWS Deadline Cloud",
        description="Writes the bundle as export does, then runs Deadline Cloud's own client, "
        "which must be installed (pip install deadline) and configured.",
    )
    for parser, run in ((export, run_export), (submit, run_submit)):
        _add_options(parser)
        parser.set_defaults(run=run, log_format="text")


def _add_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("manifest", type=Path, help="the lines, as .csv or .jsonl, or a folder of sounds")
    add("--out", type=Path, required=True, metavar="DIR", help="the folder of the takes")
    add("--bundle", type=Path, required=True, metavar="FOLDER", help="where the bundle goes")
    add("--chunks", type=positive, default=8, help="into how many tasks (default 8)")
    add("--retries", type=whole, default=RETRIES, help="of a failed task (default 3)")
    add("--scene", type=Path, metavar="BLEND", help="a .blend file whose characters are filmed")
    add("--quiet", action="store_true", help="say nothing but errors")


def run_submit(args: argparse.Namespace) -> int:
    """Writes the bundle and submits it. Raises OutputError where that fails."""
    run_export(args)
    if (client := shutil.which("deadline")) is None:
        raise OutputError(
            f"The bundle {args.bundle} is written, but Deadline Cloud's client is not installed: "
            "pip install deadline, configure it, and submit again."
        )
    done = subprocess.run([client, "bundle", "submit", args.bundle, "--yes"], check=False)
    if done.returncode:
        raise OutputError(
            f"Deadline Cloud did not take the bundle {args.bundle} (see above): "
            "check its configuration (deadline config show) and submit again."
        )
    return DONE


def run_export(args: argparse.Namespace) -> int:
    """Reads the manifest and writes the bundle. Raises IntoneError."""
    if args.scene and not is_file(args.scene):
        raise OutputError(f"There is no scene {args.scene}: choose a .blend file that is there.")
    manifest = read_manifest(args.manifest, Defaults(".csv", FORMATS))
    for refusal in manifest.refusals:
        say(args, f"Line {refusal.number}: {refusal.reason}")
    try:
        args.bundle.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(RENDER if args.scene else ANIMATE, args.bundle / "template.yaml")
        shutil.copyfile(FLAMENCO, args.bundle / FLAMENCO.name)
    except OSError as error:
        raise OutputError(
            f"The bundle {args.bundle} cannot be written ({error.strerror}): choose another place."
        ) from error
    values = parameters(args)
    deadline = {"deadline:maxRetriesPerTask": args.retries}
    listed = [{"name": name, "value": value} for name, value in {**values, **deadline}.items()]
    write_json(args.bundle / "parameters.json", values)
    write_json(args.bundle / "parameter_values.json", {"parameterValues": listed})
    files = {file for line in manifest.lines for file in (line.order.sound, *line.files)}
    named = sorted(str(file.absolute()) for file in files)
    write_json(args.bundle / "asset_references.json", references(args, named))
    say(args, f"Wrote {args.bundle}: {len(manifest.lines)} lines in {args.chunks} tasks.")
    return DONE


def parameters(args: argparse.Namespace) -> dict[str, str | int]:
    """The job's parameters by name, with absolute paths."""
    values: dict[str, str | int] = {
        "Manifest": str(args.manifest.absolute()),
        "OutDir": str(args.out.absolute()),
        "Chunks": args.chunks,
    }
    return {**values, "Scene": str(args.scene.absolute())} if args.scene else values


def references(args: argparse.Namespace, files: list[str]) -> dict[str, object]:
    """The files that Deadline Cloud copies to its workers and back."""
    inputs = {"filenames": files, "directories": list[str]()}
    outputs = {"directories": [str(args.out.absolute())]}
    return {"assetReferences": {"inputs": inputs, "outputs": outputs}}


def write_json(path: Path, value: object) -> None:
    """One JSON file, whole or not at all."""
    write_text(path, json.dumps(value, indent=2) + "\n")
