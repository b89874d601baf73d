// Replaced by its room.
