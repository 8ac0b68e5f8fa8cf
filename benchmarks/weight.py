"""How heavy is a first visit, and how long does it take on a telephone line of the third generation?

    python -m benchmarks.weight                  the house alone, as it answers on its own port
    python -m benchmarks.weight --behind-caddy   behind `deploy/Caddyfile`, as people reach it: https, packed, HTTP/2

A real browser with an empty cache opens the entrance as a stranger and a room as a member, first to count what comes
over the line, then with the line slowed down to 1.6 Mbit/s and 300 ms from here to there and back. The room
has been furnished with talk as people have it (`benchmarks.furnish`).
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks import machine
from benchmarks.__main__ import HOST, RESULTS, TABLES_BESIDE, beside, first_room
from benchmarks.report import keep
from tests.deploy.caddy import Caddy
from tests.house import OpenedHouse
from tests.services import free_port

LINE = {"offline": False, "latency": 300, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
RUNS = 3


def visit(browser: Browser, address: str, cookie: str, *, on_3g: bool) -> dict[str, float]:
    """One first visit: what came, and when something could be seen, read and used, in seconds."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", ignore_https_errors=address.startswith("https")
    )
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    line: CDPSession = context.new_cdp_session(page)
    line.send("Network.enable")
    kinds: dict[str, str] = {}
    weights: dict[str, float] = {}
    count = 0

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def came(event: dict[str, Any]) -> None:
        nonlocal count
        count += 1
        kind = kinds.get(event["requestId"], "Other")
        weights[kind] = weights.get(kind, 0) + event["encodedDataLength"]

    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", came)
    if on_3g:
        line.send("Network.emulateNetworkConditions", LINE)
    began = time.perf_counter()
    page.goto(address, wait_until="load")
    loaded = time.perf_counter() - began
    if cookie:
        # Not by `wait_for_function`, which asks from inside the page, where its policy forbids that.
        while not page.evaluate("document.querySelector('chalou-room')?.following?.isFollowing === true"):
            page.wait_for_timeout(10)
    usable = time.perf_counter() - began
    seen = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0") / 1000
    context.close()
    found = {f"kb_{kind.lower()}": weight / 1000 for kind, weight in sorted(weights.items())}
    return {
        **found,
        "kb": sum(weights.values()) / 1000,
        "requests": count,
        "seen": seen,
        "loaded": loaded,
        "usable": usable,
    }


@contextmanager
def reached(folder: Path, *, behind_caddy: bool) -> Iterator[tuple[OpenedHouse, str]]:
    """A house that is not open yet, and the address at which browsers will reach it."""
    if not behind_caddy:
        house = OpenedHouse(folder / "data")
        yield house, f"http://{HOST}:{house.port}"
        return
    port = free_port()
    (folder / "caddy").mkdir()
    caddy = Caddy(folder / "caddy", "Caddyfile", {"127.0.0.1:8000": f"{HOST}:{port}"})
    caddy.start()
    try:
        settings = {"CHALOU_PORT": str(port), "CHALOU_URL": caddy.address, "CHALOU_TRUSTED_PROXIES": "127.0.0.1"}
        yield OpenedHouse(folder / "data", settings), caddy.address
    finally:
        caddy.stop()


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m benchmarks.weight", description=(__doc__ or "").partition("\n")[0]
    )
    arguments.add_argument("--behind-caddy", action="store_true", help="behind the file in deploy/, by https")
    behind_caddy = arguments.parse_args().behind_caddy
    RESULTS.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=RESULTS) as made,
        sync_playwright() as playwright,
        reached(Path(made), behind_caddy=behind_caddy) as (house, address),
    ):
        about = machine.describe(Path(made))
        sessions = Path(made) / "sessions.jsonl"
        house.run("demo", "--members", "60", "--sessions", str(sessions))
        cookie = json.loads(sessions.read_text(encoding="utf-8").splitlines()[0])["cookie"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        found: dict[str, dict[str, float]] = {}
        with house:
            room = first_room(house, cookie)
            beside(house, "furnish", room, 0, TABLES_BESIDE)
            for name, path, who in (("entrance", "/", ""), ("room", f"/rooms/{room}/", cookie)):
                for on_3g in (False, True):
                    runs = [visit(browser, address + path, who, on_3g=on_3g) for _ in range(RUNS)]
                    middle = sorted(runs, key=lambda run: run["usable"])[RUNS // 2]
                    found[f"{name}{' on 3G' if on_3g else ''}"] = middle
                    print(f"{name}{' on 3G' if on_3g else ''}: {middle}", flush=True)
        browser.close()
    way = "behind-caddy-" if behind_caddy else ""
    keep(RESULTS / f"weight-{way}{time.strftime('%Y%m%d-%H%M%S')}.json", machine=about, found=found)


if __name__ == "__main__":
    main()
