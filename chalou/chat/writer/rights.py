"""What a message brings besides words, and which of it its author's seat does not open yet."""

from collections.abc import Iterator

from django.conf import settings

from chalou.chat.rules import Manners, why_not_use
from chalou.chat.writer.values import Draft
from chalou.foundation.text.markdown import leads_away
from chalou.house.rules.customs import Customs, Right


def lacking(draft: Draft, theirs: Manners, customs: Customs) -> Right | None:
    """The first right that this message wants and its author does not have. What they may do is not looked for: most
    may do all of it.
    """
    for right in (Right.LINKS, Right.PICTURES, Right.POLLS):
        if why_not_use(right, seat=theirs.seat, is_host=theirs.is_host, customs=customs) and right in _wants(draft):
            return right
    return None


def _wants(draft: Draft) -> Iterator[Right]:
    if draft.attachments:
        yield Right.PICTURES
    if draft.poll is not None:
        yield Right.POLLS
    asked = draft.poll.choices if draft.poll is not None else ()
    if leads_away("\n".join((draft.html, *asked)), own=settings.CHALOU.url):
        yield Right.LINKS
