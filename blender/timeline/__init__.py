"""The lane drawn along the time of an editor."""
