"""What a house may be called. Values in, verdict out."""

from chalou.foundation.text.lines import BadLine, why_not_line

NAME_LENGTH = 40
TAGLINE_LENGTH = 120


def why_not_house_name(name: str) -> BadLine | None:
    """What is wrong with a tidied name for the board over the door."""
    return why_not_line(name, longest=NAME_LENGTH)


def why_not_tagline(line: str) -> BadLine | None:
    """What is wrong with the line below the name; it may be empty."""
    return why_not_line(line, longest=TAGLINE_LENGTH) if line else None
