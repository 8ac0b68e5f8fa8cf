"""`chalou signin-link NAME`: a one-time link that signs somebody in, for a lost password."""

import argparse
import sys

from django.conf import settings

from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound
from chalou.people.actions import make_signin_link
from chalou.people.queries import by_sign_in_name


def run(arguments: argparse.Namespace) -> int:
    try:
        person = by_sign_in_name(arguments.name)
        token = make_signin_link(person=person, by=None, at=now())
    except NotFound:
        print(f"chalou: nobody here signs in as {arguments.name!r}.", file=sys.stderr)
        return 1
    print(f"For {person.name}, once, within three days: {settings.CHALOU.address}/link/{token}/")
    return 0
