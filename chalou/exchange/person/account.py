"""What somebody is and chose, beside the talk: the parts of data.json (docs/bundle.md) that come from `people`."""

from collections.abc import Iterator

from chalou.exchange.person.values import Values, moment
from chalou.people.models import (
    CodeApp,
    MailAddress,
    MailConfirmation,
    Passkey,
    Person,
    Profile,
    RecoveryCode,
    Thanks,
    Word,
)

PORTRAIT = "media/portrait.webp"


def person(of: Person) -> Values:
    """Who they are here."""
    return {
        "number": of.pk,
        "sign_in_name": of.sign_in_name,
        "name": of.name,
        "cup": of.cup,
        "role": of.role,
        "seat": of.seat,
        "days_here": of.days_here,
        "last_day": of.last_day.isoformat() if of.last_day else None,
        "listened_in": of.listened_in,
        "vouched_for": of.is_vouched,
        "set_back_at": moment(of.set_back_at),
        "joined_at": moment(of.joined_at),
        "came_by_invitation": of.inviter_id is not None,
        "has_password": of.has_usable_password(),
    }


def settings(of: Person) -> Values:
    """What they chose."""
    return {
        "language": of.language or None,
        "time_zone": of.time_zone or None,
        "theme": of.theme or None,
        "text_size": of.text_size or None,
        "motion": of.motion or None,
        "two_steps": of.two_steps,
        "code_app": CodeApp.objects.filter(person=of).exists(),
        "recovery_codes": RecoveryCode.objects.filter(person=of).count(),
        "direct_talk": of.door,
        "shows_here": of.shows_here,
        "shows_reading": of.shows_reading,
        "is_asked_about_tea": of.is_asked_about_tea,
        "is_listed": of.is_listed,
    }


def profile(of: Person) -> Values:
    """What they say of themselves."""
    row = Profile.objects.filter(person=of).first()
    return {
        "words": row.words if row else "",
        "reads": row.reads.split() if row else [],
        "picture": PORTRAIT if row and row.picture else None,
    }


def portrait_token(of: Person) -> str:
    """Of the files of their picture; none where there is none."""
    return Profile.objects.filter(person=of).values_list("picture", flat=True).first() or ""


def mail(of: Person) -> Values:
    """Their address for letters, and one they have not confirmed."""
    kept = MailAddress.objects.filter(person=of).first()
    waiting = MailConfirmation.objects.filter(person=of).first()
    return {
        "address": kept.address if kept else None,
        "confirmed_at": moment(kept.confirmed_at) if kept else None,
        "not_confirmed": waiting.address if waiting else None,
    }


def thanks_given(of: Person) -> Iterator[Values]:
    """Whom they thanked, what for, and in which words."""
    rows = Thanks.objects.filter(by=of).order_by("id").values_list("to", "about_kind", "about_number", "words", "at")
    for to, kind, number, words, at in rows:
        yield {"person": to, "about": kind or None, "number": number, "words": words, "at": moment(at)}


def thanks_received(of: Person) -> Iterator[Values]:
    """Who thanked them and what for. The words are those of others."""
    rows = Thanks.objects.filter(to=of).order_by("id").values_list("by", "about_kind", "about_number", "at")
    for by, kind, number, at in rows:
        yield {"person": by, "about": kind or None, "number": number, "at": moment(at)}


def words_of_the_house(of: Person) -> Iterator[Values]:
    """The friendly words of the house to them."""
    rows = Word.objects.filter(person=of).order_by("id").values_list("kind", "seat", "other", "at", "read_at")
    for kind, seat, other, at, read_at in rows:
        yield {"what": kind, "seat": seat or None, "person": other, "at": moment(at), "read_at": moment(read_at)}


def passkeys(of: Person) -> Iterator[Values]:
    """Their passkeys, by name; never a key."""
    rows = Passkey.objects.filter(person=of).order_by("id").values_list("name", "added_at", "used_at")
    return ({"name": name, "added_at": moment(added), "used_at": moment(used)} for name, added, used in rows)
