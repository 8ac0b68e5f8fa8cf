"""`chalou restore FILE`: a backup becomes a house again, in an empty folder."""

import argparse
from pathlib import Path

from django.conf import settings

from chalou.chat.models import Message
from chalou.exchange.whole.alone import alone, refuse_company
from chalou.exchange.whole.restore import restore
from chalou.house.queries import the_house
from chalou.people.models import Person
from chalou.server.folder import held_folder


def run(arguments: argparse.Namespace) -> int:
    with held_folder(), alone("another restore or upgrade is under way in this database."):
        refuse_company()
        manifest = restore(Path(arguments.file), say=_say)
    house = the_house()
    print(
        f"{house.name if house else 'The house'} is back as it was at {manifest.made_at}: "
        f"{Person.objects.count():,} people, {Message.objects.count():,} messages. Now run: chalou open"
    )
    if settings.CHALOU.secret_key and manifest.has_key:
        print("CHALOU_SECRET_KEY is set: if it is not the key of then, everybody signs in once more.")
    return 0


def _say(words: str) -> None:
    print(words, flush=True)
