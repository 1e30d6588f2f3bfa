"""The one place that touches onnxruntime: a network's file run on the best device there is."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError
from ..track import Array
from .network import Kind, Spec, parse_spec

PROVIDERS: dict[str, str] = {
    "cuda": "CUDAExecutionProvider",
    "webgpu": "WebGpuExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "cpu": "CPUExecutionProvider",
}
"""Devices, the one to try first on top."""
DEVICES = ("auto", *PROVIDERS)
_SAMPLE = Path(__file__).parent.parent / "assets" / "models" / "intone_act.onnx"
"""The smallest network of ours: what a device is tried with."""
_TRIAL_FRAMES = 200
_TOLERANCE = 1e-3
"""Of coefficients in 0..1, far below what is seen; WebGPU keeps 5e-6."""
_QUIET = 4
"""onnxruntime's severity "fatal": what matters reaches the user as our own sentence."""

log = logging.getLogger(__name__)


@dataclass
class PlainSession:
    """A foreign model's file, whose inputs it names: on the processor, with one thread, or a card.

    spare: the same model on the processor, which goes on where the card fails.
    """

    session: Any
    spare: PlainSession | None = None

    def run(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """All outputs by name, as arrays; inputs are arrays of the types that the model wants."""
        try:
            return dict(_run(self.session, inputs))
        except _refusals(_runtime()) as error:
            if self.spare is None:
                raise
            log.warning("The card stopped (%s): going on with the processor.", _reason(error))
            self.session, self.spare = self.spare.session, None
        return dict(_run(self.session, inputs))


def load_session(path: Path) -> PlainSession:
    """A model in a file (.onnx or .ort) without a spec, on the processor.

    Raises ModelError where it cannot run.
    """
    if not path.is_file():
        raise ModelError(f"The model {path.name} is missing: reinstall Intone.")
    session, reason = _session(path, PROVIDERS["cpu"], 1)
    if session is None:
        raise ModelError(f"The model {path.name} cannot be run ({reason}): reinstall Intone.")
    return PlainSession(session)


def on_card(
    path: Path, device: str, processor: PlainSession, example: Mapping[str, Any], near: float
) -> PlainSession:
    """The model of `processor`, in a file for cards, on such a device; or `processor` itself.

    That is where the device cannot be had, is no faster on the example, or gives other numbers.
    near: the standard deviation by which they may differ, as a share of their own.
    """
    session, _ = _session(path, PROVIDERS[device], 1)

    def same(found: Array, right: Array) -> bool:
        return bool(np.std(found - right) <= near * np.std(right))

    if session is None or _against(session, processor.session, example, same):
        return processor
    return PlainSession(session, processor)


@dataclass
class OnnxNetwork:
    """A session with its spec. `device` says where it runs and why not somewhere better.

    Where a device fails in the middle of a run, the run is done again on the processor, and all
    later ones are done there: `device` then begins with "cpu" and says why.
    """

    spec: Spec
    device: str
    session: Any
    path: Path
    threads: int = 1

    def run(self, inputs: Mapping[str, Array]) -> Mapping[str, Array]:
        """See Network.run. Raises ModelError where even the processor cannot."""
        try:
            return _run(self.session, inputs)
        except _refusals(_runtime()) as error:
            if self.device.startswith("cpu"):
                raise ModelError(
                    f"The network {self.path.name} cannot be run ({_reason(error)}): "
                    "choose another, or reinstall Intone."
                ) from error
            self._retreat(_reason(error))
        return _run(self.session, inputs)

    def _retreat(self, reason: str) -> None:
        name = self.device.split("; ")[0]
        log.warning("%s stopped (%s): going on with the processor.", name, reason)
        self.session, reason_of_cpu = _session(self.path, PROVIDERS["cpu"], self.threads)
        if self.session is None:
            raise ModelError(f"{self.path.name} does not run here ({reason_of_cpu}).")
        self.device = f"cpu; {name}: stopped ({reason})"


def load_network(path: Path, kind: Kind, device: str = "auto", threads: int = 1) -> OnnxNetwork:
    """The network in an ONNX file, on `device` or, for "auto", the first that is of use.

    Of use is what starts, gives the processor's numbers and is faster than it: a graphics card
    that is only simulated is not. The processor gives the same bits for the same number of
    `threads`, and others for another: hence one, which is also no slower on these small networks.
    0 leaves their number to onnxruntime. Raises ModelError for a missing, broken or foreign file,
    and for a device that cannot be had.
    """
    if not path.is_file():
        raise ModelError(f"The network {path.name} is missing: reinstall Intone.")
    wanted = tuple(PROVIDERS) if device == "auto" else (device,)
    skipped: list[str] = []
    for name in wanted:
        session, reason = _session(path, PROVIDERS[name], threads)
        if session is not None:
            spec = _spec(session, kind, path.name)
            reason = _trial(session, path, threads) if name not in ("cpu", device) else ""
            if not reason:
                return OnnxNetwork(spec, "; ".join([name, *skipped]), session, path, threads)
        skipped.append(f"{name}: {reason}")
    raise ModelError(
        f"The network {path.name} does not run on {device} ({skipped[-1]}): "
        "choose another device, or reinstall Intone if the file is broken."
    )


def _spec(session: Any, kind: Kind, name: str) -> Spec:
    """The spec in a network's file. Raises ModelError where it has none, or names no names."""
    try:
        metadata = session.get_modelmeta().custom_metadata_map
        for given in (*session.get_inputs(), *session.get_outputs()):
            str(given.name)  # decodes it
    except UnicodeDecodeError as error:
        raise ModelError(
            f"{name} is not a network of Intone's: choose one that it published."
        ) from error
    return parse_spec(metadata.get("spec", ""), kind, name)


def providers() -> list[tuple[str, bool, str]]:
    """Each device, best first: whether it runs here, and why "auto" would not take it."""
    found: list[tuple[str, bool, str]] = []
    for name, provider in PROVIDERS.items():
        session, reason = _session(_SAMPLE, provider, 1)
        if session is not None and name != "cpu":
            reason = _trial(session, _SAMPLE, 1)
        found.append((name, session is not None, reason))
    return found


def _trial(session: Any, path: Path, threads: int) -> str:
    """Why the session should not be used instead of the processor; "" where it should."""
    processor, reason = _session(path, PROVIDERS["cpu"], threads)
    if processor is None:
        return reason
    return _against(session, processor, _noise(session), _equal)


def _equal(found: Array, right: Array) -> bool:
    return np.allclose(found, right, atol=_TOLERANCE)


def _against(
    session: Any, processor: Any, inputs: Mapping[str, Any], same: Callable[[Array, Array], bool]
) -> str:
    """Why one session should not be used instead of another; "" where it should."""
    try:
        _run(session, inputs)  # the first run also builds what the device needs
        taken, found = _timed(session, inputs)
    except _refusals(_runtime()) as error:
        return _reason(error)
    limit, right = _timed(processor, inputs)
    if any(not same(found[name], right[name]) for name in right):
        return "gives other numbers than the processor"
    if taken >= limit:
        return f"{taken / max(limit, 1e-9):.0f} times slower than the processor"
    return ""


def _noise(session: Any) -> dict[str, Array]:
    """Inputs of _TRIAL_FRAMES frames, the same each time."""
    random = np.random.default_rng(0)
    shapes = {given.name: (1, _TRIAL_FRAMES, given.shape[2]) for given in session.get_inputs()}
    return {name: random.random(shape, np.float32) for name, shape in shapes.items()}


def _timed(session: Any, inputs: Mapping[str, Array]) -> tuple[float, Mapping[str, Array]]:
    start = time.perf_counter()
    found = _run(session, inputs)
    return time.perf_counter() - start, found


def _run(session: Any, inputs: Mapping[str, Array]) -> Mapping[str, Array]:
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, dict(inputs)), strict=True))


def _session(path: Path, provider: str, threads: int) -> tuple[Any, str]:
    """A session on that provider, or None and the reason."""
    runtime = _runtime()
    if provider not in runtime.get_available_providers():
        return None, "not in this onnxruntime"
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _QUIET
    # Processors without VNNI would overflow where signed weights of 8 bits are multiplied.
    options.add_session_config_entry("session.x64quantprecision", "1")
    try:
        # without its own way of falling back, which would hide the reason
        session = runtime.InferenceSession(
            str(path), options, providers=[provider], enable_fallback=0
        )
    except _refusals(runtime) as error:
        return None, _reason(error)
    if session.get_providers()[0] != provider:
        return None, "did not start"
    return session, ""


def _reason(error: Exception) -> str:
    """The first line of what onnxruntime says, without the place in its source."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].rpartition("was false. ")[2][:120]


def _runtime() -> Any:
    """onnxruntime, its telemetry switched off. Raises ModelError where it is not installed."""
    # From 1.32 on it looks up a host and keeps a device id. It reads this at its import.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError("onnxruntime is not installed: reinstall Intone.") from error
    return onnxruntime


def _refusals(runtime: Any) -> tuple[type[Exception], ...]:
    """What onnxruntime raises for a file or a device that it cannot take."""
    state = runtime.capi.onnxruntime_pybind11_state
    names = (
        *("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoSuchFile"),
        *("NotImplemented", "RuntimeException", "EPFail", "NoModel", "EngineError"),
    )
    return (RuntimeError, *(getattr(state, name) for name in names if hasattr(state, name)))
