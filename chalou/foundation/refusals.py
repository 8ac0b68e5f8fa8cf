"""What the house will not do, said so that a person can read it.

An action never returns quietly undone: it raises `Refused`. The words are lazy translations, so
that the same refusal can be shown in the language of whoever reads it.
"""

from django.utils.functional import Promise


class Refused(Exception):
    """A clear "no", with its reason and what to do next.

    `why` is a stable word for programs (`too_fast`), `say` the sentence for people, `wait_s` the
    seconds after which the same act may be tried again, `field` the form field it is about.
    """

    def __init__(self, why: str, say: str | Promise, *, wait_s: float | None = None, field: str | None = None):
        super().__init__(why)
        self.why = why
        self.say = say
        self.wait_s = wait_s
        self.field = field

    def __str__(self) -> str:
        return str(self.say)


class Unable(Refused):
    """The house itself cannot at the moment, whoever asks. The same may be tried again as it is."""


class NotFound(Exception):
    """It does not exist, or this person may not know that it does: the two are never told apart."""
