"""Asking to be let into a house that is open by approval, and the answer. Who answers gives the reason at the desk."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import AskedToComeIn, AskingDecided, AskingTakenBack, PersonJoined
from chalou.foundation.database import write
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.tokens import new_token, token_digest
from chalou.house.models import WayIn
from chalou.house.queries import whole_house
from chalou.people.actions.coming import NAME_TAKEN, NOT_YOURS_BUT_OUR
from chalou.people.actions.naming import refuse_name, take_name
from chalou.people.actions.receiving import choose_receiver
from chalou.people.models import Asking, Person, Welcome
from chalou.people.names import (
    accept_language,
    accept_name,
    accept_password,
    accept_sign_in_name,
    accept_time_zone,
    spelled,
)
from chalou.people.queries.door import is_asked_for, waiting_count
from chalou.people.rules import ASKING_TOLD, ASKING_WAITS, MOST_ASKING
from chalou.screening.admit import admit
from chalou.screening.rules import Act

_NOT_ASKED = _("Nobody asks to be let in here any more. Load the page again: it says how one comes in.")
_TOO_MANY = _("So many wait at the door already that nobody can read further. Try again in a few days.")
_NAME_GONE = _(
    "Somebody else has one of these names by now. Decline, and write that they should ask again with another one."
)


def ask(
    *,
    sign_in_name: str,
    name: str,
    password: str,
    answer: str,
    address: str,
    at: datetime,
    language: str = "",
    time_zone: str = "",
) -> str:
    """Ask to be let in, from this network address (which is only counted, not kept); answers the token of the page on
    which one reads what was decided. Only the keeper and the moderators read the answer.
    """
    house = whole_house()
    if house.way_in != WayIn.APPROVAL:
        raise Refused("not_asked", _NOT_ASKED)
    sign_in_name, name = accept_sign_in_name(sign_in_name), accept_name(name)
    password = accept_password(password, sign_in_name=sign_in_name, name=name)
    if Person.objects.filter(sign_in_name=sign_in_name).exists() or is_asked_for(sign_in_name):
        raise Refused("taken", NAME_TAKEN, field="sign_in_name")
    admit(act=Act.JOIN, by=address, text=name)
    refuse_name(name, at=at)
    try:
        answer = admit(act=Act.ASK_IN, by=address, text=answer.strip())
    except Refused as refused:
        refused.field = "answer"
        raise
    token = new_token()
    asking = Asking(
        digest=token_digest(token),
        sign_in_name=sign_in_name,
        name=name,
        password=make_password(password),
        language=accept_language(language),
        time_zone=accept_time_zone(time_zone),
        question=house.question,
        answer=answer,
        asked_at=at,
    )
    try:
        with write():
            if waiting_count() >= MOST_ASKING:
                raise Refused("too_many_ask", _TOO_MANY)
            asking.save(force_insert=True)
            record(AskedToComeIn(asking=asking.pk, at=at))
    except IntegrityError as error:
        if is_asked_for(sign_in_name):  # of two at the same moment the second
            raise Refused("taken", NAME_TAKEN, field="sign_in_name") from error
        raise
    return token


def take_asking_back(*, token: str, at: datetime) -> None:
    """Whoever asked wants nothing any more: it is as if they never had."""
    with write():
        asking = Asking.objects.select_for_update().filter(digest=token_digest(token), decided_at=None).first()
        if asking is None:
            raise NotFound
        record(AskingTakenBack(asking=asking.pk, at=at))
        asking.delete()


def let_in(*, by: Person, asking: int, at: datetime) -> Person:
    """Whoever asked is a member of the house from now on, with the name and password they chose. What they answered is
    deleted: it has done its work.
    """
    with write():
        row = _held(by, asking)
        person = Person(
            sign_in_name=row.sign_in_name,
            **spelled(row.name),
            language=row.language,
            time_zone=row.time_zone,
            password=row.password,
            joined_at=at,
            welcome=Welcome.COME,
            received_by=choose_receiver(at=at),
        )
        try:
            with write():  # of its own: what fails in it must not take the rest along
                person.save(force_insert=True)
                take_name(person, at=at)
        except (IntegrityError, Refused) as error:
            raise Refused("taken", _NAME_GONE) from error
        row.decided_at, row.person, row.password, row.answer = at, person, "", ""
        row.save(update_fields=["decided_at", "person", "password", "answer"])
        record(PersonJoined(person=person.id, inviter=None, at=at))
        record(AskingDecided(asking=row.pk, person=person.id, by=by.id, at=at))
    return person


def decline(*, by: Person, asking: int, reason: str, at: datetime) -> None:
    """Whoever asked stays outside, and reads why: on their page, and when they try to sign in."""
    with write():
        row = _held(by, asking)
        row.decided_at, row.reason, row.answer = at, reason, ""
        row.save(update_fields=["decided_at", "reason", "answer"])
        record(AskingDecided(asking=row.pk, person=None, by=by.id, at=at))


def forget_askings(*, at: datetime) -> int:
    """Forget who waited so long that nobody will answer, and what was decided a while ago; answers how many."""
    over = Q(decided_at=None, asked_at__lte=at - ASKING_WAITS) | Q(decided_at__lte=at - ASKING_TOLD)
    with write():
        return Asking.objects.filter(over).delete()[0]


def _held(by: Person, asking: int) -> Asking:
    if not by.keeps_order:
        raise Refused("not_yours", NOT_YOURS_BUT_OUR)
    row = Asking.objects.select_for_update().filter(pk=asking).first()
    if row is None:
        raise NotFound
    if row.decided_at is not None:
        raise Refused("decided", _("Somebody has decided this already."))
    return row
