"""Which talk may be found by strangers who never heard of this house. Values in, verdict out.

Pages full of search words are planted in guest books and forums by whoever wants to be found himself. So what somebody
writes here brings them nothing for as long as the house does not know them: until then no page that holds a word or
the name of theirs is listed. By then hosts and moderators have seen it.
"""

from datetime import datetime, timedelta

KNOWN_AFTER = timedelta(days=7)
"""So long somebody has been in the house until talk they take part in is listed. Keeper and moderators are known from
the first day. A week, because whoever keeps order in a small house looks in at least once in it.
"""


def newcomers_since(at: datetime) -> datetime:
    """Whoever joined after this moment is a newcomer to those who search."""
    return at - KNOWN_AFTER


def may_be_listed(*, is_public: bool, has_words: bool, is_part: bool, names_newcomers: bool) -> bool:
    """Whether a page of talk may be found: everybody may read the room, something is said there, it is the page's own
    address and not a part of it (`is_part`), and nobody spoke or is named on it whom the house does not know yet.
    """
    return is_public and has_words and not is_part and not names_newcomers
