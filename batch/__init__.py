"""Batch: many lines of dialogue, each made once, also after an interruption."""
