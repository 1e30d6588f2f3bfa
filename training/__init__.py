"""Training: from recordings to the published networks; not part of the shipped extension."""
