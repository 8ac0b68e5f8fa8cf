"""How far a numbered topic has been told without a gap. Pure.

Every alteration of a room gets exactly the next number, in the database. Frames may be lost on the bus between
processes, or with a process that dies between commit and telling. So the hub remembers up to which number it has told
everything, and compares with the database now and then.
"""


class Told:
    """Numbers told of one topic."""

    __slots__ = ("_beyond", "up_to")

    def __init__(self, up_to: int):
        self.up_to = up_to
        self._beyond: set[int] = set()

    def tell(self, number: int) -> None:
        """This number has been told; order does not matter."""
        if number <= self.up_to:
            return
        self._beyond.add(number)
        while self.up_to + 1 in self._beyond:
            self.up_to += 1
            self._beyond.discard(self.up_to)

    def is_behind(self, number: int) -> bool:
        """Whether something up to `number` has not been told. Those who follow must be sent to fetch it."""
        return self.up_to < number

    def skip_to(self, number: int) -> None:
        """Those who follow have been told to fetch everything up to `number` themselves."""
        self.up_to = max(self.up_to, number)
        self._beyond = {beyond for beyond in self._beyond if beyond > self.up_to}
        while self.up_to + 1 in self._beyond:
            self.up_to += 1
            self._beyond.discard(self.up_to)
