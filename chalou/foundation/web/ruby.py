"""Pinyin over the hard characters of a name, where the name is a heading or a line of a list; never in talk.

`static/web/ruby.js` writes the very same, from the readings that a frame brings along.
"""

from functools import lru_cache

from markupsafe import Markup

from chalou.foundation.text.readings import hard_readings

# Whoever hears the page hears the character itself: read out once more, its sound would only stand in the way.
_RUBY = Markup('<ruby>{}<rp>(</rp><rt aria-hidden="true">{}</rt><rp>)</rp></ruby>')


@lru_cache(maxsize=4096)
def ruby(name: str) -> Markup | str:
    """The name with the sound over each character that many do not read. Other names, and those of other languages,
    stay as they are.
    """
    hard = dict(hard_readings(name))
    if not hard:
        return name
    return Markup("").join(_RUBY.format(one, hard[one]) if one in hard else one for one in name)


def read_out(name: str) -> str:
    """What `ruby.js` needs to know of a name that stands in an attribute: `曦xī 婺wù`."""
    return " ".join(one + sound for one, sound in hard_readings(name))
