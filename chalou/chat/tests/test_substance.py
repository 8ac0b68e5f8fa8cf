"""More than "nice tea": when the composer asks, when it stays silent, and what it says of the reason."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from chalou.chat import actions
from chalou.chat.models import Access, Room
from chalou.chat.rules.substance import Silence, judge, language_of_lines, says_much, sieve_of
from chalou.chat.rules.tea_words import KINDS, folded, read, tea_words
from chalou.chat.tests.nice_tea import ASKED, SILENT, examples
from chalou.foundation.clock import now
from chalou.foundation.refusals import Refused
from chalou.people.actions import be_asked_about_tea
from tests import making as make

WORDS = tea_words()
SIEVE = sieve_of(WORDS)

asked = examples(ASKED)
silent = [(about, text) for about, block in SILENT.items() for text in examples(block)]

# Texts that come near to what is asked about: our words in any order, and whatever people type between them.
pieces = st.sampled_from(sorted(WORDS.classes)) | st.sampled_from(["，", "\n", " ", "！", "产地：", "From: ", "不"])
near = st.lists(pieces | st.text(max_size=3), max_size=8).map("".join) | st.lists(pieces, max_size=8).map(" ".join)
texts = st.text() | near | st.sampled_from(asked)


def test_a_tea_praised_in_empty_words_is_asked_about():
    verdicts = {text: judge(text, WORDS) for text in asked}
    assert [text for text, verdict in verdicts.items() if not verdict.asks] == []
    assert all(verdict.tea and verdict.praise for verdict in verdicts.values())
    # A place may be in the name; nothing else is.
    assert {kind for verdict in verdicts.values() for kind in verdict.present} <= {"origin"}


def test_and_nothing_else_is():
    assert [(about, text) for about, text in silent if judge(text, WORDS).asks] == []


def test_there_are_examples_enough_of_both():
    assert len(asked) >= 75
    assert len(silent) >= 150


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("真好喝", Silence.NO_TEA),
        ("奶茶真好喝", Silence.NO_TEA),
        ("今天喝的茶是铁观音", Silence.NO_PRAISE),
        ("这茶不错吧", Silence.OUT_OF_PLACE),
        ("Thanks for the nice tea", Silence.OUT_OF_PLACE),
        ("我喜欢茶", Silence.IN_GENERAL),
        ("I love oolong", Silence.IN_GENERAL),
        ("这茶不错，兰花香", Silence.SAYS_SOMETHING),
        ("Nice tea, wet dog", Silence.SAYS_SOMETHING),
        ("> 慧苑坑的肉桂，炭香\n好茶", Silence.ANSWER),
        ("这茶真好。" * 40, Silence.LONG),
    ],
)
def test_why_it_stays_silent(text, why):
    assert judge(text, WORDS).silence is why


def test_a_short_answer_is_left_alone():
    assert judge("好茶！", WORDS).asks
    assert judge("好茶！", WORDS, is_answer=True).silence is Silence.ANSWER


@pytest.mark.parametrize(
    ("text", "tea", "praise"),
    [
        ("这茶不错", ("茶",), ("不错",)),
        ("這款鐵觀音真不錯", ("鐵觀音",), ("真不錯",)),
        ("Nice Tea!", ("Tea",), ("Nice",)),
        ("Ming’s Oolong is SO GOOD", ("Oolong",), ("SO GOOD",)),
    ],
)
def test_what_was_found_is_told_as_it_was_typed(text, tea, praise):
    verdict = judge(text, WORDS)
    assert (verdict.tea, verdict.praise) == (tea, praise)


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("武夷山慧苑坑的肉桂", {"origin"}),
        ("2008年的熟普", {"origin"}),
        ("兰花香，回甘快", {"taste"}),
        ("盖碗，5克，100度，八秒", {"brewing"}),
        ("5 g, 95°C, 10 s", {"brewing"}),
        ("外公留下来的", {"story"}),
        ("這是外婆送的，蜜香", {"story", "taste"}),
        ("Brewed gongfu, floral, from Anxi, a gift", {"origin", "taste", "brewing", "story"}),
        ("产地：不知道\n故事：没有", {"origin", "story"}),
        ("產地：不知道", {"origin"}),
        ("产地：\n滋味：", set()),
        ("年轻人喝茶", set()),
    ],
)
def test_what_a_text_says_of_a_tea(text, present):
    assert set(judge(text, WORDS).present) == present


def test_a_name_that_says_the_place_is_not_asked_for_it():
    assert judge("西湖龙井真好喝", WORDS).missing == ("taste", "brewing", "story")


def test_a_line_that_was_begun_changes_nothing_until_it_is_filled():
    verdict = judge("这茶不错\n产地：", WORDS, goes_on=True)
    assert verdict.asks
    assert verdict.started == ("origin",)
    assert "origin" in verdict.missing
    assert judge("这茶不错\n产地：勐海", WORDS, goes_on=True).missing == ("taste", "brewing", "story")
    assert not judge("这茶不错\n产地：勐海", WORDS).asks, "by oneself one has said enough"


@pytest.mark.parametrize(("text", "line"), [("这茶不错", "产地："), ("這茶不錯", "產地："), ("Nice tea", "From: ")])
def test_a_line_begins_in_the_language_of_the_text(text, line):
    assert WORDS.lines["origin"][language_of_lines(text)] == line


@given(texts)
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_there_is_a_verdict_and_never_without_a_tea_and_praise(text):
    verdict = judge(text, WORDS)
    assert set(verdict.present) | set(verdict.missing) == set(KINDS)
    assert not set(verdict.present) & set(verdict.missing)
    if verdict.asks:
        assert verdict.tea
        assert verdict.praise
        assert verdict.missing
    for goes_on in (False, True):
        said = judge(text, WORDS, goes_on=goes_on)
        assert said.tea or not said.asks


@given(
    texts, st.sampled_from(KINDS), st.sampled_from(["zh", "hant", "en"]), st.sampled_from(["山上", "hills", "啊", "7"])
)
@settings(max_examples=150, deadline=None)
def test_a_line_of_a_kind_takes_it_off_the_list_and_puts_nothing_on(text, kind, language, words):
    before = judge(text, WORDS).missing
    after = judge(f"{text}\n{WORDS.lines[kind][language]}{words}", WORDS).missing
    assert kind not in after
    assert set(after) <= set(before)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_the_browser_lets_through_whatever_is_asked_about(text):
    # As substance.js does it.
    plain = "".join(SIEVE.simple.get(one, one) for one in text.replace("\u2019", "'").lower())
    if judge(text, WORDS).asks:
        assert len(text) <= SIEVE.longest
        assert re.search(SIEVE.tea, plain)
        assert re.search(SIEVE.praise, plain)


def test_the_browser_keeps_back_what_is_about_other_things():
    for text in ("今天天气真好", "收到了，谢谢", "Lovely weather", "So good", "see you tomorrow", "开会了"):
        assert not re.search(SIEVE.tea, folded(text)) or not re.search(SIEVE.praise, folded(text))


def test_a_rich_note_is_one_that_others_answer_in_a_few_words():
    assert says_much("慧苑坑的肉桂，炭香里有桂皮香，五克，沸水快出", WORDS)
    assert says_much("This oolong is floral, brewed in a gaiwan", WORDS)
    assert not says_much("这茶不错", WORDS)
    assert not says_much("今天喝武夷岩茶", WORDS)
    assert not says_much("", WORDS)


def test_no_word_is_two_things():
    with pytest.raises(ValueError, match="茶"):
        read('[kind]\nzh = "茶"\n[praise]\nzh = "茶"\n')


@pytest.fixture
def ming():
    make.house()
    return make.person(name="阿明")


def address(room):
    return reverse("chat:substance", args=[room.id])


def post(client, room, text="这茶不错", **more):
    return client.post(address(room), {"text": text, **more}, headers={"accept": "application/json"})


@pytest.mark.django_db
def test_the_house_says_what_is_missing_and_keeps_nothing(client, ming, happened):
    room = make.room()
    make.sit(ming, room)
    client.force_login(ming)
    before = happened()
    said = post(client, room).json()
    assert said["asks"]
    assert (said["tea"], said["praise"]) == (["茶"], ["不错"])
    assert [one["kind"] for one in said["missing"]] == list(KINDS)
    assert said["missing"][0]["line"] == "产地："
    assert "html" not in said
    assert happened() == before
    assert client.get(address(room)).json()["sieve"]["longest"] == SIEVE.longest
    with translation.override("en"):
        shown = client.post(f"{address(room)}?frames=html", {"text": "这茶不错"}).json()["html"]
    assert 'data-line="产地："' in shown


@pytest.mark.django_db
def test_few_words_after_a_rich_note_of_somebody_else_are_an_answer(client, ming):
    room = make.room()
    fang = make.person(name="方姐", joins=room)
    make.sit(ming, room)
    client.force_login(ming)
    make.message(by=fang, room=room, text="武夷山慧苑坑的肉桂，炭香里有桂皮香，盖碗快出")
    assert post(client, room).json()["why_not"] == "answer"
    make.message(by=ming, room=room, text="我去烧水")
    assert post(client, room).json()["asks"]
    assert post(client, room, reply_to="1").json()["why_not"] == "answer"


@pytest.mark.django_db
def test_it_can_be_switched_off_by_oneself(client, ming, happened):
    room = make.room()
    make.sit(ming, room)
    client.force_login(ming)
    assert "data-asks" in client.get(reverse("chat:room", args=[room.id])).content.decode()
    answer = client.post(reverse("people:asked"), {"tea": "no"}, headers={"accept": "application/json"})
    assert answer.json() == {"tea": "no"}
    ming.refresh_from_db()
    assert not ming.is_asked_about_tea
    assert happened()[-1] == ("PersonChanged", {"person": ming.id, "is_seen": False})
    assert post(client, room).json() == {"asks": False}
    assert client.get(address(room)).json() == {"asks": False, "sieve": None}
    assert "data-asks" not in client.get(reverse("chat:room", args=[room.id])).content.decode()
    be_asked_about_tea(by=ming, is_asked=True, at=now())
    assert post(client, room).json()["asks"]
    assert client.post(reverse("people:asked"), {"tea": "perhaps"}).status_code == 404


@pytest.mark.django_db
def test_it_can_be_switched_off_by_a_host(client, ming, happened):
    room = make.room(host=ming)
    client.force_login(ming)
    form = {"name": room.name, "purpose": "", "access": "members", "tea": "no"}
    assert client.post(reverse("chat:settings", args=[room.id]), form).status_code == 302
    assert not Room.objects.get(pk=room.id).asks_about_tea
    assert happened()[-1][0] == "RoomChanged"
    assert post(client, room).json() == {"asks": False}
    # What is left out stays.
    client.post(reverse("chat:settings", args=[room.id]), {key: form[key] for key in ("name", "purpose", "access")})
    assert not Room.objects.get(pk=room.id).asks_about_tea
    client.post(reverse("chat:settings", args=[room.id]), form | {"tea": "yes"})
    assert post(client, room).json()["asks"]


@pytest.mark.django_db
def test_a_guest_does_not_switch_it_off_for_others(ming):
    room = make.room()
    make.sit(ming, room)
    with pytest.raises(Refused):
        actions.change_room(
            by=ming,
            room_id=room.id,
            name=room.name,
            purpose="",
            access=Access.MEMBERS,
            asks_about_tea=False,
            at=now(),
        )
    assert Room.objects.get(pk=room.id).asks_about_tea


@pytest.mark.django_db
def test_nobody_is_asked_in_direct_talk_or_where_they_do_not_sit(client, ming):
    room = make.room()
    client.force_login(ming)
    assert post(client, room).json() == {"asks": False}
    talk = make.talk_of(ming, make.person(name="方姐"))
    assert post(client, talk).json() == {"asks": False}
    assert "data-asks" not in client.get(reverse("chat:room", args=[talk.id])).content.decode()


@pytest.mark.django_db
def test_looking_over_has_its_pace(client, ming):
    room = make.room()
    make.sit(ming, room)
    client.force_login(ming)
    statuses = [post(client, room).status_code for _ in range(25)]
    assert statuses[:20] == [200] * 20
    assert 429 in statuses
