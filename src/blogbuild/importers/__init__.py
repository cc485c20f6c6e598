"""Other generators' blogs → sites of ours; what is imported is only read."""
