"""How somebody is called: by their name, or, when they have left the house for good and have none, so."""

from django.utils.translation import gettext


def called(name: str) -> str:
    """The name, or what stands for it in the reader's language. In a script it is `called` of `web/called.js`."""
    return name or gettext("a guest who left")
