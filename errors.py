"""Intone's exceptions, as one tree.

    IntoneError
    ├── SoundError        the sound cannot be read, or holds no speech
    ├── TextError         a text cannot be read or pronounced
    ├── MoodError         an emotion or an intensity that does not exist
    ├── ModelError        a network's file is missing, broken or of another version
    ├── HeadError         a head's file is missing or broken
    ├── RigError          the character cannot be animated
    ├── OutputError       a file cannot be written, or its format is unknown
    ├── ManifestError     a list of lines to animate cannot be read
    ├── DataError         recordings to train from are missing or broken
    └── WorkerError       the worker process could not be started, or died

Each message is one plain sentence that says what is wrong and what to do about it.
`progress.Cancelled` is not an error and stands apart.
"""


class IntoneError(Exception):
    """Something the user can fix; the message is shown as it is."""


class SoundError(IntoneError):
    pass


class TextError(IntoneError):
    pass


class MoodError(IntoneError):
    pass


class ModelError(IntoneError):
    pass


class HeadError(IntoneError):
    pass


class RigError(IntoneError):
    pass


class OutputError(IntoneError):
    pass


class ManifestError(IntoneError):
    pass


class DataError(IntoneError):
    pass


class WorkerError(IntoneError):
    pass
