"""Times as people read them. `static/web/times.js` writes the very same text again in the browser's own zone.

A page is made in the zone the house knows of its reader; the browser knows better. So that live pieces and fresh
pages never differ, both sides follow the tables below and neither asks a locale library.
"""

from datetime import UTC, datetime
from typing import Literal

from django.utils import timezone
from django.utils.translation import get_language
from markupsafe import Markup

from chalou.foundation.clock import now
from chalou.foundation.languages import FALLBACK, is_chinese

Form = Literal["clock", "date", "moment", "day", "lately"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HAN_WEEKDAYS = "一二三四五六日"
HAN_DIGITS = "〇一二三四五六七八九"


def local(value: datetime, form: Form = "moment") -> Markup:
    """`<time>` in the reader's zone and language.

    - clock: 19:42
    - date: 2026年11月22日
    - moment: 2026年11月22日 19:42
    - day: 十一月二十二日，星期日 (between the days of a talk; with its year where that is not this one)
    - lately: 19:42 where that is today, else 11月22日 (with its year, as above)
    """
    at = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = told(timezone.localtime(value), form, language=get_language() or FALLBACK)
    return Markup('<time datetime="{}" data-form="{}">{}</time>').format(at, form, text)


def told(there: datetime, form: Form, *, language: str) -> str:
    """The text of a time that is already in its reader's zone."""
    clock = f"{there.hour:02}:{there.minute:02}"
    if form == "clock":
        return clock
    is_han = is_chinese(language)
    today = timezone.localtime(now(), there.tzinfo)
    is_this_year = there.year == today.year
    if form == "lately" and is_this_year:
        if there.date() == today.date():
            return clock
        return f"{there.month}月{there.day}日" if is_han else f"{there.day} {MONTHS[there.month - 1]}"
    if form == "day":
        return _day_in_chinese(there, is_this_year, language) if is_han else _day_in_english(there, is_this_year)
    if is_han:
        date = f"{there.year}年{there.month}月{there.day}日"
    else:
        date = f"{there.day} {MONTHS[there.month - 1]} {there.year}"
    return f"{date} {clock}" if form == "moment" else date


def _day_in_english(there: datetime, is_this_year: bool) -> str:
    day = f"{WEEKDAYS[there.weekday()]}, {there.day} {MONTHS[there.month - 1]}"
    return day if is_this_year else f"{day} {there.year}"


def _day_in_chinese(there: datetime, is_this_year: bool, language: str) -> str:
    week = "礼拜" if language == "wuu" else "星期"
    year = "" if is_this_year else "".join(HAN_DIGITS[int(digit)] for digit in str(there.year)) + "年"
    return f"{year}{_counted(there.month)}月{_counted(there.day)}日，{week}{HAN_WEEKDAYS[there.weekday()]}"


def _counted(number: int) -> str:
    """1 to 31 as they are said: 十, 十一, 二十二."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{HAN_DIGITS[tens]}十"
    return ten + (HAN_DIGITS[ones] if ones else "")
