"""Coming in by a passkey, in a browser with a device of its own: added, used alone, as second step, and lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.beside import Beside
from tests.browser.conftest import Demo, Visit
from tests.browser.pages import go, path_of
from tests.furnished import furnish
from tests.house import OpenedHouse
from tests.services import free_port

PASSWORD = "seven cups of old-tree tea"


class Named(OpenedHouse):
    """A house that is reached by a name: browsers keep passkeys for no number."""

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    port = str(free_port())
    settings = {"CHALOU_PORT": port, "CHALOU_URL": f"http://localhost:{port}"}
    house = Named(tmp_path_factory.mktemp("named") / "data", settings)
    furnish(house)
    with house:
        beside = Beside(house)
        try:
            yield Demo(house, beside, [])
        finally:
            beside.close()


def device(page: Page) -> tuple[CDPSession, str]:
    """Give this browser a device that keeps passkeys and says yes."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return line, made["authenticatorId"]


def sign_out(page: Page, house: OpenedHouse) -> None:
    go(page, house, "/signout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{house.address}/")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_passkey_is_added_lets_in_alone_and_becomes_a_second_step_by_choice_only(named: Demo, visit: Visit):
    house, ming = named.house, named.beside.person("阿明", password=PASSWORD)
    page = visit(language="en-GB", at=named)
    line, kept = device(page)

    def by_password() -> None:
        go(page, house, "/signin/")
        page.get_by_label("Sign-in name").fill(ming.sign_in_name)
        page.get_by_label("Password").fill(PASSWORD)
        press(page, "Sign in")

    by_password()
    go(page, house, "/me/passkeys/")
    page.get_by_label("Name").fill("我的手机")
    press(page, "Add it on this device")
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    expect(page.locator("#main")).to_contain_text("我的手机")
    page.get_by_role("button", name="Add it on this device").click()
    expect(page.get_by_role("alert")).to_have_text("This device has a passkey of yours already.")

    sign_out(page, house)
    go(page, house, "/signin/?next=/about/")
    press(page, "Come in by a passkey")
    assert path_of(page) == "/about/"

    sign_out(page, house)
    by_password()
    assert path_of(page) == "/rooms/", "the password alone is still enough"

    go(page, house, "/me/two-steps/")
    press(page, "Two steps, with my passkeys")
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    sign_out(page, house)
    by_password()
    assert path_of(page) == "/signin/second/"
    press(page, "By a passkey")
    assert path_of(page) == "/rooms/"

    sign_out(page, house)
    line.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": kept})
    by_password()
    page.get_by_label("Code").fill(codes[0].lower())
    press(page, "Come in")
    assert path_of(page) == "/rooms/"
    go(page, house, "/me/two-steps/")
    expect(page.locator("#main")).to_contain_text("9 are left")
    press(page, "Password alone again")
    sign_out(page, house)
    by_password()
    assert path_of(page) == "/rooms/"


def test_light_letters_and_movement_are_ones_own_on_every_page(demo: Demo, visit: Visit):
    person = demo.beside.person("惠珍")
    page = visit(person, language="en-GB")
    go(page, demo.house, "/me/looks/")
    for choice in ("in the evening: a lamp on dark wood", "large", "nothing moves"):
        page.get_by_label(choice).check()
    with page.expect_navigation():
        page.locator("form", has=page.get_by_label(choice)).get_by_role("button", name="Save").click()
    go(page, demo.house, "/rooms/")

    def style(name: str) -> str:
        value: str = page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name)", name)
        return value.strip()

    assert (style("--paper"), style("font-size"), style("--motion-calm")) == ("#1b1a17", "20px", "0ms")
    assert re.search("dark", style("color-scheme"))
