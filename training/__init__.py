"""Training: from recordings to the published networks; not part of the shipped extension."""

import os

# before onnxruntime is imported: see model/onnx_backend.py
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
