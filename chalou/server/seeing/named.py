"""What the chores of the house are called before people, and what each is for."""

from django.utils.translation import gettext as _


def names_of_chores() -> dict[str, str]:
    """By their names in `server/chores`. One that is not among them goes by its own name."""
    return {
        "backup": _("the daily backup"),
        "tidy": _("tidying up"),
        "media": _("clearing pictures and files"),
        "quotes": _("following up quotes"),
        "welcome": _("welcoming newcomers"),
        "listened": _("counting where people have listened"),
        "seats": _("looking who has come to a better seat"),
        "asides": _("letting asides in after a telling"),
        "departures": _("seeing off those who left"),
        "bundles": _("putting together what people take along"),
    }


def what_chores_do() -> dict[str, str]:
    """A sentence for each."""
    return {
        "backup": _("The whole house in one file, into the folder “backups”; the oldest ones are removed."),
        "tidy": _("What has run out is forgotten: sign-ins, links, invitations, who asked to come in, decided cases."),
        "media": _("What was chosen and never sent is deleted after a day, and files that belong to nothing."),
        "quotes": _("What was passed on and has changed or was taken back where it was said, changes there too."),
        "welcome": _("Whoever receives a newcomer is told of them; they hear the next day what was said meanwhile."),
        "listened": _("In how many rooms somebody has listened or spoken counts towards their seat."),
        "seats": _("When the customs or the days change, people rise to the seat that is theirs. Nobody falls."),
        "asides": _("What was put aside during a telling and let in afterwards goes into the talk, one by one."),
        "departures": _(
            "Who has erased their account leaves the rooms they sat in; their words stay or go, as they chose."
        ),
        "bundles": _("What somebody wants to take along becomes one file, and is thrown away after three days."),
    }
