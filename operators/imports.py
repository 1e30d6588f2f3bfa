"""All that brings heads and sequences in, for the registration."""

from __future__ import annotations

from . import fit_flame, import_flame, import_flame_sequence, import_ict

_VERBS = (import_flame, import_flame_sequence, import_ict, fit_flame)
CLASSES = (
    import_flame.INTONE_OT_import_flame,
    import_flame_sequence.INTONE_OT_import_flame_sequence,
    import_ict.INTONE_OT_import_ict,
    fit_flame.INTONE_OT_fit_flame,
)


def attach() -> None:
    """Puts their entries into the menus."""
    for verb in _VERBS:
        verb.attach()


def detach() -> None:
    """Takes them out again."""
    for verb in reversed(_VERBS):
        verb.detach()
