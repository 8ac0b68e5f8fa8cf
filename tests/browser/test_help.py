"""Finding an answer: while one types, and by a link to it."""

from playwright.sync_api import expect

from tests.browser.conftest import Demo, Visit
from tests.browser.pages import go


def test_questions_are_left_out_while_one_types_and_a_link_unfolds_its_answer(demo: Demo, visit: Visit):
    page = visit(language="en-GB")
    go(page, demo.house, "/help/")
    questions = page.locator("details.question")
    everything = questions.count()
    page.fill("#q", "Shipiao")
    expect(page.locator(".seek__none")).to_be_visible()
    page.fill("#q", "HOME screen")
    expect(questions.locator("visible=true").first).to_be_visible()
    expect(page.locator(".seek__found")).to_contain_text("Questions found:")
    expect(page.locator("#on-the-home-screen")).to_be_visible()
    expect(page.locator("#password-lost")).to_be_hidden()
    page.fill("#q", "")
    expect(page.locator(".help__ways")).to_be_visible()
    assert questions.locator("summary").locator("visible=true").count() == everything

    go(page, demo.house, "/help/#password-lost")
    expect(page.locator("#password-lost .answer")).to_be_visible()
    expect(page.locator("#manners .answer")).to_be_hidden()
