"""The entrance and a room in Shanghainese, on a phone: nothing cut off, nothing in English."""

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.looks import examined


def test_the_entrance_and_a_room_speak_it(visit: Visit, demo: Demo) -> None:
    page = visit(language="wuu", phone=True)
    for path, said in (("/", "进来坐坐"), ("/rooms/1/", "搿只厅")):
        page.goto(demo.house.address + path)
        expect(page.locator("html")).to_have_attribute("lang", "wuu")
        expect(page.locator("body")).to_contain_text(said)
        assert examined(page, chinese=True, phone=True) == []
