"""Taking along and leaving, for somebody with one of everything: nothing of theirs is missing, nothing of others is in
it, and what is declared is so.
"""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from chalou.chat import actions as chat
from chalou.chat.models import Departure, Membership, Message, RoomInvitation, Storage
from chalou.exchange.models import Bundle
from chalou.exchange.person import actions, bundle, queries, shelf
from chalou.exchange.person.account import PORTRAIT
from chalou.exchange.person.declared import FATES, After
from chalou.exchange.person.gathering import LISTS
from chalou.exchange.person.rules import KEPT_FOR
from chalou.exchange.tests.everything import (
    MINE,
    NAME,
    OTHERS,
    SECRET,
    SIGN_IN_NAME,
    TOLD,
    Everything,
    columns_without,
    make_everything,
    rows_of,
    where_it_says,
)
from chalou.foundation import media
from chalou.foundation.clock import now
from chalou.foundation.refusals import NotFound, Refused
from chalou.people.models import Invitation, Person, Session, SignInLink
from tests import making as make

pytestmark = pytest.mark.django_db

ONLY_OF_THE_KEEPER = "people.SignInLink.made_by"
ONLY_OF_THOSE_WHO_LEFT = "chat.Departure.person"
ONLY_BY_THE_KEEPER = "house.CustomsVersion.by_number"
NOT_USED = "account.EmailAddress.user"


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(tmp_path, settings):
    settings.CHALOU = replace(settings.CHALOU, data=tmp_path)


@pytest.fixture
def everything() -> Everything:
    return make_everything()


def leave(one: Everything, *, keeps_words: bool) -> None:
    actions.leave(by=one.person, keeps_words=keeps_words, at=now())
    chat.settle_departures(at=now())


class TestTakingAlong:
    def test_nothing_of_mine_is_missing_and_nothing_of_others_is_in_it(self, everything, tmp_path):
        """One test, for such a person takes a second to make."""
        one = everything.person
        Bundle.objects.create(person=one, asked_at=now(), language="en", time_zone="Asia/Shanghai", token="x")
        few = [ONLY_OF_THE_KEEPER, ONLY_OF_THOSE_WHO_LEFT, ONLY_BY_THE_KEEPER, NOT_USED]
        assert columns_without(one) == few, "make one of these too"
        target = tmp_path / "bundle.zip"
        size = bundle.make(one, target, language="en", zone="Asia/Shanghai", at=now())
        assert target.stat().st_size == size
        assert target.stat().st_mode & 0o777 == 0o600
        with zipfile.ZipFile(target) as paper:
            held = {name: paper.read(name) for name in paper.namelist()}
        data = json.loads(held["data.json"])
        for name in LISTS:
            of_it = [column for column, fate in FATES.items() if fate.taken == name]
            assert len(data[name]) == sum(rows_of(one, column) for column in of_it) > 0, name
        assert (data["person"]["name"], data["person"]["sign_in_name"]) == (NAME, SIGN_IN_NAME)
        assert data["settings"]["time_zone"] == "Asia/Shanghai"
        text = held["data.json"].decode()
        assert [words for words in everything.mine if words not in text and "写在文件里" not in words] == []
        assert TOLD in text
        pages = "".join(page.decode() for name, page in held.items() if name.endswith(".html"))
        assert [
            words for words in everything.mine[: everything.said] if words not in pages and "写在" not in words
        ] == []
        files = {name: content for name, content in held.items() if name.startswith("media/")}
        assert sorted(files) == sorted([PORTRAIT, *(line["file"] for line in data["attachments"])])
        assert data["profile"]["picture"] == PORTRAIT
        assert data["mail"] == {
            "address": "xingyun@tea.example",
            "confirmed_at": data["mail"]["confirmed_at"],
            "not_confirmed": "elsewhere@tea.example",
        }
        assert (data["settings"]["code_app"], data["settings"]["recovery_codes"]) == (True, 10)
        assert any(MINE in content.decode(errors="ignore") for content in files.values())
        assert [name for name, content in held.items() if OTHERS in content.decode(errors="ignore")] == []
        secrets = [one.password, SECRET, *one_secret_of_each(one)]
        assert [secret for secret in secrets if secret in text] == []

    def test_it_is_asked_for_made_and_thrown_away(self, happened):
        one = make.person()
        actions.ask_for_bundle(by=one, at=now())
        assert happened() == [("BundleAsked", {"person": one.id})]
        with pytest.raises(Refused) as refused:
            actions.ask_for_bundle(by=one, at=now())
        assert refused.value.why == "bundle_under_way"
        with pytest.raises(NotFound):
            queries.token_of(one)
        actions.make_bundles(at=now())
        shown = queries.bundle_of(one)
        assert shown is not None
        assert shown.bytes == shelf.path(queries.token_of(one)).stat().st_size
        actions.forget_bundles(at=now())
        assert queries.bundle_of(one) == shown
        actions.throw_bundle_away(by=one)
        assert queries.bundle_of(one) is None

    @pytest.mark.django_db(transaction=True)
    def test_after_three_days_no_file_is_left(self):
        one = make.person()
        actions.ask_for_bundle(by=one, at=now())
        actions.make_bundles(at=now())
        there = shelf.path(queries.token_of(one))
        Bundle.objects.update(made_at=now() - KEPT_FOR)
        actions.forget_bundles(at=now())
        assert (there.exists(), Bundle.objects.exists()) == (False, False)

    def test_of_a_file_that_is_lost_the_rest_is_there(self, tmp_path):
        one = make.person(joins=(room := make.room()))
        make.message(by=one, room=room, brought=[make.picture(by=one, room=room)])
        for file in media.folder().glob("??/*"):
            file.unlink()
        bundle.make(one, tmp_path / "b.zip", language="zh-hans", zone="UTC", at=now())
        with zipfile.ZipFile(tmp_path / "b.zip") as paper:
            assert json.loads(paper.read("data.json"))["attachments"][0]["file"] is None

    def test_much_talk_is_parted_into_pages(self, tmp_path, monkeypatch):
        monkeypatch.setattr(bundle, "ON_A_PAGE", 2)
        one = make.person(joins=(room := make.room(name="大堂")))
        make.talk(by=one, room=room, messages=5)
        bundle.make(one, tmp_path / "b.zip", language="zh-hans", zone="UTC", at=now())
        with zipfile.ZipFile(tmp_path / "b.zip") as paper:
            pages = [name for name in paper.namelist() if name.startswith("rooms/")]
            assert pages == [f"rooms/{room.id}-{number}.html" for number in (1, 2, 3)]
            last = paper.read(pages[-1]).decode()
        assert "第 5 泡" in last
        assert f'href="{room.id}-2.html"' in last
        assert f'href="{room.id}-4.html"' not in last


def one_secret_of_each(person: Person) -> list[str]:
    return [
        Session.objects.filter(person=person).values_list("session_key", flat=True)[0],
        SignInLink.objects.filter(person=person).values_list("digest", flat=True)[0],
        Invitation.objects.filter(made_by=person).values_list("digest", flat=True)[0],
        RoomInvitation.objects.filter(made_by=person).values_list("digest", flat=True)[0],
    ]


class TestLeaving:
    @pytest.mark.parametrize("keeps_words", [True, False])
    @pytest.mark.django_db(transaction=True)
    def test_what_is_declared_is_so(self, everything, keeps_words):
        one = everything.person
        actions.ask_for_bundle(by=one, at=now())
        pictures = list(media.folder().glob("??/*"))
        leave(everything, keeps_words=keeps_words)
        left = {column: rows_of(one, column) for column in FATES}
        seats_in_direct_talk = Membership.objects.filter(person=one, room=everything.direct).count()
        left["chat.Membership.person"] -= seats_in_direct_talk
        gone = [column for column, fate in FATES.items() if fate.after is After.GONE]
        assert {column: left[column] for column in gone if left[column]} == {}
        unnamed = ["desk.Report.reporter"]
        assert [left[column] for column in unnamed] == [0]
        assert seats_in_direct_talk == 1
        # The name stands only where somebody else wrote it.
        assert where_it_says(NAME) == {"chat.Message.text", "chat.Message.html"}
        assert where_it_says(SIGN_IN_NAME) == set()
        assert not Message.objects.filter(html__contains="data-person").exists()
        texts = "\n".join(Message.objects.values_list("text", flat=True))
        assert OTHERS in texts
        if keeps_words:
            assert MINE in texts
            assert Storage.objects.filter(person=one).exists()
            return
        assert MINE not in texts
        # What was reported, until it is forgotten; what they gave as a reason; the table at which others may sit.
        kept = {
            "desk.Report.seen",
            "desk.Report.words",
            "desk.Decision.reason",
            "desk.Notice.reason",
            "chat.Thread.title",
        }
        assert where_it_says(MINE) == kept | {
            "chat.Removal.reason",
            "chat.Mute.reason",
            "chat.VouchingWithdrawn.reason",
        }
        assert (rows_of(one, "chat.Attachment.brought_by"), rows_of(one, "chat.Storage.person")) == (0, 0)
        assert [path for path in pictures if path.exists()] == []

    @pytest.mark.django_db(transaction=True)
    def test_done_twice_it_minds_nothing(self, everything):
        leave(everything, keeps_words=False)
        Departure.objects.create(person=everything.person, keeps_words=False, left_at=now())
        before = Message.objects.values_list("id", "text", "taken_back_at")
        kept = list(before)
        chat.settle_departures(at=now())
        assert list(before.all()) == kept
        assert not Departure.objects.exists()

    def test_the_keeper_stays(self):
        make.house()
        with pytest.raises(Refused) as refused:
            actions.leave(by=make.keeper(), keeps_words=True, at=now())
        assert refused.value.why == "keeper_stays"

    def test_nobody_leaves_twice(self):
        one = make.person()
        actions.leave(by=one, keeps_words=True, at=now())
        with pytest.raises(NotFound):
            actions.leave(by=one, keeps_words=False, at=now())

    def test_a_name_that_is_free_again_is_taken_by_somebody_else(self):
        one = make.person(sign_in_name="fubo")
        actions.leave(by=one, keeps_words=True, at=now())
        again = make.person(sign_in_name="fubo")
        assert again.id != one.id


def test_the_shelf_keeps_what_a_row_tells_of_and_what_is_new(tmp_path: Path):
    shelf.folder().mkdir()
    for name in ("known.zip", "unknown.zip", ".half.1234"):
        (shelf.folder() / name).write_bytes(b"")
    shelf.sweep({"known"}, before=0)
    assert len(list(shelf.folder().iterdir())) == 3
    shelf.sweep({"known"}, before=2**40)
    assert [path.name for path in shelf.folder().iterdir()] == ["known.zip"]
