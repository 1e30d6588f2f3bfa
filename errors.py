"""Intone's exceptions, all of them kinds of IntoneError.

Each message is one plain sentence that says what is wrong and what to do about it.
`progress.Cancelled` is not an error and stands apart.
"""


class IntoneError(Exception):
    """Something the user can fix; the message is shown as it is."""


class SoundError(IntoneError):
    """The sound cannot be read, or holds no speech."""


class TextError(IntoneError):
    """A text cannot be read or pronounced."""


class CaptureError(IntoneError):
    """A recorded performance cannot be read."""


class MoodError(IntoneError):
    """An emotion or an intensity that does not exist."""


class ModelError(IntoneError):
    """A network's file is missing, broken or of another version."""


class HeadError(IntoneError):
    """A head's file is missing or broken."""


class RigError(IntoneError):
    """The character cannot be animated."""


class OutputError(IntoneError):
    """A file cannot be written, or its format is unknown."""


class ManifestError(IntoneError):
    """A list of lines to animate cannot be read."""


class DataError(IntoneError):
    """Recordings to train from are missing or broken."""


class WorkerError(IntoneError):
    """The worker process could not be started, or died."""


def fault(error: BaseException) -> str:
    """The sentence about an error that is none of these: a bug of ours."""
    told = f"{type(error).__name__}: {error}"
    return f"Internal error ({told}). Please report it with the console output."
