from markupsafe import Markup

from chalou.foundation.web.ruby import read_out, ruby


def test_the_sound_stands_over_the_character_and_is_not_read_out_twice():
    assert ruby("曦瓜") == Markup('<ruby>曦<rp>(</rp><rt aria-hidden="true">xī</rt><rp>)</rp></ruby>瓜')


def test_what_people_type_around_it_stays_text():
    assert ruby("<b>曦</b>").startswith("&lt;b&gt;<ruby>")


def test_a_name_that_everybody_reads_is_not_touched():
    assert ruby("<b>前厅</b>") == "<b>前厅</b>"
    assert not isinstance(ruby("前厅"), Markup)


def test_scripts_are_told_the_same_in_an_attribute():
    assert read_out("曦瓜、婺源") == "曦xī 婺wù"
    assert read_out("前厅") == ""
