"""The pictures of the documentation, made anew: `python -m tools.pictures [NAME…]`.

Opens a demo house, and for the set-up page an empty one, each on a free port in a folder that is thrown away; drives
Debian's Chromium through them, by daylight, in both languages; keeps what it sees in docs/pictures/ as WebP. Everybody
in the pictures is invented: it is the demo's talk, and their links are void with the folder.
"""

import base64
import itertools
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from chalou.foundation.clock import now
from tests.browser.beside import Beside, Somebody
from tests.house import OpenedHouse

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESKTOP, PHONE = (1280, 800), (390, 844)
GUIDE_SCALE = 1.5  # they are shown a third smaller than a telephone is wide
LONGEST = 1500  # of a whole page; more than that nobody wants to scroll through in a guide
TELLER_AND_KEEPER = ("gusongnian", "zhanggui")
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


HEARD = (
    "雨天泡岩茶，水要再滚一滚，火气散得慢些。",
    "我那把小壶，三道以后才出香。",
    "壶小，茶不能少。八分满，闷五秒。",
    "闷久了会不会苦？",
    "苦得来，再苦得走，就是好茶。",
    "这句话我记下了。",
    "记在舌头上，不用记在纸上。",
    "那我再续一壶水。",
    "慢慢来，雨还长着。",
)


def _evening() -> str:
    """A zone in which it is some time after eight in the evening now: nobody talks of the market at three at night."""
    ahead = (20 - now().hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}"  # these names count westward


EVENING = _evening()

# Chromium is the only thing here that knows WebP, so the picture goes through it once more.
TO_WEBP = """async (png) => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    const blob = await canvas.convertToBlob({type: "image/webp", quality: 0.86});
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


class Camera:
    """One browser, and the names of the pictures that are wanted (none: all of them)."""

    def __init__(self, browser: Browser, wanted: set[str]) -> None:
        self._browser = browser
        self._wanted = wanted
        self._darkroom = browser.new_page()

    def wants(self, *names: str) -> bool:
        return not self._wanted or any(name in self._wanted for name in names)

    @contextmanager
    def page(
        self, size: tuple[int, int], language: str, *, light: Literal["light", "dark"] = "light", scale: float = 2
    ) -> Iterator[Page]:
        width, height = size
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            locale=LANGUAGES[language],
            timezone_id=EVENING,
            color_scheme=light,
            reduced_motion="reduce",
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        """Keep what the page shows or, whole, all of it, as docs/pictures/`name`.webp."""
        if not self.wants(name):
            return
        page.wait_for_load_state("networkidle")
        if whole:
            size = page.viewport_size or {"width": 0, "height": 0}
            height = min(LONGEST, int(page.evaluate("document.documentElement.scrollHeight")))
            clip = {"x": 0.0, "y": 0.0, "width": float(size["width"]), "height": float(height)}
            png = page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]  # a plain dict is a FloatRect
        else:
            png = page.screenshot(animations="disabled")
        self._darkroom.goto("about:blank")
        webp = base64.b64decode(self._darkroom.evaluate(TO_WEBP, base64.b64encode(png).decode()))
        file = PICTURES / f"{name}.webp"
        file.write_bytes(webp)
        print(f"{file.relative_to(PICTURES.parent.parent)}: {len(webp) // 1024} KB")


def come_in(page: Page, link: str) -> None:
    """By a link: look at it, then press its one button."""
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url("**/rooms/**")


def rooms(camera: Camera, house: OpenedHouse, guest: str) -> None:
    """The talk, as a guest of the demo sees it."""
    with camera.page(DESKTOP, "zh", scale=1.5) as page:
        page.goto(house.address)
        camera.take(page, "entrance")
        come_in(page, guest)
        page.goto(f"{house.address}/rooms/1/")
        camera.take(page, "room")
    with camera.page(PHONE, "zh", light="dark") as page:
        come_in(page, guest)
        page.goto(f"{house.address}/rooms/1/")
        camera.take(page, "room-phone")


def guide(camera: Camera, house: OpenedHouse, language: str) -> None:
    """The keeper's pages, as the keeper's phone shows them."""
    link = re.findall(r"http\S+/link/\S+/", house.run("signin-link", "zhanggui"))[0]
    with camera.page(PHONE, language, scale=GUIDE_SCALE) as page:
        come_in(page, link)
        page.goto(f"{house.address}/house/")
        camera.take(page, f"house.{language}")
        for name in ("words", "languages", "way-in", "address", "backups", "jobs"):
            page.goto(f"{house.address}/house/{name}/")
            camera.take(page, f"{name}.{language}")
        page.goto(f"{house.address}/house/invitations/")
        page.locator("main form[action$='/house/invitations/'] button").click()
        camera.take(page, f"invitation.{language}")
        page.goto(f"{house.address}/house/people/")
        page.locator(".folk__can summary").first.click()
        page.locator("form[action*='/link/'] button").first.click()
        camera.take(page, f"people.{language}")
        page.goto(f"{house.address}/rooms/1/people/")
        page.locator(".sitting__acts summary").first.click()
        camera.take(page, f"hosts.{language}")
        page.goto(f"{house.address}/rooms/1/settings/")
        camera.take(page, f"settings.{language}")
        page.goto(f"{house.address}/house/storage/")
        camera.take(page, f"storage.{language}")
        page.goto(f"{house.address}/help/change/")
        page.locator(".acts summary").nth(1).click()
        camera.take(page, f"help.{language}")


def at_the_desk(camera: Camera, house: OpenedHouse, language: str) -> None:
    """A case, of which a guest has told in another browser."""
    if not camera.wants(f"desk.{language}"):
        return
    teller, keeper = (re.findall(r"http\S+/link/\S+/", house.run("signin-link", who))[0] for who in TELLER_AND_KEEPER)
    with camera.page(PHONE, language, scale=GUIDE_SCALE) as page:
        come_in(page, teller)
        page.goto(f"{house.address}/rooms/1/3/")
        report = page.locator("a[href^='/report/']").first.get_attribute("href")
        page.goto(f"{house.address}{report}")
        if page.locator("button[name=kind]").count():  # in the other language it is told already
            page.locator("button[name=kind]").last.click()
    with camera.page(PHONE, language, scale=GUIDE_SCALE) as page:
        come_in(page, keeper)
        page.goto(f"{house.address}/desk/")
        page.locator(".menu a").first.click()
        camera.take(page, f"desk.{language}")


def scene(beside: Beside) -> dict[str, tuple[Somebody, str]]:
    """What the pictures of manners show: by their names a reader, and where they look."""
    keeper, teller, next_one = beside.known("zhanggui"), beside.known("gusongnian"), beside.known("afu")
    newcomer, guest = beside.person("小满", seat="newcomer"), beside.known("hehe")
    hall = beside.room(teller, next_one, newcomer, name="书场", purpose="初一十五讲古。", host=teller)
    beside.ask("open_floor", by=teller.id, room=hall, teller=teller.id, title="岩茶厂里守火的那一夜")
    for words in (
        "焙间里不点灯，只看炭面上那层灰。灰白了，火就稳了。",
        "师傅讲，一夜要翻七回，哪一回偷懒，第二天喝得出来。",
    ):
        beside.post(teller, hall, words)
    beside.ask("raise_hand", by=next_one.id, room=hall)
    beside.ask("put_aside", by=newcomer.id, room=hall, text="炭是什么木头的？", question=True)
    porch = beside.room(teller, next_one, newcomer, name="听雨轩", purpose="先听后讲。", host=teller)
    for who, words in zip(itertools.cycle((teller, next_one)), HEARD, strict=False):
        beside.post(who, porch, words)
    beside.ask("listens", by=teller.id, room=porch, messages=8, minutes=3)
    beside.ask("changes_customs", by=keeper.id, name="tea-shop", note="柜台边聊得急，规矩松一点。")
    beside.ask("changes_customs", by=keeper.id, name="tea-club", note="还是茶会的样子好。")
    return {
        "floor": (teller, f"/rooms/{hall}/"),
        "customs": (keeper, "/house/customs/"),
        "trying": (keeper, "/house/customs/"),
        "seat": (guest, "/me/seat/"),
        "listening": (newcomer, f"/rooms/{porch}/"),
    }


def manners(
    camera: Camera, house: OpenedHouse, language: str, beside: Beside, seen: dict[str, tuple[Somebody, str]]
) -> None:
    """Listening, the floor, the customs and the seats, each as those see it whom it concerns. The newcomer comes in
    first and is looked at last: by then there is something that they have heard.
    """
    wanted = [name for name in seen if camera.wants(f"{name}.{language}")]
    if "listening" in wanted:
        _look(camera, house, language, beside, seen["listening"])
    for name in wanted:
        _look(camera, house, language, beside, seen[name], name)


def _look(
    camera: Camera, house: OpenedHouse, language: str, beside: Beside, by: tuple[Somebody, str], name: str = ""
) -> None:
    reader, path = by
    with camera.page(PHONE, language, scale=GUIDE_SCALE) as page:
        page.context.add_cookies([{"name": "chalou_session", "value": beside.key(reader), "url": house.address}])
        page.goto(house.address + path)
        if name == "floor":
            page.locator(".floor__more summary").click()
        if name == "trying":
            page.locator(".customs__sets li:last-child button").click()
        if name:
            camera.take(page, f"{name}.{language}")


def setting_up(camera: Camera, house: OpenedHouse, language: str) -> None:
    page_with_key = re.findall(r"http\S+/setup/\S+", house.log.read_text(encoding="utf-8"))[-1]
    typed = {
        "house_name": {"zh": "九曲茶楼", "en": "Nine Turns"}[language],
        "sign_in_name": "zhanggui",
        "name": {"zh": "程掌柜", "en": "Old Cheng"}[language],
    }
    with camera.page(PHONE, language, scale=GUIDE_SCALE) as page:
        page.goto(page_with_key)
        for name, value in typed.items():
            page.fill(f"[name={name}]", value)
        page.locator("h1").click()
        camera.take(page, f"setup.{language}", whole=True)


def main(wanted: list[str]) -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses root otherwise
    with tempfile.TemporaryDirectory(prefix="chalou-pictures-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        camera = Camera(browser, set(wanted))
        demo = OpenedHouse(Path(folder) / "demo", {"CHALOU_TIME_ZONE": EVENING})
        guest = re.findall(r"http\S+/link/\S+/", demo.run("demo"))[0]
        with demo:
            rooms(camera, demo, guest)
            for language in LANGUAGES:
                guide(camera, demo, language)
                at_the_desk(camera, demo, language)
            beside = Beside(demo)
            seen = scene(beside)
            for language in LANGUAGES:
                manners(camera, demo, language, beside, seen)
            beside.close()
        with OpenedHouse(Path(folder) / "empty") as empty:
            for language in LANGUAGES:
                setting_up(camera, empty, language)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
