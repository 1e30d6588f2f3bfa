"""How the embedded head is made: from the pinned CC0 source to one head file."""
