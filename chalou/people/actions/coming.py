"""Coming in and what one is in the house: join, invite, make and use links, change, sign out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.db import IntegrityError
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from chalou.events.record import record
from chalou.events.vocabulary.people import (
    PasswordChanged,
    PersonJoined,
    PersonLetBack,
    PersonSentAway,
    RoleGiven,
    SessionsEnded,
    SignInLinkMade,
    SignInLinkUsed,
)
from chalou.foundation.database import write
from chalou.foundation.ids import PersonId
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.tokens import new_token, token_digest
from chalou.house.models import WayIn
from chalou.house.queries import the_house
from chalou.house.rules.customs import Seat
from chalou.people.actions.inviting import end_invitations, take_invitation
from chalou.people.actions.naming import forget_names, hold_names, refuse_name, refused_for_name, take_name
from chalou.people.actions.receiving import choose_receiver
from chalou.people.models import (
    ORDER_KEEPERS,
    Invitation,
    MailConfirmation,
    Person,
    Role,
    Session,
    SignInLink,
    Welcome,
)
from chalou.people.names import (
    accept_cup,
    accept_language,
    accept_name,
    accept_password,
    accept_sign_in_name,
    accept_time_zone,
    spelled,
)
from chalou.people.queries.door import is_asked_for
from chalou.people.sessions import BACKEND, SessionStore, digest
from chalou.screening.admit import admit
from chalou.screening.rules import Act

NOT_YOURS = _("Only the keeper of the house may do this.")
NOT_YOURS_BUT_OUR = _("The keeper and the moderators decide about this.")
NAME_TAKEN = _("Somebody here has this sign-in name already. Choose another.")
_LINK_OVER = _("This link has been used, or its time is over. Ask the keeper for a new one.")


def join(
    *,
    sign_in_name: str,
    name: str,
    password: str,
    address: str,
    at: datetime,
    invitation: str | None = None,
    language: str = "",
    time_zone: str = "",
) -> Person:
    """Become a member of the house, from this network address (which is only counted, not kept).

    `invitation` is the token of an invitation; whoever made it is remembered, and one of its uses is taken. A house by
    invitation admits nobody without. Nobody joins under a name that could be taken for somebody else's.
    """
    house = the_house()
    if house is None:
        raise Refused("not_open_yet", _("The house is not open yet: its keeper has to set it up first."))
    if house.way_in == WayIn.INVITATION and invitation is None:
        raise Refused("by_invitation", _("One joins this house by invitation. Ask somebody who is in."))
    if house.way_in == WayIn.APPROVAL and invitation is None:
        raise Refused("by_approval", _("Here one asks to be let in: load the page again, and answer the question."))
    sign_in_name = accept_sign_in_name(sign_in_name)
    if is_asked_for(sign_in_name):
        raise _sign_in_name_taken()
    admit(act=Act.JOIN, by=address, text=accept_name(name))
    if Person.objects.filter(sign_in_name=sign_in_name).exists():
        raise _sign_in_name_taken()
    refuse_name(accept_name(name), at=at)  # before a password is hashed, and again with the row
    person = _somebody(
        sign_in_name=sign_in_name, name=name, password=password, at=at, language=language, time_zone=time_zone
    )
    try:
        with write():
            if invitation is not None:
                person.inviter = take_invitation(invitation, at=at)
            person.welcome, person.received_by = Welcome.COME, choose_receiver(at=at)
            person.save(force_insert=True)
            take_name(person, at=at)
            record(PersonJoined(person=person.id, inviter=person.inviter.id if person.inviter else None, at=at))
    except IntegrityError as error:
        raise _taken_or(error, person, at=at) from error
    return person


def make_keeper(
    *, sign_in_name: str, name: str, password: str | None, at: datetime, language: str = "", time_zone: str = ""
) -> Person:
    """The first person of the house. There is one keeper; a second is refused. Without a password (in a demo) they
    sign in by a link from the shell only.
    """
    keeper = _somebody(
        sign_in_name=sign_in_name, name=name, password=password, at=at, language=language, time_zone=time_zone
    )
    keeper.role, keeper.seat = Role.KEEPER, Seat.ELDER.value
    try:
        with write():
            if Person.objects.filter(role=Role.KEEPER).exists():
                raise Refused("already_open", _("This house has a keeper already."))
            keeper.save(force_insert=True)
            take_name(keeper, at=at)
            record(PersonJoined(person=keeper.id, inviter=None, at=at))
    except IntegrityError as error:
        # Two at once: the constraint lets one keeper in.
        if Person.objects.filter(role=Role.KEEPER).exists():
            raise Refused("already_open", _("This house has a keeper already.")) from error
        raise _taken_or(error, keeper, at=at) from error
    return keeper


def join_without_password(*, sign_in_name: str, name: str, cup: str, at: datetime, language: str = "") -> Person:
    """A guest of the demo: signs in by a link only, for there is no password that would fit."""
    guest = Person(
        sign_in_name=accept_sign_in_name(sign_in_name),
        **spelled(accept_name(name)),
        cup=accept_cup(cup),
        language=accept_language(language),
        password=make_password(None),
        joined_at=at,
    )
    try:
        with write():
            guest.save(force_insert=True)
            hold_names([guest])
            record(PersonJoined(person=guest.id, inviter=None, at=at))
    except IntegrityError as error:
        raise _taken_or(error, guest, at=at) from error
    return guest


def join_many(names: Sequence[tuple[str, str]], *, at: datetime) -> list[Person]:
    """Many people without passwords at once, as (sign-in name, name): for load clients of a demo house."""
    with write():
        people = Person.objects.bulk_create(
            Person(sign_in_name=sign_in_name, **spelled(name), password=make_password(None), joined_at=at)
            for sign_in_name, name in names
        )
        hold_names(people)
        for person in people:
            record(PersonJoined(person=person.id, inviter=None, at=at))
    return people


def _somebody(
    *, sign_in_name: str, name: str, password: str | None, at: datetime, language: str, time_zone: str
) -> Person:
    """Somebody not yet written. Made outside the transaction: hashing takes longer than all writing, and the others
    who want to write would wait for it.
    """
    sign_in_name, name = accept_sign_in_name(sign_in_name), accept_name(name)
    if password is not None:
        password = accept_password(password, sign_in_name=sign_in_name, name=name)
    return Person(
        sign_in_name=sign_in_name,
        **spelled(name),
        language=accept_language(language),
        time_zone=accept_time_zone(time_zone),
        password=make_password(password),
        joined_at=at,
    )


def _sign_in_name_taken() -> Refused:
    return Refused("taken", NAME_TAKEN, field="sign_in_name")


def _taken_or(error: IntegrityError, person: Person, *, at: datetime) -> Exception:
    is_taken = Person.objects.filter(sign_in_name=person.sign_in_name).exists()
    return _sign_in_name_taken() if is_taken else refused_for_name(person, at=at) or error


def make_signin_link(*, person: Person, by: Person | None, at: datetime, days: int = 3, uses: int = 1) -> str:
    """A link that signs `person` in; answers its token, which is kept nowhere. Earlier links of theirs are void.

    `by` is the keeper, or None for whoever has the machine's own shell. The keeper's own lost password is mended from
    the shell only: a stolen session of theirs must not make a way back in.
    """
    if by is not None and not by.is_keeper:
        raise Refused("not_yours", NOT_YOURS)
    if by is not None and person.is_keeper:
        raise Refused("keepers_own", _("A link for the keeper is made on the machine itself: chalou signin-link."))
    if not person.is_active:
        raise NotFound
    token = new_token()
    with write():
        SignInLink.objects.filter(person=person).delete()
        SignInLink.objects.create(
            digest=token_digest(token),
            person=person,
            made_by=by,
            made_at=at,
            expires_at=at + timedelta(days=days),
            uses_left=uses,
        )
        record(SignInLinkMade(person=person.id, by=by.id if by else None, at=at))
    return token


def use_signin_link(*, token: str, at: datetime) -> SignInLink:
    """Take one use of a link; answers it, with whose it is. Of two who press at once for the last use, one is
    refused.
    """
    with write():
        good = SignInLink.objects.filter(digest=token_digest(token), expires_at__gt=at, uses_left__gt=0)
        if not good.update(uses_left=F("uses_left") - 1):
            raise Refused("link_over", _LINK_OVER)
        link = SignInLink.objects.select_related("person").get(digest=token_digest(token))
        if not link.person.is_active:
            raise Refused("link_over", _LINK_OVER)
        record(SignInLinkUsed(person=link.person.id, at=at))
    return link


def give_role(*, by: Person, person: Person, role: Role, at: datetime) -> None:
    """The keeper makes somebody a moderator, or a member again; the invitations of the latter end with their role. The
    keeper's own role is not given away.
    """
    if not by.is_keeper:
        raise Refused("not_yours", NOT_YOURS)
    if role == Role.KEEPER or person.is_keeper:
        raise Refused("one_keeper", _("The house has one keeper."))
    with write():
        Person.objects.filter(pk=person.pk).exclude(role=Role.KEEPER).update(role=role)
        record(RoleGiven(person=person.id, role=role.value, by=by.id, at=at))
        if role not in ORDER_KEEPERS:
            end_invitations(person, by=by, at=at)


def send_away(*, by: Person, person_id: PersonId, reason: str, at: datetime) -> None:
    """Send somebody out of the house: all sign-ins, links and invitations of theirs end, and whoever knows their
    password reads the reason at signing in. Their seats stay, should they be let back. Nobody sends the keeper away,
    nor themselves; the keeper alone a moderator.
    """
    if not by.keeps_order:
        raise Refused("not_yours", NOT_YOURS_BUT_OUR)
    with write():
        person = Person.objects.select_for_update(no_key=True).filter(pk=person_id, is_active=True).first()
        if person is None:
            raise NotFound
        if person.is_keeper or person.pk == by.pk or (person.keeps_order and not by.is_keeper):
            raise Refused("keeps_order", _("The keeper alone sends a moderator out of the house, nobody the keeper."))
        person.is_active, person.why_away = False, reason
        person.save(update_fields=["is_active", "why_away"])
        Session.objects.filter(person=person).delete()
        SignInLink.objects.filter(person=person).delete()
        record(PersonSentAway(person=person.id, by=by.id, at=at))
        record(SessionsEnded(person=person.id, at=at))
        end_invitations(person, by=by, at=at)


def let_back(*, by: Person, person_id: PersonId, at: datetime) -> None:
    """Let somebody who was sent away sign in again, with what they had; a moderator only by the keeper."""
    if not by.keeps_order:
        raise Refused("not_yours", NOT_YOURS_BUT_OUR)
    with write():
        away = Person.objects.filter(is_active=False, left_at=None)
        person = away.select_for_update(no_key=True).filter(pk=person_id).first()
        if person is None:
            raise NotFound
        if person.keeps_order and not by.is_keeper:
            raise Refused("keeps_order", _("Only the keeper lets a moderator back."))
        person.is_active, person.why_away = True, ""
        person.save(update_fields=["is_active", "why_away"])
        record(PersonLetBack(person=person.id, by=by.id, at=at))


def change_password(*, by: Person, password: str, session: SessionStore | None, at: datetime) -> None:
    """Another password. All sign-ins end except `session`, which goes on under a new key; earlier links are void."""
    by.password = make_password(accept_password(password, sign_in_name=by.sign_in_name, name=by.name))
    with write():
        by.save(update_fields=["password"])
        SignInLink.objects.filter(person=by).delete()
        others = Session.objects.filter(person=by)
        if session is not None:
            session.cycle_key()
            session[HASH_SESSION_KEY] = by.get_session_auth_hash()
            session.save()
            others = others.exclude(session_key=session.session_key)
        others.delete()
        kept = digest(session.session_key) if session is not None and session.session_key else None
        record(PasswordChanged(person=by.id, at=at))
        record(SessionsEnded(person=by.id, kept=kept, at=at))


def end_sessions(*, by: Person, at: datetime, but: SessionStore | None = None) -> None:
    """Sign out everywhere, or everywhere but here."""
    key = but.session_key if but is not None else None
    with write():
        Session.objects.filter(person=by).exclude(session_key=key or "").delete()
        record(SessionsEnded(person=by.id, kept=digest(key) if key else None, at=at))


def end_session(*, by: Person, session: str, at: datetime) -> None:
    """Sign out one browser, named by the digest of its session."""
    with write():
        keys = Session.objects.filter(person=by).values_list("session_key", flat=True)
        key = next((key for key in keys if digest(key) == session), None)
        if key is None:
            raise NotFound
        Session.objects.filter(session_key=key).delete()
        record(SessionsEnded(person=by.id, ended=session, at=at))


def sign_in_many(people: Iterable[Person], *, at: datetime) -> list[tuple[Person, str]]:
    """Sign people in without a browser, for load clients of a demo house; answers each with their cookie's value."""
    made = [(person, get_random_string(32, VALID_KEY_CHARS)) for person in people]
    expires_at = at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with write():
        Session.objects.bulk_create(
            Session(session_key=key, person=person, expire_date=expires_at, session_data=_signed_in(person))
            for person, key in made
        )
    return made


def _signed_in(person: Person) -> str:
    held = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: person.get_session_auth_hash()}
    return SessionStore().encode(held)


def forget_what_is_over(*, at: datetime) -> int:
    """Delete sign-ins, links, invitations and names given up whose time is over; answers how many."""
    with write():
        sessions, _kinds = Session.objects.filter(expire_date__lte=at).delete()
        MailConfirmation.objects.filter(expires_at__lte=at).delete()
        links, _kinds = SignInLink.objects.filter(Q(expires_at__lte=at) | Q(uses_left=0)).delete()
        invitations, _kinds = Invitation.objects.filter(Q(expires_at__lte=at) | Q(uses_left=0)).delete()
        names = forget_names(at=at)
    return sessions + links + invitations + names
