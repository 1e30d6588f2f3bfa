"""The one place that touches onnxruntime: a network's file run on the best device there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
_QUIET = 4
"""onnxruntime's severity "fatal": what matters reaches the user as our own sentence."""


@dataclass(frozen=True)
class OnnxNetwork:
    """A session with its spec. `device` says where it runs and why not somewhere better."""

    spec: Spec
    device: str
    session: Any

    def run(self, inputs: Mapping[str, Array]) -> Mapping[str, Array]:
        """See Network.run."""
        names = [output.name for output in self.session.get_outputs()]
        return dict(zip(names, self.session.run(names, dict(inputs)), strict=True))


def load_network(path: Path, kind: Kind, device: str = "auto", threads: int = 1) -> OnnxNetwork:
    """The network in an ONNX file, on `device` or, for "auto", the first that works.

    The same input gives the same bits for the same number of `threads`, and others for another:
    hence one, which on these small networks is also no slower. 0 leaves it to onnxruntime.
    Raises ModelError for a missing, broken or foreign file, and for a device that cannot be had.
    """
    if not path.is_file():
        raise ModelError(f"The network {path.name} is missing: reinstall Intone.")
    wanted = tuple(PROVIDERS) if device == "auto" else (device,)
    skipped: list[str] = []
    for name in wanted:
        session, reason = _session(path, PROVIDERS[name], threads)
        if session is not None:
            spec = parse_spec(_metadata(session), kind, path.name)
            return OnnxNetwork(spec, "; ".join([name, *skipped]), session)
        skipped.append(f"{name}: {reason}")
    raise ModelError(
        f"The network {path.name} does not run on {device} ({skipped[-1]}): "
        "choose another device, or reinstall Intone if the file is broken."
    )


def survey(path: Path) -> dict[str, str]:
    """For each device why it does not run the network in that file; "" where it does."""
    return {device: _session(path, provider, 1)[1] for device, provider in PROVIDERS.items()}


def _metadata(session: Any) -> str:
    return session.get_modelmeta().custom_metadata_map.get("spec", "")


def _session(path: Path, provider: str, threads: int) -> tuple[Any, str]:
    """A session on that provider, or None and the reason."""
    runtime = _runtime()
    if provider not in runtime.get_available_providers():
        return None, "not in this onnxruntime"
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _QUIET
    try:
        session = runtime.InferenceSession(str(path), options, providers=[provider])
    except _refusals(runtime) as error:
        return None, str(error).splitlines()[0][:120]
    if session.get_providers()[0] != provider:
        return None, "did not start"
    return session, ""


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError("onnxruntime is not installed: reinstall Intone.") from error
    return onnxruntime


def _refusals(runtime: Any) -> tuple[type[Exception], ...]:
    """What onnxruntime raises for a file or a device that it cannot take."""
    state = runtime.capi.onnxruntime_pybind11_state
    names = (
        "Fail",
        "InvalidArgument",
        "InvalidGraph",
        "InvalidProtobuf",
        "NoSuchFile",
        "NotImplemented",
        "RuntimeException",
        "EPFail",
        "NoModel",
        "EngineError",
    )
    return (RuntimeError, *(getattr(state, name) for name in names if hasattr(state, name)))
