"""Pictures of every page, to be looked at: `python -m tests.browser.shots [FOLDER] [part of a name …]`.

Each page on a phone and on a desk, by day and in the evening, in Chinese and in English.
"""

import itertools
import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.beside import Beside
from tests.browser.catalogue import pages_of
from tests.browser.conftest import CHROMIUM, DESKTOP, PHONE
from tests.house import OpenedHouse


def main(folder: Path, wanted: list[str]) -> None:
    """Open a demo house, take the pictures, and close it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        house = OpenedHouse(Path(place) / "data")
        house.run("demo")
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        with house:
            beside = Beside(house)
            shown = pages_of(house, beside)
            keys = {page.reader.id: beside.key(page.reader) for page in shown if page.reader}
            for phone, evening, language in itertools.product((True, False), (False, True), ("zh-CN", "en-GB")):
                screen = f"{'phone' if phone else 'desktop'}-{'evening' if evening else 'day'}-{language[:2]}"
                for page in shown:
                    name = f"{page.name}-{screen}.png"
                    if wanted and not any(part in name for part in wanted):
                        continue
                    context = browser.new_context(
                        locale=language,
                        timezone_id="Asia/Shanghai",
                        viewport=PHONE if phone else DESKTOP,
                        device_scale_factor=1,
                        is_mobile=phone,
                        has_touch=phone,
                        color_scheme="dark" if evening else "light",
                        reduced_motion="reduce",
                    )
                    if page.reader:
                        key = keys[page.reader.id]
                        context.add_cookies([{"name": "chalou_session", "value": key, "url": house.address}])
                    view = context.new_page()
                    view.goto(house.address + page.path)
                    page.act(view)
                    view.wait_for_load_state("networkidle")
                    view.screenshot(path=folder / name)
                    context.close()
                    print(folder / name)
            beside.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"), sys.argv[2:])
