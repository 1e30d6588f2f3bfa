"""What follows the artist's changes: live updates and the count of keys."""
