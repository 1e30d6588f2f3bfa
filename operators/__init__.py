"""Operators: one verb each."""
