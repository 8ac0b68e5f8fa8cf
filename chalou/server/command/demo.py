"""`chalou demo`: fill an empty house with a demo teahouse; with --members, people for load clients."""

import argparse
import json
import sys
from pathlib import Path

from django.conf import settings

from chalou.chat.models import Room
from chalou.exchange import demo
from chalou.foundation.clock import now
from chalou.foundation.database import write
from chalou.house.models import WayIn
from chalou.people.queries import has_keeper
from chalou.server.command.open import serve
from chalou.server.keeper.actions import set_up
from chalou.server.upgrade import bring_up_to_date


def run(arguments: argparse.Namespace) -> int:
    bring_up_to_date(say=_say)
    if not has_keeper():
        _set_up()
    elif not demo.is_demo():
        print(
            f"chalou: the house in {settings.CHALOU.data} is a real one; a demo wants a folder of its own.",
            file=sys.stderr,
        )
        return 1
    if arguments.members:
        _write_members(arguments.members, arguments.sessions)
    if arguments.open:
        return serve(before_serving=_print_links)
    if not arguments.members:
        _print_links(settings.CHALOU.address)
    return 0


def _say(words: str) -> None:
    # Not where the sign-ins of members may be printed, a line each.
    print(words, file=sys.stderr, flush=True)


def _set_up() -> None:
    at = now()
    sign_in_name, name = demo.KEEPER
    first = demo.play(demo.FIRST_ROOM)
    # Half a demo would be taken for a whole one the next time.
    with write():
        keeper = set_up(
            house_name=demo.HOUSE,
            tagline=demo.TAGLINE,
            language="zh-hans",
            way_in=WayIn.OPEN,
            sign_in_name=sign_in_name,
            name=name,
            password=None,
            room_name=first.name,
            room_purpose=first.purpose,
            is_demo=True,
            at=at - demo.OPEN_FOR,
        )
        demo.fill(keeper=keeper, first_room=Room.objects.get(), at=at)


def _print_links(address: str) -> None:
    print("Two guests may come in, each in a browser of their own:", flush=True)
    for link in demo.guest_links(at=now()):
        print(f"  {link.name}: {address}{link.path}", flush=True)


def _write_members(count: int, file: str | None) -> None:
    lines = [json.dumps({"name": name, "cookie": cookie}) for name, cookie in demo.members(count, at=now())]
    if file is None:
        print("\n".join(lines))
        return
    target = Path(file)
    # Each line is a key to the house. What is there and no file (a pipe, /dev/null) belongs to the machine.
    if not target.exists() or target.is_file():
        target.touch(mode=0o600)
        target.chmod(0o600)
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
