"""The house in a browser: the real command, Debian's Chromium, two and more people at once."""
