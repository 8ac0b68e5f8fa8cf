"""What a process of the house does. By default one does everything; a house that has grown splits it."""

import enum


class Duty(enum.Flag):
    """Pages, live connections, and the work that is done once for the whole house and waits for nobody."""

    PAGES = enum.auto()
    LIVE = enum.auto()
    CHORES = enum.auto()
    EVERYTHING = PAGES | LIVE | CHORES
