"""How a page is seen from outside: by those who search, and by programs that show a card where its address is passed
on.

A page that says nothing about it (`page(…, outside=…)`) is not to be found; so what is new, private or only for a
moment is not listed because somebody forgot to say so. The layout writes it into the head.
"""

from dataclasses import dataclass

ABOUT = 160
"""Characters of a text that stand for it: more no list of results shows."""


@dataclass(frozen=True, slots=True)
class Outside:
    """`path`: the one address of what the page shows, whatever else leads to it; empty where it is a part of something
    that has no address of its own. `about`: what it is, in a sentence. `is_listed`: it is meant to be found, unless
    the house as a whole is not.
    """

    path: str
    about: str
    is_listed: bool
