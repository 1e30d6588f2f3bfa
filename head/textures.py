"""The head's textures: which there are, and where they lie."""

from __future__ import annotations

from pathlib import Path

from .container import EMBEDDED

TEXTURES: tuple[str, ...] = ("skin", "eye", "melanin", "folds")
"""The skin's and the eyes' colours; how much of the skin's own dye lies where (grey); the heights
of folds that form when the brows rise (red), frown (green), and when the face smiles (blue)."""


def beside(head: Path, name: str) -> Path:
    """The file of a texture of the head in the file `head`."""
    return head.with_name(f"{head.stem}_{name}.jpg")


def texture(name: str) -> Path:
    """A texture of the embedded head."""
    return beside(EMBEDDED, name)
