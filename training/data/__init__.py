"""Recordings and synthesised speech, as both trainings read them."""
