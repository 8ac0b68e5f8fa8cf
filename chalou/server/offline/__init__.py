"""The house on a telephone: put on the home screen, and read where there is no line (docs/decisions/offline.md)."""
