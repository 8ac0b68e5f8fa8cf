"""Pictures in what was told: lines that move with the words, whatever else is written."""

from hypothesis import given
from hypothesis import strategies as st

from chalou.chat.rules import told
from chalou.foundation.ids import AttachmentId

NUMBERS = st.lists(st.integers(1, 10**9).map(AttachmentId), max_size=5, unique=True)
WORDS = st.text(alphabet="茶a1[]#【】图 \n", max_size=30)


@given(NUMBERS, st.lists(WORDS, min_size=6, max_size=6), st.randoms())
def test_what_is_edited_and_not_changed_is_the_same(pictures, words, chance):
    order = list(pictures)
    chance.shuffle(order)
    said = [(text.strip(), [one]) for text, one in zip(words, order, strict=False)]
    text = told.as_edited(told.to_be_edited(told.text_of(said), pictures), pictures)
    again = told.as_edited(told.to_be_edited(text, pictures), pictures)
    assert again == text
    assert all(f"[#{one}]" in text.split("\n") for one in order)


@given(NUMBERS, WORDS)
def test_nobody_reaches_another_picture_by_a_number(pictures, words):
    text = told.as_edited(words, pictures)
    assert sum(line.startswith("[#") for line in text.split("\n")) <= words.count("\n") + 1
    assert told.as_edited("【图1】", [AttachmentId(77)]) == told.as_edited("[#1]", [AttachmentId(77)]) == "[#77]"


def test_pieces_are_words_and_pictures_in_order():
    html = "<p>一</p>\n<p>[#7]</p>\n<p>[#8]</p>\n<p>二 [#7]</p>"
    assert told.pieces_of(html) == ("<p>一</p>", 7, 8, "<p>二 [#7]</p>")
    assert told.pieces_of("") == ()
