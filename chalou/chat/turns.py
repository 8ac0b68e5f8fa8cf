"""A talk as it is set on a page: one turn a message, the line between two days, the line before what is new.

The fragment of a message is the same for everybody but for the clock, which is in the reader's zone. So it is rendered
once, kept in two halves, and each reader's clock is put between them: fifty renderings a page would cost more
than everything else in it. A whole talk is kept too, for readers of one language and zone who have read as far.
"""

from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from functools import lru_cache

from django.template import engines
from django.utils import timezone, translation
from django.utils.translation import get_language
from markupsafe import Markup

from chalou.chat.queries import MessageShown
from chalou.foundation.clock import now
from chalou.foundation.web.times import local

KEPT = 4096  # fragments, some two kilobytes each
TALKS_KEPT = 256  # forty kilobytes each

# A control character that no message can hold: the door turns it away.
_CLOCK = "\x1e"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message on a page; `day` is the line before it (empty: same day), `is_new` says that what is new begins,
    `is_announcement` that a word about that stands before it."""

    day: Markup
    is_new: bool
    is_announcement: bool
    html: Markup


def _names_one_who_left(message: MessageShown) -> bool:
    """Whether somebody without a name is to be called in the reader's language, here or in what is quoted."""
    return not message.name or (message.reply_to is not None and not message.reply_to.name)


@lru_cache(maxsize=KEPT)
def _halves(message: MessageShown, language: str | None) -> tuple[str, str]:
    # Kept by the whole value: an altered message, or an author with another name, is another key.
    time = Markup('<time datetime="{}" data-form="clock">{}</time>').format(
        message.posted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), _CLOCK
    )
    with translation.override(language):
        html = engines["jinja2"].get_template("chat/_message.html").render({"m": message, "time": time})
    before, _, after = html.partition(_CLOCK)
    return before, after


def fragment(message: MessageShown) -> str:
    """The fragment that goes to everybody, with the clock in UTC; the reader's script writes it in their zone, and how
    somebody is called who has left in their language.
    """
    before, after = _halves(message, None)
    return f"{before}{message.posted_at.astimezone(UTC):%H:%M}{after}"


def talk(messages: tuple[MessageShown, ...], *, new_from: int | None, new_count: int) -> Markup:
    """The messages of a page, in the reader's zone and language, with the lines between them."""
    zone = timezone.get_current_timezone()
    if new_from is None or not any(message.seq == new_from for message in messages):
        # The line before what is new stands on another page: this one is the same for all.
        new_from, new_count = None, 0
    # Days are told with their year where that is not the present one.
    return _talk(messages, new_from, new_count, zone, get_language(), now().astimezone(zone).year)


@lru_cache(maxsize=TALKS_KEPT)
def _talk(
    messages: tuple[MessageShown, ...],
    new_from: int | None,
    new_count: int,
    zone: tzinfo,
    language: str | None,
    year: int,  # noqa: ARG001  # as above
) -> Markup:
    turns = _turns(messages, new_from, zone, language)
    html = engines["jinja2"].get_template("chat/_turns.html").render({"turns": turns, "new_count": new_count})
    return Markup(html)  # noqa: S704  # rendered by the template above


def _turns(messages: tuple[MessageShown, ...], new_from: int | None, zone: tzinfo, language: str | None) -> list[Turn]:
    set_out: list[Turn] = []
    today: date | None = None
    for message in messages:
        there = message.posted_at.astimezone(zone)
        before, after = _halves(message, language if _names_one_who_left(message) else None)
        set_out.append(
            Turn(
                day=Markup() if there.date() == today else local(message.posted_at, "day"),
                is_new=message.seq == new_from,
                is_announcement=message.is_announcement and not message.is_gone,
                html=Markup(f"{before}{there:%H:%M}{after}"),  # noqa: S704  # rendered by the template above
            )
        )
        today = there.date()
    return set_out
