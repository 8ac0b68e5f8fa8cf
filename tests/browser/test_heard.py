"""A room as it is heard: what a screen reader would say, and that it falls silent again."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import enter, said, say

# Every region that speaks by itself, and each time it has something to say.
LISTEN = """() => {
  window.announced = [];
  const regions = [...document.querySelectorAll("[role=status], [role=alert], [role=log], [aria-live]")]
    .filter((one) => one.ariaLive !== "off");
  const told = (region) => region.textContent.trim() && window.announced.push(region.textContent.trim());
  for (const region of regions) {
    new MutationObserver(() => told(region)).observe(region, { childList: true, subtree: true, characterData: true });
  }
}"""


def announced(page: Page) -> list[str]:
    lines: list[str] = page.evaluate("window.announced")
    return lines


def test_what_others_say_is_announced_once_and_many_messages_as_their_number(demo: Demo, visit: Visit):
    fu, yulan = demo.beside.person("阿福"), demo.beside.person("沈玉兰")
    room = demo.beside.room(fu, yulan)
    listener, speaker = enter(visit(fu), demo.house, room), enter(visit(yulan), demo.house, room)
    listener.evaluate(LISTEN)
    say(speaker, "水开了。")
    heard = listener.locator(".talk__heard")
    expect(heard).to_have_text("沈玉兰：水开了。")
    # One's own words, those being written and what becomes of a message are silent.
    say(listener, "我来倒。")
    demo.beside.talk([yulan], room, 30)
    expect(said(listener, "第 30 泡")).to_be_visible()
    expect(heard).to_have_text("30条新消息，刚说话的是沈玉兰")
    assert announced(listener) == ["沈玉兰：水开了。", "30条新消息，刚说话的是沈玉兰"]
