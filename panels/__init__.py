"""Panels: layout only."""
