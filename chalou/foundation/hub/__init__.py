"""Realtime: who hears what, and how it reaches them. Knows nothing of tea, and nothing of Django."""
