"""Taking one's things along, and leaving for good: each area does its part, in one transaction."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chalou.chat import actions as chat
from chalou.chat.queries import use_of
from chalou.desk import actions as desk
from chalou.events.record import record
from chalou.events.vocabulary.people import BundleAsked
from chalou.exchange.models import Bundle
from chalou.exchange.person import bundle, rules, shelf
from chalou.exchange.person.rules import NoBundle
from chalou.foundation import media
from chalou.foundation.database import write
from chalou.foundation.languages import FALLBACK, LANGUAGES
from chalou.foundation.refusals import Refused
from chalou.people import actions as people
from chalou.people.models import Person

_SAYS: dict[NoBundle, str | Promise] = {
    NoBundle.UNDER_WAY: _("It is being put together already. Look again in a few minutes."),
    NoBundle.LATELY: _("That was done a short while ago. It can be done anew half a day after the last time."),
    NoBundle.NO_ROOM: _("The house’s disk has not enough room for that just now. Please tell the keeper."),
}
_LEFT_BEHIND_AFTER = timedelta(hours=3)


def ask_for_bundle(*, by: Person, at: datetime) -> None:
    """Let one's things be put together. It is done within minutes, by `make_bundles`; what lay there is thrown away."""
    with write():
        Person.objects.select_for_update(no_key=True).filter(pk=by.pk).first()
        there = Bundle.objects.filter(person=by).first()
        if there is not None and there.made_at is not None and not shelf.path(there.token).exists():
            there.delete()
            there = None
        refusal = rules.why_not_ask(
            asked_at=there.asked_at if there else None,
            is_made=there is not None and there.made_at is not None,
            media_bytes=use_of(by.id).bytes,
            free_bytes=shelf.free_bytes(),
            at=at,
        )
        if refusal is not None:
            raise Refused(refusal.value, _SAYS[refusal])
        if there is not None:
            _throw_away(there)
        language = get_language() or FALLBACK
        Bundle.objects.create(
            person=by,
            asked_at=at,
            language=language if language in dict(LANGUAGES) else FALLBACK,
            time_zone=str(timezone.get_current_timezone()),
            token=media.new_token(),
        )
        record(BundleAsked(person=by.id, at=at))


def throw_bundle_away(*, by: Person) -> None:
    """What lies ready is in one's hands: let nobody else find it."""
    with write():
        there = Bundle.objects.filter(person=by, made_at__isnull=False).first()
        if there is not None:
            _throw_away(there)


def make_bundles(*, at: datetime) -> None:
    """Put together what was asked for. A process that is killed half way leaves nothing that looks like a bundle, and
    it is done again.
    """
    for row in list(Bundle.objects.filter(made_at=None).select_related("person").order_by("asked_at", "pk")):
        size = bundle.make(row.person, shelf.path(row.token), language=row.language, zone=row.time_zone, at=at)
        with write():
            if not Bundle.objects.filter(pk=row.pk, token=row.token).update(made_at=at, bytes=size):
                shelf.remove(row.token)  # they have left meanwhile


def is_bundle_due() -> bool:
    """Whether somebody waits for one."""
    return Bundle.objects.filter(made_at=None).exists()


def forget_bundles(*, at: datetime) -> None:
    """Throw away what has lain there for some days, and files that belong to nothing."""
    for row in Bundle.objects.filter(made_at__lte=at - rules.KEPT_FOR):
        with write():
            _throw_away(row)
    known = set(Bundle.objects.values_list("token", flat=True))
    shelf.sweep(known, before=(at - _LEFT_BEHIND_AFTER).timestamp())


def leave(*, by: Person, keeps_words: bool, at: datetime) -> None:
    """Leave the house for good, with everything that is here of one. There is no way back. All sign-ins end at once,
    and one's name is nowhere any more; seats and, unless `keeps_words`, all one said follow within minutes.
    """
    with write():
        people.leave(by=by, at=at)
        desk.leave(by=by)
        for row in Bundle.objects.filter(person=by):
            _throw_away(row)
        chat.leave_rooms(by=by, keeps_words=keeps_words, at=at)


def _throw_away(row: Bundle) -> None:
    token = row.token
    row.delete()
    transaction.on_commit(partial(_remove, token))


def _remove(token: str) -> None:
    with suppress(OSError):  # `sweep` finds it
        shelf.remove(token)
