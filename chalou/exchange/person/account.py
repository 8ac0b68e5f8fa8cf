"""What somebody is and chose, beside the talk: the parts of data.json (docs/bundle.md) that come from `people`."""

from collections.abc import Iterator

from chalou.exchange.person.values import Values, moment
from chalou.people.models import CodeApp, MailAddress, MailConfirmation, Passkey, Person, Profile, RecoveryCode

PORTRAIT = "media/portrait.webp"


def person(of: Person) -> Values:
    """Who they are here."""
    return {
        "number": of.pk,
        "sign_in_name": of.sign_in_name,
        "name": of.name,
        "cup": of.cup,
        "role": of.role,
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


def passkeys(of: Person) -> Iterator[Values]:
    """Their passkeys, by name; never a key."""
    rows = Passkey.objects.filter(person=of).order_by("id").values_list("name", "added_at", "used_at")
    return ({"name": name, "added_at": moment(added), "used_at": moment(used)} for name, added, used in rows)
