"""`chalou move-to DATABASE_URL`: the house moves into another database; the old one is left as it was."""

import argparse
import sys

from django.conf import settings

from chalou.exchange.whole.alone import refuse_company
from chalou.exchange.whole.move import move
from chalou.exchange.whole.refusals import NotDone
from chalou.server import configuration
from chalou.server.folder import held_folder
from chalou.server.settings import database

AFTERWARDS = """The house has moved, and every row was compared.
The old database is as it was; keep it until you trust the new one.
From now on set:
  CHALOU_DATABASE_URL   the address you have just given (or CHALOU_DATABASE_URL_FILE, a file that holds it)
  CHALOU_REDIS_URL      a Redis or Valkey, when several processes are to serve the house
CHALOU_DATA stays: key, pictures and backups are in it.
Then run `chalou open`, or the several processes of docs/commands.md."""


def run(arguments: argparse.Namespace) -> int:
    url = _url(arguments.url)
    if url == settings.CHALOU.database_url:
        raise NotDone("the house is in that database already.")
    with held_folder():
        refuse_company()
        move(database(url, settings.CHALOU.data), say=_say)
    print(AFTERWARDS)
    return 0


def _url(given: str | None) -> str:
    """The address of the new database: as an argument, from standard input (`-`), or by setting."""
    if given == "-":
        given = sys.stdin.readline().strip()
    elif given is None:
        given = settings.CHALOU.move_to
    if not given:
        raise NotDone("say where to: chalou move-to postgresql://…, or `-` and the address on standard input.")
    try:
        return configuration.database_url(given)
    except ValueError as error:
        raise NotDone(f"that address cannot be used: {error}.") from error


def _say(words: str) -> None:
    print(words, flush=True)
