"""Rigs: what a character can move, recognised by convention, and a face retargeted onto it."""
