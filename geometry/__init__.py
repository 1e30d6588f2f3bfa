"""Geometry: surfaces, registration, rotations and bounded least squares, in numpy alone."""
