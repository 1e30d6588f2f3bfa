"""Batch: many lines of dialogue, each done once, whatever stops the work in between."""
