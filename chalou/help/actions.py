"""What can be done to the help: said otherwise, added, put elsewhere, hidden, said as before."""

import enum
import secrets
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.help import HelpArranged, HelpCareGiven, HelpForgotten, HelpWritten
from chalou.foundation.database import write
from chalou.foundation.languages import FALLBACK, LANGUAGES
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.text.lines import BadLine, tidy_line
from chalou.foundation.text.markdown import to_html
from chalou.help import queries, rules
from chalou.help.first import first
from chalou.help.models import Care, Entry, Kind, Wording
from chalou.people.models import Person
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed


class Arrangement(enum.StrEnum):
    """What is done to a section or a question without touching its words."""

    UP = "up"
    DOWN = "down"
    HIDE = "hide"
    SHOW = "show"


_TITLE_SAYS = {
    BadLine.EMPTY: _("Write the question first."),
    BadLine.TOO_LONG: _("That is too long: at most 120 characters."),
    BadLine.UNSEEN_CHARACTERS: _("There is a character in it that cannot be seen. Type it by hand, please."),
    BadLine.PILED_MARKS: _("Too many marks are piled on one letter. Two are enough."),
}


def write_help(*, by: Person, slug: str, language: str, title: str, text: str, at: datetime) -> None:
    """Say something in other words from now on, in one language. The words before are kept."""
    editing = queries.editing(by, slug, language)
    title, text = _accepted(by, title, text, is_section=editing.kind == Kind.SECTION)
    with write():
        _put(_entry(slug), language, title, text, by, at)


def add_question(*, by: Person, section: str, language: str, title: str, text: str, at: datetime) -> str:
    """A question of the house's own, at the end of a section. Answers its slug."""
    if queries.editing(by, section, language).kind != Kind.SECTION:
        raise NotFound
    title, text = _accepted(by, title, text, is_section=False)
    with write():
        return _added(Kind.QUESTION, section, language, title, text, by, at)


def add_section(*, by: Person, language: str, title: str, at: datetime) -> str:
    """A section of the house's own, behind the others. It is read as soon as a question stands in it."""
    _only_who_may(by)
    title, _text = _accepted(by, title, "", is_section=True)
    with write():
        return _added(Kind.SECTION, "", language, title, "", by, at)


def say_as_before(*, by: Person, slug: str, language: str, wording: int | None, at: datetime) -> None:
    """Take an earlier wording again, or with None our own."""
    editing = queries.editing(by, slug, language)
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        entry = _entry(slug)
        if wording is not None:
            found = Wording.objects.filter(entry=entry, language=language, id=wording, is_current=False).first()
            if found is None:
                raise NotFound
            _put(entry, language, found.title, found.text, by, at)
            return
        if editing.ours is None:
            raise Refused("none_of_ours", _("This is a question of the house’s own: there is no wording of ours."))
        Wording.objects.filter(entry=entry, language=language, is_current=True).update(is_current=False)
        record(HelpWritten(slug=slug, language=language, is_ours=True, by=by.id, at=at))


def forget_earlier(*, by: Person, slug: str, language: str, at: datetime) -> None:
    """Delete the earlier wordings, for good. What is said now stays."""
    queries.editing(by, slug, language)
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        Wording.objects.filter(entry__slug=slug, language=language, is_current=False).delete()
        record(HelpForgotten(slug=slug, by=by.id, at=at))


def arrange(*, by: Person, slug: str, how: Arrangement, at: datetime) -> None:
    """Put a section or a question a place up or down among its neighbours, out of sight, or into sight again."""
    kind = queries.editing(by, slug, FALLBACK).kind
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        entry = _entry(slug)
        if how in (Arrangement.HIDE, Arrangement.SHOW):
            Entry.objects.filter(id=entry.pk).update(is_hidden=how is Arrangement.HIDE)
        else:
            _move(slug, kind, up=how is Arrangement.UP)
        record(HelpArranged(slug=slug, by=by.id, at=at))


def put_into(*, by: Person, slug: str, section: str, at: datetime) -> None:
    """Put a question into another section, at its end."""
    now_at, there = queries.editing(by, slug, FALLBACK), queries.editing(by, section, FALLBACK)
    if now_at.kind != Kind.QUESTION or there.kind != Kind.SECTION:
        raise NotFound
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        if now_at.section != section:
            Entry.objects.filter(id=_entry(slug).pk).update(section=section, place=_last(section))
        record(HelpArranged(slug=slug, by=by.id, at=at))


def drop(*, by: Person, slug: str, at: datetime) -> None:
    """Delete a question of the house's own, or an empty section, with all wordings, for good. It is hidden first."""
    editing = queries.editing(by, slug, FALLBACK)
    if not editing.said.is_own:
        raise Refused("not_own", _("This one is ours: it can be hidden, not deleted."))
    if not editing.said.is_hidden:
        raise Refused("not_hidden", _("Hide it first. What is hidden can be deleted."))
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        standing = queries.standing({entry.slug: entry for entry in Entry.objects.order_by("id")})
        if standing.get(slug):
            raise Refused("not_empty", _("There are questions in this section. Put them elsewhere first."))
        Entry.objects.filter(slug=slug).delete()
        record(HelpForgotten(slug=slug, by=by.id, at=at))


def give_care(*, by: Person, by_moderators: bool, at: datetime) -> None:
    """Let moderators change the help too, or no longer."""
    if not by.is_keeper:
        raise NotFound
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    with write():
        Care.objects.update_or_create(id=1, defaults={"by_moderators": by_moderators})
        record(HelpCareGiven(by_moderators=by_moderators, by=by.id, at=at))


def _only_who_may(by: Person) -> None:
    if not queries.may_change(by):
        raise NotFound


def _accepted(by: Person, title: str, text: str, *, is_section: bool) -> tuple[str, str]:
    """Title and text as they are kept, or `Refused`."""
    title = tidy_line(title)
    if bad := rules.why_not_title(title):
        raise Refused(f"title_{bad.value}", _TITLE_SAYS[bad], field="title")
    try:
        admitted = admit(act=Act.WRITE_HELP, by=by.id, text=title if is_section else text)
    except Refused as refused:
        refused.field = "title" if is_section else "text"
        raise
    return title, "" if is_section else admitted


def _entry(slug: str) -> Entry:
    """The row of an entry, held until the transaction ends; made where nothing of ours was changed yet."""
    ours = first(FALLBACK).get(slug)
    if ours is not None:
        Entry.objects.get_or_create(slug=slug, defaults={"kind": Kind.QUESTION if ours.section else Kind.SECTION})
    entry = Entry.objects.select_for_update().filter(slug=slug).first()
    if entry is None:  # deleted meanwhile
        raise NotFound
    return entry


def _put(entry: Entry, language: str, title: str, text: str, by: Person, at: datetime) -> None:
    mine = Wording.objects.filter(entry=entry, language=language)
    mine.filter(is_current=True).update(is_current=False)
    ours = first(language).get(entry.slug)
    Wording.objects.create(
        entry=entry,
        language=language,
        title=title,
        text=text,
        html=to_html(text),
        is_current=True,
        ours_then=ours.digest if ours else "",
        written_by=by.id,
        written_at=at,
    )
    kept = mine.filter(is_current=False).order_by("-id").values_list("id", flat=True)[: rules.WORDINGS_KEPT]
    mine.filter(is_current=False).exclude(id__in=list(kept)).delete()
    record(HelpWritten(slug=entry.slug, language=language, is_ours=False, by=by.id, at=at))


def _added(kind: Kind, section: str, language: str, title: str, text: str, by: Person, at: datetime) -> str:
    if language not in dict(LANGUAGES):
        raise NotFound
    if Entry.objects.filter(slug__startswith=rules.OWN).count() >= rules.MOST_OWN:
        raise Refused("too_many", _("A house keeps at most 200 entries of its own. Delete one first."))
    # By chance, not counted: a number that is used again would lead old links to another question.
    slug = f"{rules.OWN}{secrets.token_hex(4)}"
    place = _last(section)
    _put(Entry.objects.create(slug=slug, kind=kind, section=section, place=place), language, title, text, by, at)
    return slug


def _last(section: str) -> int:
    """A place behind all others of a section (without one: behind all sections). What has none written down stands
    before what has, so those need not be touched.
    """
    standing = queries.standing({entry.slug: entry for entry in Entry.objects.order_by("id")})
    neighbours = standing.get(section, []) if section else list(standing)
    last = Entry.objects.filter(slug__in=neighbours).aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def _move(slug: str, kind: str, *, up: bool) -> None:
    standing = queries.standing({entry.slug: entry for entry in Entry.objects.order_by("id")})
    neighbours = list(standing) if kind == Kind.SECTION else next(some for some in standing.values() if slug in some)
    _write_down(rules.moved(neighbours, slug, up=up))


def _write_down(neighbours: list[str]) -> None:
    for place, slug in enumerate(neighbours):
        Entry.objects.filter(id=_entry(slug).pk).update(place=place)
