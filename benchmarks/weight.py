"""How heavy is a first visit, and how long does it take on a telephone line of the third generation?

    python -m benchmarks.weight

A real browser with an empty cache opens the entrance as a stranger and a room as a member, first to count what comes
over the line, then with the line slowed down to 1.6 Mbit/s and 300 ms from here to there and back. The room
has been furnished with talk as people have it (`benchmarks.furnish`).
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks import machine
from benchmarks.__main__ import HOST, RESULTS, TABLES_BESIDE, beside, first_room
from benchmarks.report import keep
from tests.house import OpenedHouse

LINE = {"offline": False, "latency": 300, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
RUNS = 3


def visit(browser: Browser, address: str, cookie: str, *, on_3g: bool) -> dict[str, float]:
    """One first visit: what came, and when something could be seen, read and used, in seconds."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "domain": HOST, "path": "/"}])
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


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as made, sync_playwright() as playwright:
        folder = Path(made)
        about = machine.describe(folder)
        house = OpenedHouse(folder / "data")
        sessions = folder / "sessions.jsonl"
        house.run("demo", "--members", "60", "--sessions", str(sessions))
        cookie = json.loads(sessions.read_text(encoding="utf-8").splitlines()[0])["cookie"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        found: dict[str, dict[str, float]] = {}
        with house:
            room = first_room(house, cookie)
            beside(house, "furnish", room, 0, TABLES_BESIDE)
            for name, path, who in (("entrance", "/", ""), ("room", f"/rooms/{room}/", cookie)):
                for on_3g in (False, True):
                    runs = [visit(browser, f"http://{HOST}:{house.port}{path}", who, on_3g=on_3g) for _ in range(RUNS)]
                    middle = sorted(runs, key=lambda run: run["usable"])[RUNS // 2]
                    found[f"{name}{' on 3G' if on_3g else ''}"] = middle
                    print(f"{name}{' on 3G' if on_3g else ''}: {middle}", flush=True)
        browser.close()
    keep(RESULTS / f"weight-{time.strftime('%Y%m%d-%H%M%S')}.json", machine=about, found=found)


if __name__ == "__main__":
    main()
