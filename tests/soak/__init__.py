"""Kills at random moments, and many takes in one process: `make soak` (docs/trust.md)."""
