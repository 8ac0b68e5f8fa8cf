"""A real Caddy before a real house, with the files of deploy/ as they are shipped.

What differs is what must: the address, the ports, where certificates are kept, and that Caddy signs them itself.
"""

import http.client
import re
import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from websockets.sync.client import connect
from websockets.typing import Origin

from tests.house import CHECKOUT
from tests.services import CannotStart, Service, free_port
from tests.sweep.visitors import Seat, Visited, Web

DEPLOY = CHECKOUT / "deploy"
SITE = "tea.example.org"


def for_test(shipped: str, *, folder: Path, http_port: int, https_port: int, upstreams: dict[str, str]) -> str:
    """The shipped file, for another address and other ports."""
    assert shipped.count(f"\n{SITE} {{") == 1, "one site, to be replaced"
    ours = shipped.replace(f"\n{SITE} {{", "\nlocalhost {")
    for there, here in upstreams.items():
        assert there in ours
        ours = ours.replace(there, here)
    options = (
        f"admin off\n\thttp_port {http_port}\n\thttps_port {https_port}\n\tlocal_certs\n\tskip_install_trust\n"
        f"\tdefault_bind 127.0.0.1\n\tstorage file_system {folder}/certificates\n"
    )
    changed, found = re.subn(r"^\{\n", "{\n\t" + options, ours, count=1, flags=re.MULTILINE)
    assert found == 1, "global options, to be added to"
    return changed


class Caddy(Service):
    """Caddy with one of our files; it trusts and is trusted by nobody outside the test."""

    name = "caddy"

    def __init__(self, folder: Path, file: str, upstreams: dict[str, str]):
        super().__init__(folder)
        self.http_port = free_port()
        shipped = (DEPLOY / file).read_text(encoding="utf-8")
        self._file = folder / Path(file).name
        self._file.write_text(
            for_test(shipped, folder=folder, http_port=self.http_port, https_port=self.port, upstreams=upstreams),
            encoding="utf-8",
        )

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    def command(self) -> list[str]:
        program = shutil.which("caddy")
        if program is None:
            raise CannotStart("Caddy is not installed: apt install caddy")
        return ["env", f"HOME={self.folder}", program, "run", "--config", str(self._file), "--adapter", "caddyfile"]

    def trust(self) -> ssl.SSLContext:
        """The root that this Caddy made for itself, and no other."""
        return ssl.create_default_context(cafile=self.folder / "certificates/pki/authorities/local/root.crt")

    def answers(self) -> bool:
        try:
            trust = self.trust()
        except FileNotFoundError:  # not made yet
            return False
        line = http.client.HTTPSConnection("localhost", self.port, timeout=5, context=trust)
        try:
            line.request("GET", "/static/none")
            line.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
        return True


class Outside(Web):
    """A browser that comes by the public address, from a network address of this machine's choice."""

    def __init__(self, caddy: Caddy, cookie: str = "", *, source: str = "127.0.0.1"):
        super().__init__(caddy, cookie)  # type: ignore[arg-type]  # an address to send forms from is all it asks for
        self._caddy = caddy
        self._source = source

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPSConnection(
            "localhost", self._caddy.port, timeout=30, context=self._caddy.trust(), source_address=(self._source, 0)
        )


class Behind(Visited):
    """A house behind its proxy."""

    caddy: Caddy

    def outside(self, who: str = "stranger", *, source: str = "127.0.0.1") -> Outside:
        return Outside(self.caddy, self.world.cookies.get(who, ""), source=source)

    @contextmanager
    def line(self, cookie: str, *, origin: str | None = None, ping_s: float = 20) -> Iterator[Seat]:
        """A live connection by the public address."""
        with connect(
            f"wss://localhost:{self.caddy.port}/live/",
            ssl=self.caddy.trust(),
            additional_headers={"Cookie": cookie} if cookie else {},
            origin=Origin(origin or self.caddy.address),
            compression=None,
            proxy=None,
            close_timeout=1,
            open_timeout=60,
            ping_interval=ping_s,
            ping_timeout=20,
        ) as line:
            taken = Seat(line)
            assert taken.next()["is"] == "ready"
            yield taken
