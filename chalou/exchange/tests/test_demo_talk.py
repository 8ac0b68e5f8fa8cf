"""The talk of the demo house as it is written, without a database."""

import io
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from chalou.exchange.demo import drawings
from chalou.exchange.demo.cast import GUESTS, KEEPER, PEOPLE
from chalou.exchange.demo.drawings import sheet
from chalou.exchange.demo.plays import plays
from chalou.exchange.demo.script import Unclear, read
from chalou.foundation.text.lines import line_key
from chalou.foundation.text.mentions import keys_in
from tests.house import CHECKOUT

AT = datetime(2026, 3, 7, 20, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LINES = [(play, scene, line) for play in plays() for scene, line in play.spoken()]
SPOKEN = [line.text for _, _, line in LINES] + [line.edited[1] for _, _, line in LINES if line.edited]
HEAD = "%room x public\n%seated afu\n%main\n%at 2d 20:00\n"


def is_chinese(text: str) -> bool:
    return len(re.findall(r"[\u4e00-\u9fff]", text)) * 3 > len(re.findall(r"[A-Za-z]+", text))


def test_it_is_a_house_full_of_talk_in_both_languages():
    houses_own = [play for play in plays() if play.access != "direct"]
    assert 6 <= len(houses_own) <= 8
    assert {play.access for play in plays()} == {"public", "members", "invitation", "direct"}
    assert 14 <= len(PEOPLE) <= 20
    assert len(LINES) >= 400
    chinese = sum(is_chinese(text) for text in SPOKEN)
    assert len(SPOKEN) * 0.5 < chinese < len(SPOKEN) * 0.85
    tables = Counter((play.key, scene.table) for play, scene, _ in LINES if scene.table)
    assert len(tables) >= 5
    assert all(14 <= count <= 40 for count in tables.values()), tables


def test_everybody_has_something_to_say_and_a_name_of_their_own():
    said = Counter(line.who for _, _, line in LINES)
    assert set(said) == {KEEPER[0]} | {one.key for one in PEOPLE}
    assert min(said.values()) >= 5
    assert len({one.name for one in PEOPLE}) == len(PEOPLE)


def test_whoever_speaks_or_does_something_sits_there():
    for play, _, line in LINES:
        seated = {KEEPER[0], *play.hosts, *play.seated}
        voters = {who for _, people in line.poll.votes for who in people} if line.poll else set()
        doing = {line.who, *(who for _, who in line.reactions), *voters} | ({line.pinned_by} - {""})
        assert doing <= seated, (play.key, line.number)
        assert len(set(line.reactions)) == len(line.reactions), (play.key, line.number)
        assert line.who not in {who for _, who in line.reactions}, (play.key, line.number)


def test_whoever_is_named_is_known_and_sits_there():
    names = {line_key(one.name): one.key for one in PEOPLE}
    named = 0
    for play, _, line in LINES:
        if "@" in line.text:
            found = {names[key] for key in keys_in(line.text, line_key) if key in names}
            assert found, (play.key, line.number)
            assert found <= {*play.hosts, *play.seated}, (play.key, line.number)
            named += 1
    assert named >= 6


def test_what_is_answered_or_passed_on_was_said_before():
    answers = 0
    for number, play in enumerate(plays()):
        heard: dict[str, str] = {}
        for _, scene, line in play.timed(AT):
            if line.answers:
                assert heard.get(line.answers) == scene.table, (play.key, line.number)
                answers += 1
            if line.passes:
                room, label = line.passes
                before = {one.key: one for one in plays()[:number]}
                assert label in {one.label for _, one in before[room].spoken()}
            assert line.label not in heard or not line.label, (play.key, line.number)
            heard[line.label] = scene.table
    assert answers >= 80


def test_pictures_are_drawn_and_described_in_the_language_of_their_room():
    shown = [(play, name, alt) for play, _, line in LINES for name, alt in line.pictures]
    assert {name for _, name, _ in shown} == set(drawings.DRAWINGS), "nothing is drawn for nobody"
    for play, name, alt in shown:
        assert len(alt) >= 20, name
        assert is_chinese(alt) == is_chinese(play.name), name


@pytest.mark.parametrize(
    "never",
    [
        r"https?:|www\.|\.com\b|\.cn\b",
        r"(?<![0-9A-Za-z])(?:\d[ -]?){6,}",
        r"微信|加我|私聊|电话|手机号|QQ|[Ww]e[Cc]hat|WhatsApp|[Tt]elegram",
        r"治|养生|减肥|降血|抗癌|排毒|保健|功效|延年|[Hh]ealth|[Cc]ure[sd]?\b|[Dd]etox|antioxid",
        r"您|\.\.\.",
    ],
    ids=["addresses", "numbers that call somebody", "ways to reach somebody", "health", "careless writing"],
)
def test_nobody_says(never):
    said = SPOKEN + [text for _, _, line in LINES for _, text in line.files]
    assert [text for text in said if re.search(never, text)] == []


@pytest.mark.parametrize("hour", [0, 4, 12, 16, 20, 23])
def test_it_ends_minutes_ago_and_its_days_do_not_run_into_each_other(hour):
    at = AT.replace(hour=hour, minute=3)
    for play in plays():
        moments = [moment for moment, _, _ in play.timed(at)]
        assert at - timedelta(days=23) < moments[0]
        assert moments[-1] <= at - timedelta(minutes=1), play.key
        ends = datetime.min.replace(tzinfo=UTC)
        scenes = sorted(play.scenes, key=lambda one: one.begins.moment(at))
        for scene in scenes:
            spoken = sum(line.minutes for line in scene.lines)
            if scene.begins.days is not None:
                assert 7 <= scene.begins.moment(at).astimezone(at.tzinfo).hour <= 22
            if not scene.table:
                assert scene.begins.moment(at) > ends, (play.key, scene.begins)
                ends = scene.begins.moment(at) + timedelta(minutes=spoken)


def test_a_story_has_the_table_for_itself_and_a_host_who_opened_it():
    for play in plays():
        for scene in (one for one in play.scenes if one.story):
            assert scene.opened_by in play.hosts
            assert not scene.is_aside(scene.lines[0])
            assert not scene.table
            began, over = scene.begins.moment(AT), scene.ends(AT) + timedelta(minutes=2)
            assert not [one for one in play.scenes if one is not scene and began <= one.begins.moment(AT) <= over]


def test_a_line_that_nobody_understands_says_where_it_is():
    for wrong in ("who said this", "- sang loudly", "%door open", "- ask x | y | z", "%at noon", "- closed +6"):
        with pytest.raises(Unclear, match="line 6: "):
            read(f"{HEAD}afu: 好。\n{wrong}\n")
    with pytest.raises(Unclear, match="no room"):
        read("# nothing\n")


def test_paragraphs_and_what_became_of_a_message_are_read():
    play = read(
        HEAD + "afu: 一\n  二\n  .\n  三\n- label x\nafu +7 > x: 四\n- edited +3 | 五\n- ask 24 several | a | b\n"
    )
    first, second = (line for _, line in play.spoken())
    assert (first.text, first.label, first.minutes) == ("一\n二\n\n三", "x", 0)
    assert (second.answers, second.minutes, second.edited) == ("x", 7, (3, "五"))
    assert second.poll is not None
    assert (second.poll.choices, second.poll.hours, second.poll.is_several) == (("a", "b"), 24, True)


def test_the_same_is_drawn_each_time_in_the_colours_of_the_house():
    name = "seal_clean"
    assert drawings.drawn(name) == drawings.drawn(name)
    picture = Image.open(io.BytesIO(drawings.drawn(name)))
    assert picture.size == (720, 720)
    tokens = (CHECKOUT / "chalou/foundation/web/static/web/tokens.css").read_text(encoding="utf-8")
    colours = {value for name, value in vars(sheet).items() if name.isupper() and str(value).startswith("#")}
    assert len(colours) > 15
    assert {one for one in colours if one not in tokens} == set()


def test_the_two_guests_are_of_two_languages():
    assert {one.language for one in PEOPLE if one.key in GUESTS} == {"zh-hans", "en"}
