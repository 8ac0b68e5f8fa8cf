"""Times read the same on the server and in the browser."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from playwright.sync_api import sync_playwright

from chalou.foundation import web
from chalou.foundation.clock import now
from chalou.foundation.web import times
from chalou.foundation.web.times import Form, local, told

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2021, 11, 22, 11, 42, 7, 123456, tzinfo=UTC)
FORMS: tuple[Form, ...] = ("clock", "date", "moment", "day", "lately")


def test_a_time_stands_in_the_reader_s_zone_and_names_the_moment_in_utc():
    with timezone.override(SHANGHAI), translation.override("zh-hans"):
        assert local(EVENING, "clock") == '<time datetime="2021-11-22T11:42:07Z" data-form="clock">19:42</time>'
    with timezone.override("Europe/Stockholm"), translation.override("en"):
        assert local(EVENING) == (
            '<time datetime="2021-11-22T11:42:07Z" data-form="moment">22 November 2021 12:42</time>'
        )


@pytest.mark.parametrize(
    ("form", "chinese", "english"),
    [
        ("clock", "19:42", "19:42"),
        ("date", "2021年11月22日", "22 November 2021"),
        ("moment", "2021年11月22日 19:42", "22 November 2021 19:42"),
        ("day", "二〇二一年十一月二十二日，星期一", "Monday, 22 November 2021"),
        ("lately", "2021年11月22日", "22 November 2021"),
    ],
)
def test_each_form_in_both_languages(form, chinese, english):
    there = EVENING.astimezone(SHANGHAI)
    assert told(there, form, language="zh-hans") == chinese
    assert told(there, form, language="en") == english


def test_a_day_of_this_year_needs_no_year(monkeypatch):
    monkeypatch.setattr(times, "now", lambda: EVENING + timedelta(days=2))
    assert told(EVENING.astimezone(SHANGHAI), "day", language="zh-hans") == "十一月二十二日，星期一"
    assert told(EVENING.astimezone(SHANGHAI), "day", language="en") == "Monday, 22 November"


def test_what_was_lately_says_no_more_than_one_needs(monkeypatch):
    there = EVENING.astimezone(SHANGHAI)
    monkeypatch.setattr(times, "now", lambda: EVENING + timedelta(hours=4))
    assert told(there, "lately", language="zh-hans") == "19:42"
    monkeypatch.setattr(times, "now", lambda: EVENING + timedelta(hours=5))
    assert told(there, "lately", language="zh-hans") == "11月22日"
    assert told(there, "lately", language="en") == "22 November"


def test_shanghainese_has_its_own_word_for_the_days_of_the_week():
    assert told(EVENING.astimezone(SHANGHAI), "day", language="wuu").endswith("十一月二十二日，礼拜一")
    assert told(EVENING, "date", language="wuu") == told(EVENING, "date", language="zh-hans")


def test_it_is_this_year_where_the_reader_is(monkeypatch):
    """When it is New Year in Shanghai, it is not yet in London."""
    monkeypatch.setattr(times, "now", lambda: datetime(2021, 12, 31, 17, 0, tzinfo=UTC))
    there = EVENING.astimezone(SHANGHAI)
    assert told(there, "day", language="en").endswith("2021")
    assert not told(EVENING, "day", language="en").endswith("2021")


@pytest.mark.browser
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/St_Johns"])
def test_the_browser_writes_what_the_server_writes(zone):
    moments = [EVENING + timedelta(days=37 * n, minutes=7 * n) for n in range(60)]
    moments += [now().replace(microsecond=0) - timedelta(days=n) for n in range(31)]
    expected = {
        language: [
            told(moment.astimezone(ZoneInfo(zone)), form, language=language) for moment in moments for form in FORMS
        ]
        for language in ("zh-Hans", "wuu", "en")
    }
    script = (Path(web.__file__).parent / "static" / "web" / "times.js").read_text(encoding="utf-8")
    page_of_times = "".join(
        f'<time datetime="{moment:%Y-%m-%dT%H:%M:%SZ}" data-form="{form}"></time>'
        for moment in moments
        for form in FORMS
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(timezone_id=zone)
        for language, texts in expected.items():
            page.set_content(f'<!doctype html><html lang="{language}"><body>{page_of_times}</body></html>')
            module = json.dumps(f"{script}// {language}")
            page.evaluate(f"import('data:text/javascript;charset=utf-8,' + encodeURIComponent({module}))")
            page.wait_for_function("document.querySelector('time').textContent")
            assert page.locator("time").all_text_contents() == texts
        browser.close()
