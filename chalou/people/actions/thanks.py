"""Thanks: a named person thanks another for a thing or a deed, and may take it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import Thanked, ThanksHidden, ThanksShownAgain, ThanksTakenBack
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.subjects import Subject
from chalou.foundation.text.lines import tidy_line
from chalou.foundation.text.markdown import leads_away, to_html
from chalou.people.actions.seats import rise, tell
from chalou.people.models import Block, Person, Thanks, Word, WordKind
from chalou.people.rules.seats import NoThanks, day_of, why_not_thank
from chalou.screening.admit import admit, admit_deed
from chalou.screening.rules import Act, Deed

_SAYS: dict[NoThanks, str | Promise] = {
    NoThanks.ONESELF: _("It is for the others to thank you."),
    NoThanks.UNHEARD: _("You do not hear this person. Hear them again first, on the page about you."),
    NoThanks.ALREADY: _("You have thanked them for it already. They have read it."),
    NoThanks.FOR_WHAT: _("Say in a few words what you thank them for."),
    NoThanks.ADDRESS: _("Thanks need no web address: leave it out, and say it in your own words."),
}


def thank(*, by: Person, to: PersonId, about: Subject | None, words: str = "", at: datetime) -> int:
    """Thank somebody whom one meets, for a thing that is theirs (`about`; whose it is the area knows that it is of) or
    for a deed, in words. Answers the number of the thanks. They are told, unless they do not hear who thanks them:
    then it stands all the same, and nobody learns why it is not answered.
    """
    words = tidy_line(" ".join(words.split()))
    if words:
        words = admit(act=Act.THANK, by=by.id, text=words)
    else:
        admit_deed(deed=Deed.THANK, by=by.id)
    with write():
        rows = {
            one.pk: one
            for one in Person.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, to]).order_by("pk")
        }
        whom = rows.get(to)
        if whom is None or not whom.is_active:
            raise NotFound
        refusal = why_not_thank(
            is_oneself=by.id == to,
            hears=not Block.objects.filter(person=by, blocked=to).exists(),
            has_thanked=_has_thanked(by, to, about, at=at),
            is_for_something=about is not None or bool(words),
            has_address=leads_away(to_html(words), own=settings.CHALOU.url),
        )
        if refusal is not None:
            raise Refused(refusal.value, _SAYS[refusal], field="words")
        try:
            with transaction.atomic():
                made = Thanks.objects.create(
                    by=by,
                    to=whom,
                    about_kind=about.kind if about else "",
                    about_number=about.number if about else None,
                    words=words,
                    at=at,
                )
        except IntegrityError:
            raise Refused(NoThanks.ALREADY.value, _SAYS[NoThanks.ALREADY], field="words") from None
        record(Thanked(thanks=made.pk, by=by.id, to=whom.id, at=at))
        if not Block.objects.filter(person=whom, blocked=by).exists():
            tell(whom.id, kind=WordKind.THANKS, other=by.id, thanks=made, at=at)
        rise(whom, at=at)
    return made.pk


def _has_thanked(by: Person, to: PersonId, about: Subject | None, *, at: datetime) -> bool:
    """For the same thing; for deeds, one of the same day is enough for a day."""
    theirs = Thanks.objects.filter(by=by, to=to)
    if about is not None:
        return theirs.filter(about_kind=about.kind, about_number=about.number).exists()
    last = theirs.filter(about_kind="").order_by("-id").values_list("at", flat=True).first()
    zone = by.time_zone or settings.TIME_ZONE
    return last is not None and day_of(last, zone) == day_of(at, zone)


def take_thanks_back(*, by: Person, thanks: int, at: datetime) -> PersonId:
    """Thanks are gone: whoever gave them takes them back, whoever was thanked lets them go, those who keep order take
    them away. A seat that they led to stays. Answers whom they were to.
    """
    admit_deed(deed=Deed.THANK, by=by.id)
    with write():
        found = Thanks.objects.filter(pk=thanks).first()
        if found is None or not (by.pk in (found.by_id, found.to_id) or by.keeps_order):
            raise NotFound
        to = PersonId(found.to_id)
        _forget(Q(pk=thanks))
        record(ThanksTakenBack(thanks=thanks, by=by.id, at=at))
    return to


def hide_words(*, by: Person, thanks: int, at: datetime) -> None:
    """Put the words of thanks out of sight: nobody reads them any more, and they can be shown again. That somebody
    thanks stays, and counts.
    """
    with _held(by, thanks) as found:
        if found.hidden_at is not None or not found.words:
            raise NotFound
        found.hidden_at = at
        found.save(update_fields=["hidden_at"])
        record(ThanksHidden(thanks=found.pk, by=by.id, at=at))


def show_words(*, by: Person, thanks: int, at: datetime) -> None:
    """Show the words of thanks again."""
    with _held(by, thanks) as found:
        if found.hidden_at is None:
            raise NotFound
        found.hidden_at = None
        found.save(update_fields=["hidden_at"])
        record(ThanksShownAgain(thanks=found.pk, by=by.id, at=at))


@contextmanager
def _held(by: Person, thanks: int) -> Iterator[Thanks]:
    """The thanks, in one transaction, for who keeps order in the house."""
    admit_deed(deed=Deed.KEEP_ORDER, by=by.id)
    if not by.keeps_order:
        raise NotFound
    with write():
        found = Thanks.objects.select_for_update(no_key=True).filter(pk=thanks).first()
        if found is None:
            raise NotFound
        yield found


def forget_hidden_words(*, before: datetime) -> None:
    """Words of thanks that were put out of sight longer ago than this are gone for good."""
    with write():
        Thanks.objects.filter(hidden_at__lt=before).update(words="", hidden_at=None)


def forget_thanks(person: Person) -> None:
    """Inside a transaction: of whoever leaves no thanks stay, given or received."""
    _forget(Q(by=person) | Q(to=person))


def _forget(which: Q) -> None:
    """The words about them go along; those that were not read count no more."""
    gone = Thanks.objects.filter(which)
    unread = Word.objects.filter(thanks__in=gone, read_at=None).order_by("person").values_list("person", flat=True)
    for person in list(unread):
        Person.objects.filter(pk=person).update(unread_notices=Greatest(F("unread_notices"), 1) - 1)
    gone.delete()
