"""Sound formats: which files count as a sound, and what a file is by its first bytes.

This is the only list of them: folders as manifests, gathered folders and refusals all use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

READ = frozenset(
    {
        *(".wav", ".wave", ".rf64", ".w64", ".aif", ".aiff", ".aifc", ".caf", ".au", ".snd"),
        *(".flac", ".ogg", ".oga", ".opus", ".mp3"),
    }
)
"""Suffixes of the sounds that libsndfile reads."""
FILMS = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".3gp"})
"""Suffixes of films, whose sound only Blender's decoder reads."""
DECODED = FILMS | {".m4a", ".m4b", ".aac", ".wma", ".amr", ".ac3", ".mka"}
"""Suffixes of all that only Blender's decoder reads."""
SOUNDS = READ | DECODED
"""Suffixes of all that counts as a sound."""
USABLE = "WAV, FLAC, OGG or MP3"

_READABLE = frozenset({"WAV", "AIFF", "W64", "FLAC", "OGG", "CAF", "AU", "MP3"})
_CONTENT: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WAVE", "WAV"),
    (8, b"AIFF", "AIFF"),
    (8, b"AIFC", "AIFF"),
    (0, b"riff", "W64"),
    (0, b"fLaC", "FLAC"),
    (0, b"OggS", "OGG"),
    (0, b"caff", "CAF"),
    (0, b".snd", "AU"),
    (0, b"ID3", "MP3"),
    (8, b"AVI ", "an AVI film"),
    (4, b"ftyp", "an MP4 file (M4A, AAC)"),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM file"),
    (0, b"\x30\x26\xb2\x75", "a Windows Media file (WMA)"),
    (0, b"#!AMR", "an AMR file"),
    (0, b"%PDF", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
    (0, b"<", "a web page or XML"),
)
"""Offset and bytes that tell a format, and what it is called."""
_NO_SOUND = frozenset({"a PDF", "a ZIP archive", "a picture", "a web page or XML"})


def voices(paths: Iterable[Path]) -> list[Path]:
    """The sounds among the paths, in order; without films beside a sound, which are its renders."""
    found = sorted(path for path in paths if path.suffix.lower() in SOUNDS)
    sounds = {path.with_suffix("") for path in found if path.suffix.lower() not in FILMS}
    return [p for p in found if p.suffix.lower() not in FILMS or p.with_suffix("") not in sounds]


def content(path: Path) -> str:
    """What a file is by its first bytes; "" where they tell nothing, or cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except (OSError, ValueError):
        return ""
    for offset, mark, name in _CONTENT:
        if head[offset : offset + len(mark)] == mark:
            return name
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "MP3" if head[1] & 0x06 else "an AAC file"  # the layer; AAC (ADTS) has none
    return ""


def libsndfile_reads(path: Path) -> bool:
    """Whether libsndfile may read it: by its first bytes, by its name where they tell nothing."""
    found = content(path)
    return found in _READABLE if found else path.suffix.lower() in READ


def why_unreadable(path: Path) -> str:
    """Why libsndfile does not read a file, and what to do, in a sentence."""
    found = content(path)
    if found and found not in _READABLE:
        way = "convert it" if found in _NO_SOUND else "animate it in Blender, or convert it"
        return f"{path.name} is {found} by its content: {way} to {USABLE}."
    if not found and path.suffix.lower() in DECODED:
        return f"{path.name} needs Blender's decoder: animate it there, or convert it to {USABLE}."
    broken = f" (its content looks like {found})" if found else ""
    return f"{path.name} is not a sound that can be read{broken}: use {USABLE}."
