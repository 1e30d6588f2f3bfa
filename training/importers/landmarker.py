"""Landmarker: a video of a face as ARKit coefficients, tracked by MediaPipe's Face Landmarker.

MediaPipe (Apache-2.0) and its model `face_landmarker.task` are the user's to install.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import DataError
from ...face.basis import BLENDSHAPES, CHANNELS, index
from ...track import Array, Track

MODEL = Path.home() / ".cache" / "intone" / "face_landmarker.task"
_LEAST_FOUND = 0.5
"""The least share of frames in which a face must be found."""


def track_video(video: Path, model: Path = MODEL) -> Track:
    """The face in a video, [frames, CHANNELS]; frames without a face are interpolated.

    Raises DataError where MediaPipe or its model is missing, or no face is seen.
    """
    cv2, mediapipe = _packages()
    reader = cv2.VideoCapture(str(video))
    rate = reader.get(cv2.CAP_PROP_FPS)
    with _tracker(mediapipe, model) as tracker:
        rows = [
            _row(tracker.detect_for_video(_image(mediapipe, picture), round(1000 * k / rate)))
            for k, picture in enumerate(_pictures(cv2, reader))
        ]
    values = np.array(rows, np.float32).reshape(len(rows), len(CHANNELS))
    return Track(_filled(values, video), rate, CHANNELS)


def _packages() -> tuple[Any, Any]:
    try:
        import cv2
        import mediapipe
    except ImportError as error:
        raise DataError(
            "Videos need MediaPipe: `pip install mediapipe` in the training environment."
        ) from error
    return cv2, mediapipe


def _tracker(mediapipe: Any, model: Path) -> Any:
    if not model.is_file():
        raise DataError(f"MediaPipe's model {model} is missing: docs/training.md says where it is.")
    vision = mediapipe.tasks.vision
    return vision.FaceLandmarker.create_from_options(
        vision.FaceLandmarkerOptions(
            base_options=mediapipe.tasks.BaseOptions(model_asset_path=str(model)),
            running_mode=vision.RunningMode.VIDEO,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
    )


def _pictures(cv2: Any, reader: Any) -> Iterator[Any]:
    """The pictures of a video, RGB."""
    while True:
        read, picture = reader.read()
        if not read:
            return
        yield np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))


def _image(mediapipe: Any, picture: Any) -> Any:
    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=picture)


def _row(found: Any) -> Array:
    """One frame's channels; not a number where no face was seen."""
    row = np.full(len(CHANNELS), np.nan, np.float32)
    if found.face_blendshapes:
        row[:] = 0
        for shape in found.face_blendshapes[0]:
            if shape.category_name in BLENDSHAPES:  # not "_neutral"
                row[index(shape.category_name)] = shape.score
        row[len(BLENDSHAPES) : len(BLENDSHAPES) + 3] = turns(
            found.facial_transformation_matrixes[0][:3, :3]
        )
    return row


def turns(matrix: Array) -> Array:
    """Head yaw, pitch, roll (radians, ours) of MediaPipe's rotation [3, 3].

    Its axes: x to the picture's right, y up, z to the camera; the angles are taken in the order
    yaw, pitch, roll. Yaw to the character's own right (the picture's left), pitch down and roll to
    the character's own right shoulder are positive.
    """
    yaw = np.arctan2(matrix[0, 2], matrix[2, 2])
    pitch = -np.arcsin(np.clip(matrix[1, 2], -1, 1))
    roll = np.arctan2(matrix[1, 0], matrix[1, 1])
    return np.array([-yaw, pitch, roll], np.float32)


def _filled(values: Array, video: Path) -> Array:
    """`values` with its missing frames drawn between their neighbours."""
    seen = np.flatnonzero(~np.isnan(values[:, 0]))
    if len(seen) <= _LEAST_FOUND * len(values):
        raise DataError(f"Hardly a face is seen in {video}: leave it out, or frame it closer.")
    frames = np.arange(len(values))
    columns = [np.interp(frames, seen, values[seen, k]) for k in range(values.shape[1])]
    return np.stack(columns, 1).astype(np.float32)
