"""The `chalou` command.

Settings are read before Django is: a misspelt one is named before anything else happens. So this module imports only
what needs no settings, and each command's own module is loaded when it is asked for.
"""

import argparse
import errno
import importlib
import os
import sys

import django
from django.db import DatabaseError

from chalou import __version__
from chalou.exchange.whole.refusals import NotDone
from chalou.server import configuration
from chalou.server.seeing import logs

DISK_TROUBLE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)

COMMANDS = {
    "open": "open the house: bring the database up to date, then serve until stopped",
    "web": "serve pages only: one of the processes of a split house, on PostgreSQL and Redis",
    "live": "serve live connections only, in a split house",
    "relay": "bring the database up to date and do the chores of a split house",
    "setup": "set the house up from the shell, as the set-up page does",
    "demo": "fill an empty house with a demo teahouse and print two guest links",
    "doctor": "say what is wrong with this installation and what to do",
    "backup": "put the whole house into one file, while it is open",
    "bundles": "put together what people want to take along; the house does so by itself",
    "restore": "make a house of a backup, in an empty folder",
    "move-to": "move the house into another database",
    "mail-test": "send a letter to an address, to see whether the house can",
    "customs": "write the customs of the house into a file, take them from one, or look whether one is good",
    "signin-link": "print a one-time link that signs somebody in (for a lost password)",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; answers the exit status."""
    parser = argparse.ArgumentParser(prog="chalou", description="Chalou 茶楼, an online teahouse.")
    parser.add_argument("--version", action="version", version=f"Chalou {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("open", "web", "live", "relay"):
        serving = commands.add_parser(name, help=COMMANDS[name])
        serving.add_argument("--port", type=int, help="instead of CHALOU_PORT; 0 takes a free one")
    setup = commands.add_parser("setup", help=COMMANDS["setup"])
    for name, what in (
        ("house", "name of the house"),
        ("keeper", "sign-in name of the keeper"),
        ("name", "name the others see"),
        ("language", "zh-hans, wuu or en"),
        ("way-in", "open or invitation"),
        ("room", "name of the first room"),
    ):
        setup.add_argument(f"--{name}", help=f"{what}; asked for if left out")
    setup.add_argument("--password-file", help="file with the keeper's password; asked for if left out")
    demo = commands.add_parser("demo", help=COMMANDS["demo"])
    demo.add_argument("--members", type=int, default=0, help="make this many more people who sit in the first room")
    demo.add_argument("--sessions", help="write their sign-ins to this file, a JSON line {name, cookie} each")
    demo.add_argument("--open", action="store_true", help="then open the house and print the links")
    demo.add_argument("--port", type=int, help="instead of CHALOU_PORT; 0 takes a free one")
    commands.add_parser("doctor", help=COMMANDS["doctor"])
    customs = commands.add_parser("customs", help=COMMANDS["customs"])
    customs.add_argument("what", choices=("export", "import", "check"), help="what to do")
    customs.add_argument("file", metavar="FILE", nargs="?", help="`-` or left out: standard output, or input")
    customs.add_argument("--note", help="why, for the log of the keeper (import)")
    trial = commands.add_parser("mail-test", help=COMMANDS["mail-test"])
    trial.add_argument("address", metavar="ADDRESS", help="where to")
    link = commands.add_parser("signin-link", help=COMMANDS["signin-link"])
    link.add_argument("name", metavar="NAME", help="sign-in name")
    backup = commands.add_parser("backup", help=COMMANDS["backup"])
    backup.add_argument("file", metavar="FILE", nargs="?", help="a new file; left out, one in the folder `backups`")
    backup.add_argument(
        "--daily",
        action="store_true",
        help="as the house does by itself: one of those of which CHALOU_BACKUPS_KEPT are kept",
    )
    commands.add_parser("bundles", help=COMMANDS["bundles"])
    restore = commands.add_parser("restore", help=COMMANDS["restore"])
    restore.add_argument("file", metavar="FILE", help="what `chalou backup` made")
    move = commands.add_parser("move-to", help=COMMANDS["move-to"])
    move.add_argument(
        "url",
        metavar="DATABASE_URL",
        nargs="?",
        help="`-` reads it from standard input; left out, CHALOU_MOVE_TO says it",
    )
    chosen = parser.parse_args(arguments)

    if getattr(chosen, "port", None) is not None:
        os.environ["CHALOU_PORT"] = str(chosen.port)
    try:
        configuration.read()
    except configuration.BadSetting as error:
        print(f"chalou: {error}", file=sys.stderr)
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "chalou.server.settings"
    try:
        django.setup()  # makes the folder and the key of a new house
        logs.name_process(chosen.command)
        module = importlib.import_module(f"chalou.server.command.{chosen.command.replace('-', '_')}")
        status: int = module.run(chosen)
    except NotDone as error:
        print(f"chalou: {error}", file=sys.stderr)
        return 1
    except DatabaseError as error:
        print(f"chalou: the database cannot be used: {error}\n`chalou doctor` says more.", file=sys.stderr)
        return 1
    except OSError as error:
        # What fails in the midst of writing does not say where; of a disk one wants to know it all the same.
        if error.filename is None and error.errno not in DISK_TROUBLE:
            raise
        print(f"chalou: {error.filename or 'the disk'}: {error.strerror}", file=sys.stderr)
        return 1
    return status
