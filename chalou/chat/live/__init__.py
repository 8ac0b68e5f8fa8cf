"""Talk as it happens: events as frames, what a connected person may ask, and the comparison that misses nothing."""
