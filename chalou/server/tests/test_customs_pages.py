"""The customs as pages: changed by a form, a set, a file or an earlier version, looked at first, told to everybody."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from chalou.chat.models import Access, Message
from chalou.chat.queries import judged
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.foundation.throttle import the_throttle
from chalou.house.actions import change_customs
from chalou.house.queries import READY_SETS, newest_version, ready_set, the_customs
from chalou.house.rules.customs import CODES, Listening, Mode, Question, Right, Seat, Text
from chalou.house.rules.document import leaves, to_document, written
from chalou.server.command import customs as customs_command
from chalou.server.customs import words
from chalou.server.customs.forms import CustomsForm
from chalou.server.customs.sentences import changes, customary
from chalou.server.keeper import actions
from tests import making as make

CLUB = ready_set("tea-club")
CIRCLE = ready_set("study-circle")
BOTH = ("zh-hans", "en")


class TestWords:
    """Without a database."""

    @pytest.mark.parametrize("language", BOTH)
    def test_every_setting_has_a_name_and_an_explanation(self, language):
        with translation.override(language):
            for leaf in leaves():
                called, _hint = words.of_setting(leaf.place)
                assert called != "-".join(leaf.place)
                assert words.in_a_list(leaf.place)
            for key in to_document(CLUB):
                assert key == "chalou_customs" or key in words.PARTS

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("name", READY_SETS)
    def test_what_is_customary_is_told_in_sentences(self, name, language):
        with translation.override(language):
            said = [sentence for part in customary(ready_set(name)) for sentence in part.sentences]
        assert all(one.endswith("。" if language == "zh-hans" else ".") for one in said), said
        assert len(set(said)) == len(said)

    def test_sentences_follow_the_figures(self):
        hears = replace(CLUB, listening=Listening(messages=7, minutes=0, spared=Seat.REGULAR))
        with translation.override("en"):
            said = "\n".join(sentence for part in customary(hears) for sentence in part.sentences)
            none = "\n".join(
                sentence
                for part in customary(replace(CLUB, listening=Listening(messages=0, minutes=0)))
                for sentence in part.sentences
            )
        assert "who is new hears 7 messages, and then speaks" in said
        assert "From regular on one need not listen first." in said
        assert "hears" not in none

    @pytest.mark.parametrize("name", READY_SETS[1:])
    def test_what_is_another_is_named_setting_by_setting(self, name):
        with translation.override("en"):
            there = changes(CLUB, ready_set(name))
            back = changes(ready_set(name), CLUB)
        assert not changes(CLUB, CLUB)
        assert sorted((one.what, one.before, one.after) for one in there) == sorted(
            (one.what, one.after, one.before) for one in back
        )


def filled_in(customs, **more):
    """What a browser sends of the form as it is shown, with some fields filled in otherwise."""
    form = CustomsForm(customs=customs, languages=BOTH)
    sent = {"change": "1", "document": json.dumps(to_document(customs)), "instead_of": "0"}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value is not False and value != "":
            sent[name] = "on" if value is True else str(value)
    return {name: value for name, value in {**sent, **more}.items() if value is not None}


class TestForm:
    @pytest.mark.parametrize("name", READY_SETS)
    def test_what_is_sent_as_it_was_is_as_it_was(self, name):
        customs = ready_set(name)
        form = CustomsForm(filled_in(customs), customs=customs, languages=BOTH)
        assert form.is_valid(), form.errors
        assert form.customs == customs

    def test_every_setting_can_be_changed_by_it(self):
        form = CustomsForm(filled_in(CLUB), customs=CLUB, languages=CODES)
        simple = {"-".join(leaf.place) for leaf in leaves() if leaf.place != ("listening", "questions")}
        assert simple <= set(form.fields)

    def test_a_question_is_added_and_another_taken_away(self):
        first = {f"q1-{part}": "" for part in ("asks", "why", "answer0", "answer1", "answer2")}
        new = {"q5-asks": "水开了先做什么？", "q5-answer1": "温杯", "q5-answer3": "出门", "q5-right": "1"}
        form = CustomsForm(filled_in(CIRCLE, **first, **new), customs=CIRCLE, languages=BOTH)
        assert form.is_valid(), form.errors
        asked = Question(asks="水开了先做什么？", answers=("温杯", "出门"), right=0)
        assert form.customs is not None
        assert form.customs.listening.questions == (*CIRCLE.listening.questions[1:], asked)

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"q1-asks": "?", "q1-answer0": "a", "q1-answer1": "b"}, "q1-right"),
            ({"q1-asks": "?", "q1-answer0": "a", "q1-right": "0"}, "q1-right"),
            ({"q1-asks": "?", "q1-answer0": "a", "q1-answer1": "b", "q1-right": "2"}, "q1-right"),
            ({"q1-asks": "?" * 201, "q1-answer0": "a", "q1-answer1": "b", "q1-right": "1"}, "q1-asks"),
            ({"q2-asks": "?", "q2-answer1": "a", "q2-answer3": "b" * 101, "q2-right": "1"}, "q2-answer3"),
            ({"q1-answer0": "a", "q1-answer1": "b", "q1-right": "1"}, "q1-asks"),
            ({"listening-messages": "501"}, "listening-messages"),
            ({"listening-messages": ""}, "listening-messages"),
            ({"rights-links": "king"}, "rights-links"),
            ({"rights-links": None}, "rights-links"),
            ({"words-first-en": "x" * 601}, "words-first-en"),
            ({"name-en": "a\u202eb"}, "name-en"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field(self, sent, field):
        form = CustomsForm(filled_in(CLUB, **sent), customs=CLUB, languages=BOTH)
        assert not form.is_valid()
        assert list(form.errors) == [field]

    def test_words_in_a_language_that_is_not_offered_stay(self):
        customs = replace(CLUB, words={Text.FIRST: {"en": "Listen."}}, name={"en": "Club"})
        form = CustomsForm(filled_in(customs), customs=customs, languages=("zh-hans",))
        assert form.is_valid()
        assert form.customs == customs


@pytest.fixture
def keeper(client, db):
    make.house()
    client.force_login(make.keeper())
    return make.keeper()


def shown(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def carried(page: str) -> str:
    """The customs that a page carries on, in its hidden field."""
    begins = page.index('name="document" value="') + len('name="document" value="')
    return page[begins : page.index('"', begins)].replace("&quot;", '"').replace("&#34;", '"').replace("&amp;", "&")


class TestKeepersPages:
    def test_the_form_leads_to_what_it_would_mean_and_then_counts(self, client, keeper, happened):
        shown(client.get("/house/customs/change/"))
        tried = shown(client.post("/house/customs/change/", filled_in(CLUB, **{"listening-messages": "7"})))
        assert ">20</del>" in tried
        assert ">7</ins>" in tried
        assert the_customs() == CLUB, "nothing counts yet"
        sent = {"document": carried(tried), "instead_of": "0", "note": "二十条太多"}
        assert client.post("/house/customs/save/", sent).headers["Location"] == "/house/customs/?saved"
        assert the_customs() == replace(CLUB, listening=Listening(messages=7))
        newest = newest_version()
        assert (newest.by, newest.note) == (keeper.id, "二十条太多")
        assert happened() == [("CustomsChanged", {"version": newest.number, "by": keeper.id})]
        log = shown(client.get("/house/customs/log/"))
        assert "二十条太多" in log
        assert ">7</ins>" in log
        assert "掌柜" in log

    def test_what_is_wrong_stays_as_it_was_typed(self, client, keeper):
        answer = client.post("/house/customs/change/", filled_in(CLUB, **{"floor-grace_s": "5", "name-en": "Our Club"}))
        assert answer.status_code == 422
        assert 'value="Our Club"' in answer.content.decode()

    @pytest.mark.parametrize("name", READY_SETS)
    def test_a_ready_set_is_looked_at_first(self, client, keeper, name):
        page = shown(client.post("/house/customs/try/", {"set": name}))
        assert ("/house/customs/save/" in page) == (name != "tea-club")
        assert json.loads(carried(page)) == to_document(ready_set(name))

    def test_a_file_goes_from_house_to_house(self, client, keeper):
        change_customs(customs=CIRCLE, instead_of=0, by=keeper.id, at=now())
        number = newest_version().number
        answer = client.get("/house/customs/export/")
        assert f"chalou-customs-{number}.json" in unquote(answer.headers["Content-Disposition"])
        assert answer.content.decode() == written(CIRCLE)
        assert client.get("/house/customs/export/?version=0").content.decode() == written(CLUB)
        shop = SimpleUploadedFile("x.json", written(ready_set("tea-shop")).encode())
        assert json.loads(carried(shown(client.post("/house/customs/try/", {"file": shop})))) == to_document(
            ready_set("tea-shop")
        )
        pasted = shown(client.post("/house/customs/try/", {"text": written(CLUB)}))
        assert json.loads(carried(pasted)) == to_document(CLUB)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "/"),
            ("{", "JSON"),
            ('{"chalou_customs": 1, "floor": {"grace_s": 1}, "x": 2}', "floor.grace_s"),
        ],
    )
    def test_a_file_that_is_none_is_answered_with_what_is_wrong(self, client, keeper, text, says):
        answer = client.post("/house/customs/try/", {"text": text})
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert the_customs() == CLUB

    def test_an_earlier_version_comes_back_as_a_new_one(self, client, keeper):
        first = change_customs(customs=CIRCLE, instead_of=0, by=keeper.id, at=now()).pk
        second = change_customs(customs=CLUB, instead_of=first, by=keeper.id, at=now()).pk
        page = shown(client.post("/house/customs/try/", {"version": str(first)}))
        client.post("/house/customs/save/", {"document": carried(page), "instead_of": str(second)})
        assert the_customs() == CIRCLE
        assert newest_version().number > second
        assert client.post("/house/customs/try/", {"version": "999"}).status_code == 404

    def test_who_was_overtaken_is_told_and_loses_nothing(self, client, keeper):
        typed = filled_in(CLUB, **{"listening-messages": "7"})
        change_customs(customs=replace(CLUB, asks_for_more=False), instead_of=0, by=None, at=now())
        tried = shown(client.post("/house/customs/change/", typed))
        assert '"instead_of" value="0"' not in tried
        sent = {"document": carried(tried), "instead_of": "0", "note": "试试看"}
        answer = client.post("/house/customs/save/", sent)
        again = answer.content.decode()
        assert answer.status_code == 409
        assert 'value="试试看"' in again
        assert json.loads(carried(again))["listening"]["messages"] == 7
        assert newest_version().customs.listening.messages == 20
        sent["instead_of"] = str(newest_version().number)
        assert client.post("/house/customs/save/", sent).status_code == 302

    def test_what_was_begun_can_be_changed_further(self, client, keeper):
        sent = {"document": json.dumps(to_document(CIRCLE)), "instead_of": "0"}
        page = shown(client.post("/house/customs/change/", sent))
        assert CIRCLE.listening.questions[0].asks in page
        tried = shown(client.post("/house/customs/change/", filled_in(CIRCLE, **{"floor-grace_s": "60"})))
        assert json.loads(carried(tried))["listening"] == to_document(CIRCLE)["listening"]

    def test_only_the_keeper_changes_them(self, client, keeper):
        with pytest.raises(Refused):
            actions.change_customs(by=make.person(), customs=CIRCLE, instead_of=0, note="", at=now())
        assert the_customs() == CLUB


@pytest.mark.django_db
def test_everybody_reads_what_is_customary(client):
    assert client.get("/house-rules/").status_code == 404, "before the house is open"
    make.house()
    change_customs(
        customs=replace(CIRCLE, words={Text.FIRST: {"en": "Hear <b>first</b>."}}), instead_of=0, by=None, at=now()
    )
    english = shown(client.get("/house-rules/", headers={"Accept-Language": "en"}))
    assert "who is new hears 40 messages and 10 minutes, and then speaks" in english
    assert "<b>first</b>" not in english
    assert "Hear" in shown(client.get("/house-rules/", headers={"Accept-Language": "zh-CN"}))


class TestTryingOut:
    """What other customs would have meant for what was said."""

    TODAY = now()

    def tried(self, keeper, after, before=CLUB, **more):
        return judged(keeper, before=before, after=after, at=self.TODAY + timedelta(minutes=5), **more)

    def test_in_a_listening_room_the_first_message_of_somebody_would_have_waited(self, keeper):
        room, guest = make.room(), make.person(seat=Seat.NEWCOMER)
        make.sit(guest, room)
        make.message(by=guest, room=room, text="一")
        make.message(by=guest, room=room, text="二")
        make.message(by=keeper, room=room)
        found = self.tried(keeper, replace(CLUB, new_rooms=Mode.LISTENING))
        assert (found.judged, found.waits, found.speaks, found.is_cut) == (3, 1, 0, False)
        assert [(one.seq, one.author, one.room_name, one.why) for one in found.lines] == [
            (1, guest.name, "大堂", "listen_first")
        ]
        spared = replace(CLUB, new_rooms=Mode.LISTENING, listening=Listening(spared=Seat.NEWCOMER))
        assert self.tried(keeper, spared).waits == 0
        nothing = replace(CLUB, new_rooms=Mode.LISTENING, listening=Listening(messages=0, minutes=0))
        assert self.tried(keeper, nothing).waits == 0

    def test_what_belongs_to_another_seat_would_have_waited(self, keeper):
        room, guest = make.room(), make.person(seat=Seat.GUEST)
        make.sit(guest, room)
        make.message(by=guest, room=room, text="看 https://tea.example/")
        make.poll(by=guest, room=room)
        make.message(by=guest, room=room, brought=[make.picture(by=guest, room=room)])
        make.message(by=guest, room=room)
        for right in (Right.LINKS, Right.POLLS, Right.PICTURES):
            after = replace(CLUB, rights={**CLUB.rights, right: Seat.ELDER})
            assert [one.why for one in self.tried(keeper, after).lines] == ["another_seat"]
            assert (self.tried(keeper, CLUB, before=after).waits, self.tried(keeper, CLUB, before=after).speaks) == (
                0,
                1,
            )

    def test_it_never_looks_where_the_keeper_does_not_sit(self, keeper):
        host, guest = make.person(), make.person()
        closed = make.room(access=Access.INVITATION)
        theirs = make.room()
        for one in (host, guest):
            make.sit(one, theirs)
        talk = make.talk_of(host, guest)
        mine = make.talk_of(keeper, host)
        for direct in (talk, mine):
            make.message(by=host, room=direct, text="https://tea.example/")
        make.message(by=keeper, room=closed, text="https://tea.example/")
        after = replace(CLUB, new_rooms=Mode.QUIET, rights=dict.fromkeys(Right, Seat.ELDER))
        assert self.tried(keeper, after).judged == 1, "what the keeper said in their own room by invitation"
        make.message(by=host, room=theirs)
        assert [one.room for one in self.tried(keeper, after).lines] == [theirs.id]
        with pytest.raises(NotFound):
            self.tried(make.person(), after)

    def test_it_is_bounded_and_says_so(self, keeper):
        room, guest = make.room(), make.person()
        make.sit(guest, room)
        make.talk(by=guest, room=room, messages=25)
        quiet = replace(CLUB, new_rooms=Mode.QUIET)
        whole = self.tried(keeper, quiet)
        assert (whole.judged, whole.waits, len(whole.lines), whole.is_cut) == (25, 25, 20, False)
        Message.objects.filter(seq__lte=10).update(posted_at=self.TODAY - timedelta(days=31))
        assert self.tried(keeper, quiet).judged == 15
        cut = self.tried(keeper, quiet, most=10)
        assert (cut.judged, cut.is_cut) == (10, True)
        the_throttle.forget()


@pytest.mark.django_db
class TestCommand:
    def chalou(self, what, file=None, note=None):
        return customs_command.run(Namespace(what=what, file=file, note=note))

    def test_a_file_goes_out_and_comes_in(self, tmp_path, capsys, happened):
        make.house()
        file = str(tmp_path / "customs.json")
        assert self.chalou("export", file) == 0
        assert (tmp_path / "customs.json").read_text("utf-8") == written(CLUB)
        (tmp_path / "shop.json").write_text(written(ready_set("tea-shop")), "utf-8")
        assert self.chalou("check", str(tmp_path / "shop.json")) == 0
        assert the_customs() == CLUB
        assert self.chalou("import", str(tmp_path / "shop.json"), note="from a friend") == 0
        assert the_customs() == ready_set("tea-shop")
        assert (newest_version().by, newest_version().note) == (None, "from a friend")
        assert "Messages that are heard: 20 -> 5" in capsys.readouterr().out
        assert [kind for kind, _facts in happened()] == ["CustomsChanged"]

    def test_what_is_wrong_with_it_is_said(self, tmp_path, capsys):
        make.house()
        (tmp_path / "bad.json").write_text('{"chalou_customs": 1, "tea": 1}', "utf-8")
        for what in ("check", "import"):
            assert self.chalou(what, str(tmp_path / "bad.json")) == 1
            assert "tea: Nothing of this name belongs here." in capsys.readouterr().err
        assert the_customs() == CLUB

    def test_before_the_house_is_open_there_is_nothing_to_change(self, tmp_path, capsys):
        (tmp_path / "shop.json").write_text(written(ready_set("tea-shop")), "utf-8")
        assert self.chalou("import", str(tmp_path / "shop.json")) == 1
        assert "not open yet" in capsys.readouterr().err
