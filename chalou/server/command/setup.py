"""`chalou setup`: from the shell what the set-up page does. Whoever has the shell needs no key."""

import argparse
import getpass
import sys
from pathlib import Path

from chalou.foundation.clock import now
from chalou.foundation.languages import LANGUAGES
from chalou.foundation.refusals import Refused
from chalou.house.models import WayIn
from chalou.people.queries import has_keeper
from chalou.server.keeper.actions import set_up
from chalou.server.setup_key import forget_setup_key
from chalou.server.upgrade import bring_up_to_date


def run(arguments: argparse.Namespace) -> int:
    bring_up_to_date(say=print)
    if has_keeper():
        print("chalou: this house has a keeper already.", file=sys.stderr)
        return 1
    languages = [code for code, _name in LANGUAGES]
    try:
        language = _asked(arguments.language, "Language (zh-hans, wuu or en)", default="zh-hans")
        way_in = _asked(arguments.way_in, "Who may join: open, approval or invitation", default="invitation")
        if language not in languages or way_in not in WayIn.values:
            print(
                "chalou: choose a language of zh-hans, wuu, en and a way in of open, approval, invitation.",
                file=sys.stderr,
            )
            return 1
        keeper = set_up(
            house_name=_asked(arguments.house, "Name of the house"),
            language=language,
            way_in=WayIn(way_in),
            sign_in_name=_asked(arguments.keeper, "Sign-in name of the keeper"),
            name=_asked(arguments.name, "Name the others see"),
            password=_password(arguments.password_file),
            room_name=_asked(
                arguments.room, "Name of the first room", default="Front room" if language == "en" else "前厅"
            ),
            at=now(),
        )
    except EOFError:
        print(
            "chalou: nobody is there to answer; give everything as options (see chalou setup --help).", file=sys.stderr
        )
        return 1
    except Refused as refusal:
        print(f"chalou: {refusal}", file=sys.stderr)
        return 1
    forget_setup_key()
    print(f"The house is set up; {keeper.name} is its keeper. Now run: chalou open")
    return 0


def _asked(given: str | None, question: str, *, default: str = "") -> str:
    if given is not None:
        return given
    hint = f" [{default}]" if default else ""
    return input(f"{question}{hint}: ").strip() or default


def _password(file: str | None) -> str:
    if file is not None:
        return Path(file).read_text(encoding="utf-8").rstrip("\n")
    return getpass.getpass("Password of the keeper (10 characters or more): ")
