"""The file of customs: read strictly, written in one order, and never anything but a clean answer."""

import json
from types import MappingProxyType

import msgspec
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from chalou.house.queries import READY_SETS, ready_set
from chalou.house.refusals import sentence
from chalou.house.rules.customs import (
    CODES,
    EARNED,
    NEW_ROOMS,
    Conditions,
    Customs,
    Floor,
    Listening,
    Question,
    Right,
    Seat,
    Text,
)
from chalou.house.rules.document import (
    MARK,
    MOST_BYTES,
    BadCustoms,
    Trouble,
    Why,
    from_document,
    read,
    to_document,
    upgraded,
    written,
)

SIGNS = st.sampled_from("茶楼听龙井普洱 abcXYZ09，。？“”é")


def line(most: int) -> st.SearchStrategy[str]:
    return st.text(SIGNS, min_size=1, max_size=min(most, 30)).map(lambda text: " ".join(text.split()) or "茶")


def by_language(words: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(CODES), words)


@st.composite
def questions(draw):
    answers = tuple(draw(st.lists(line(100), min_size=2, max_size=5)))
    return Question(
        asks=draw(line(200)),
        answers=answers,
        right=draw(st.integers(0, len(answers) - 1)),
        why=draw(st.just("") | line(300)),
        language=draw(st.sampled_from(("", *CODES))),
    )


SEATS = st.sampled_from(Seat)
CONDITIONS = st.builds(
    Conditions, listened_in=st.integers(0, 20), days=st.integers(0, 365), thanked_by=st.integers(0, 50)
)
CUSTOMS = st.builds(
    Customs,
    name=by_language(line(60)),
    new_rooms=st.sampled_from(NEW_ROOMS),
    listening=st.builds(
        Listening,
        messages=st.integers(0, 500),
        minutes=st.integers(0, 120),
        spared=SEATS,
        questions=st.lists(questions(), max_size=3).map(tuple),
    ),
    seats=st.fixed_dictionaries(dict.fromkeys(EARNED, CONDITIONS)),
    rights=st.fixed_dictionaries(dict.fromkeys(Right, SEATS)),
    floor=st.builds(Floor, grace_s=st.integers(10, 900), silence_s=st.integers(60, 7200)),
    asks_for_more=st.booleans(),
    words=st.dictionaries(st.sampled_from(Text), by_language(line(600))),
)


@settings(max_examples=60)
@given(CUSTOMS)
def test_what_is_written_is_read_as_it_was(customs):
    text = written(customs)
    assert read(text) == customs
    assert written(read(text)) == text


@pytest.mark.parametrize("name", READY_SETS)
def test_the_same_customs_are_the_same_file_in_whatever_order_they_were_said(name):
    customs = ready_set(name)
    backwards = json.loads(written(customs), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert written(from_document(backwards)) == written(customs)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def spoiled(draw):
    """A good document in which something is anything else."""
    document = to_document(ready_set(draw(st.sampled_from(READY_SETS))))
    part = document
    while True:
        key = draw(st.sampled_from(sorted(part)) | st.text(max_size=6)) if part else draw(st.text(max_size=6))
        if isinstance(part.get(key), dict) and draw(st.booleans()):
            part = part[key]
            continue
        part[key] = draw(JSON)
        return document


def clean_answer(read_it):
    """Customs, or troubles that can be said in both languages."""
    troubles: tuple[Trouble, ...] = ()
    try:
        customs = read_it()
    except BadCustoms as bad:
        troubles = bad.troubles
    if not troubles:
        assert read(written(customs)) == customs
    for language in CODES:
        with translation.override(language):
            assert all(sentence(one) and "%(" not in sentence(one) for one in troubles)


@settings(max_examples=200)
@given(spoiled())
def test_whatever_stands_in_it_the_answer_is_clean(document):
    clean_answer(lambda: from_document(document))


@given(JSON)
def test_whatever_json_it_is_the_answer_is_clean(said):
    clean_answer(lambda: from_document(said))


@given(st.binary(max_size=200) | st.binary(max_size=50).map(lambda tail: written(Customs()).encode()[:-9] + tail))
def test_whatever_bytes_they_are_the_answer_is_clean(data):
    clean_answer(lambda: read(data))


def troubles(document) -> list[tuple[str, Why]]:
    with pytest.raises(BadCustoms) as refused:
        from_document({MARK: 1, **document})
    return [(".".join(map(str, one.place)), one.why) for one in refused.value.troubles]


@pytest.mark.parametrize(
    ("document", "place", "why"),
    [
        ({"tea": 1}, "tea", Why.UNKNOWN),
        ({"listening": {"messages": 501}}, "listening.messages", Why.NUMBER),
        ({"listening": {"messages": -1}}, "listening.messages", Why.NUMBER),
        ({"listening": {"messages": True}}, "listening.messages", Why.NUMBER),
        ({"listening": {"messages": 3.0}}, "listening.messages", Why.NUMBER),
        ({"listening": {"messages": "3"}}, "listening.messages", Why.NUMBER),
        ({"listening": []}, "listening", Why.OBJECT),
        ({"listening": {"questions": {}}}, "listening.questions", Why.LIST),
        ({"asks_for_more": 1}, "asks_for_more", Why.YES_OR_NO),
        ({"new_rooms": "story"}, "new_rooms", Why.ONE_OF),
        ({"new_rooms": ["open"]}, "new_rooms", Why.ONE_OF),
        ({"seats": {"elder": {}}}, "seats.elder", Why.UNKNOWN),
        ({"rights": {"links": None}}, "rights.links", Why.ONE_OF),
        ({"rights": {"fly": "guest"}}, "rights.fly", Why.UNKNOWN),
        ({"words": {"first": {"tlh": "x"}}}, "words.first.tlh", Why.UNKNOWN),
        ({"words": {"first": {"en": " "}}}, "words.first.en", Why.EMPTY),
        ({"words": {"first": {"en": "x" * 601}}}, "words.first.en", Why.TOO_LONG),
        ({"words": {"first": {"en": "a\u202eb"}}}, "words.first.en", Why.BAD_CHARACTERS),
        ({"words": {"first": {"en": 3}}}, "words.first.en", Why.TEXT),
        ({"name": {"en": "a\nb"}}, "name.en", Why.BAD_CHARACTERS),
    ],
)
def test_what_is_wrong_is_named_with_its_place(document, place, why):
    assert troubles(document) == [(place, why)]


def test_every_place_that_is_wrong_is_named_at_once():
    question = {"asks": "?", "answers": ["a", "b"], "right": 2}
    document = {"listening": {"questions": [{"asks": "?"}, question]}, "floor": {"grace_s": 0}}
    assert troubles(document) == [
        ("listening.questions.1.answers", Why.MISSING),
        ("listening.questions.1.right", Why.MISSING),
        ("listening.questions.2.right", Why.NO_SUCH_ANSWER),
        ("floor.grace_s", Why.NUMBER),
    ]


def test_what_is_wrong_is_said_in_the_language_of_the_reader():
    with pytest.raises(BadCustoms) as refused:
        from_document({MARK: 1, "listening": {"messages": 900}})
    said = {}
    for language in CODES:
        with translation.override(language):
            said[language] = sentence(refused.value.troubles[0])
    assert said["en"] == "listening.messages: A whole number from 0 to 500 is expected here."
    assert "listening.messages" in said["zh-hans"]
    assert "0" in said["zh-hans"]
    assert said["zh-hans"] != said["en"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Why.NOT_JSON),
        (b"[" * 60_000, Why.NOT_JSON),
        (b"x" * (MOST_BYTES + 1), Why.TOO_LARGE),
        (b"[]", Why.NO_CUSTOMS),
        (b"{}", Why.NO_CUSTOMS),
        (b'{"chalou_customs": true}', Why.NO_CUSTOMS),
        (b'{"chalou_customs": 0}', Why.NO_CUSTOMS),
        (b'{"chalou_customs": 2}', Why.NEWER),
    ],
)
def test_what_is_no_file_of_customs_is_said_so(data, why):
    with pytest.raises(BadCustoms) as refused:
        read(data)
    assert [one.why for one in refused.value.troubles] == [why]


def test_what_is_not_said_is_as_in_a_house_that_has_chosen_nothing():
    assert read(b'{"chalou_customs": 1}') == Customs()
    some = from_document({MARK: 1, "rights": {"links": "elder"}, "seats": {"guest": {"days": 2}}})
    assert some.rights == {**Customs().rights, Right.LINKS: Seat.ELDER}
    assert some.seats == {**Customs().seats, Seat.GUEST: Conditions(days=2)}
    assert read(b'\xef\xbb\xbf{"chalou_customs": 1}') == Customs(), "as some editors save it"


def test_a_file_of_an_older_version_is_brought_up_step_by_step():
    steps = MappingProxyType(
        {
            1: lambda old: {"listens": old["waits"]},
            2: lambda old: {"listening": {"messages": old["listens"]}},
        }
    )
    assert upgraded({MARK: 1, "waits": 7}, 1, steps=steps, to=3) == {MARK: 3, "listening": {"messages": 7}}
    assert upgraded({MARK: 2, "listens": 7}, 2, steps=steps, to=3) == {MARK: 3, "listening": {"messages": 7}}


@pytest.mark.parametrize("name", READY_SETS)
def test_a_ready_set_is_whole_and_in_both_languages(name):
    customs = ready_set(name)
    assert set(customs.name) == {"zh-hans", "en"}
    assert all(set(words) == {"zh-hans", "en"} for words in customs.words.values())
    asked = {code: len(customs.listening.questions_in(code)) for code in CODES}
    assert asked["zh-hans"] == asked["en"]
    assert msgspec.json.decode(written(customs)) == to_document(customs)


def test_a_new_house_is_a_tea_club_as_the_defaults_say():
    club = ready_set("tea-club")
    assert to_document(club) | {"name": {}} == to_document(Customs())


def test_who_reads_another_language_is_asked_in_the_one_there_is():
    zh, en = (Question(asks="?", answers=("a", "b"), right=0, language=code) for code in ("zh-hans", "en"))
    for_all = Question(asks="!", answers=("a", "b"), right=0)
    assert Listening(questions=(zh, en, for_all)).questions_in("en") == (en, for_all)
    assert Listening(questions=(zh,)).questions_in("en") == (zh,)
    assert Listening().questions_in("en") == ()
