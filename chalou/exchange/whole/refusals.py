"""What is not done, said on the console. It knows no Django: the command reads it before settings are."""


class NotDone(Exception):
    """What was asked is not done; the words say why, and what to do."""
