"""Measures of the published networks."""
