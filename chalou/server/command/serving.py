"""Opening a process of the house on its port, and keeping it open until it is asked to close."""

import contextlib
import resource
import socket
import sys
from collections.abc import Callable

import uvicorn
from django.conf import settings
from django.db import connections

from chalou.foundation.hub.line import Wire
from chalou.house.queries import the_house
from chalou.people.queries import has_keeper
from chalou.server.asgi import House
from chalou.server.duties import Duty
from chalou.server.heads import Heads
from chalou.server.seeing.findings import SOCKETS_WANTED
from chalou.server.setup_key import setup_key


def serve(duties: Duty, *, name: str, before_serving: Callable[[str], None] | None = None) -> int:
    """Serve until SIGINT or SIGTERM. `name` is what the console calls this process; `before_serving(address)` prints
    what else is to be said.
    """
    _raise_open_files()
    # A thread that makes a page holds the interpreter until it is asked for; the hub, which has a thousand listeners,
    # must not wait the usual five milliseconds each time.
    sys.setswitchinterval(0.001)
    door = _listen(settings.CHALOU.host, settings.CHALOU.port)
    if door is None:
        return 1
    port = door.getsockname()[1]
    here = f"http://{_shown(settings.CHALOU.host)}:{port}"
    address = settings.CHALOU.url or here
    trusted = settings.CHALOU.trusted_proxies
    server = uvicorn.Server(
        uvicorn.Config(
            House(duties),
            loop="uvloop",
            http=Heads,
            ws=Wire,
            ws_max_size=2 * 1024 * 1024,
            # Compressing each frame for each listener would undo what encoding it once gains, and costs memory.
            ws_per_message_deflate=False,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            lifespan="on",
            proxy_headers=bool(trusted),
            forwarded_allow_ips=list(trusted),
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )
    if duties == Duty.EVERYTHING:
        print(f"{name} is open at {address}", flush=True)
    else:
        print(f"{name} of the house at {address} listens on {here}", flush=True)
    if Duty.PAGES in duties:
        _say_what_is_missing(address)
    if before_serving is not None:
        before_serving(address)
    # What was asked until here was asked on this thread, which belongs to the loop from now on.
    connections.close_all()
    # Ctrl-C is how one closes a house that was opened by hand: uvicorn has closed it by then, and raises it once more.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[door])
    return 0


def _say_what_is_missing(address: str) -> None:
    house = the_house()
    if house is None or not has_keeper():
        print(f"It has no keeper yet. Set it up, with the one-time key: {address}/setup/?key={setup_key()}", flush=True)


def _raise_open_files() -> None:
    """Every listener is an open file; most systems start with 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else 1_048_576
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < SOCKETS_WANTED:
        print(f"chalou: only {wanted} files may be open at once; see `chalou doctor`.", file=sys.stderr)


def _listen(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        print(
            f"chalou: cannot listen on {_shown(host)}:{port}: {error.strerror}."
            " Choose another with CHALOU_PORT or --port.",
            file=sys.stderr,
        )
        door.close()
        return None
    door.listen(2048)
    door.set_inheritable(True)
    return door


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
