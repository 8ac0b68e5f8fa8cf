"""`chalou mail-test ADDRESS`: send a letter at once, and say how that went."""

import argparse
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation

from chalou.foundation.mail import can_send, reason, send
from chalou.foundation.refusals import Refused
from chalou.house.queries import the_house
from chalou.people.letters import of_trial
from chalou.people.names import accept_mail_address


def run(arguments: argparse.Namespace) -> int:
    if not can_send():
        print("chalou: this house sends no letters: CHALOU_MAIL_URL and CHALOU_MAIL_FROM are not set.", file=sys.stderr)
        return 1
    server = urlsplit(settings.CHALOU.mail_url).hostname
    try:
        to = accept_mail_address(arguments.address)
        house = the_house()
        with translation.override(house.language if house else "en"):
            send(of_trial(to=to, house=house.name if house else "Chalou"))
    except Refused:
        print(f"chalou: {arguments.address!r} is no e-mail address.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"chalou: {server} did not take it: {reason(error)}", file=sys.stderr)
        return 1
    print(f"{server} took a letter to {to}. Whether it arrives, its reader sees.")
    return 0
